import Blackboard
import Core
import Glibc

/// The command that began a run, to be called again.
struct RunCommandLine {
    /// What is told of how something is shown, not of what is done; the call that takes the run up decides.
    private static let display: Set<String> = ["json", "jsonl", "quiet", "verbose", "color", "no-input"]

    let run: Run

    /// Reads the command line as it was.
    ///
    /// - Parameters:
    ///   - mode: Whether the run is taken up or told again.
    ///   - invocation: The call that does so, whose options of display count.
    ///   - replacing: Options that are not as they were.
    /// - Returns: The call.
    /// - Throws: `UsageError` if this version has no such command or option.
    func invocation(
        _ mode: Journal.Mode,
        for invocation: Invocation,
        replacing: [String: [String]] = [:]
    ) throws -> Invocation {
        let own = invocation.values.filter { Self.display.contains($0.key) }
        let kept = options.filter { !Self.display.contains($0.key) && replacing[$0.key] == nil }
        let all = kept.merging(own) { first, _ in first }.merging(replacing) { first, _ in first }
        var words = run.command.split(separator: " ").map(String.init)
        for (name, values) in all.sorted(by: { $0.key < $1.key }) {
            // A switch has no value.
            for value in values { words.append(value.isEmpty ? "--\(name)" : "--\(name)=\(value)") }
        }
        words += ["--"] + (run.options["arguments"]?.array ?? []).compactMap(\.string)
        var result = try ArgumentParser.parse(words, root: Program.root)
        result.taken = TakenRun(
            id: run.id,
            mode: mode,
            asksPerson: run.options["asks-person"]?.bool,
            asked: AskedModels.recorded(in: run.usage),
            settings: settings(mode)
        )
        return result
    }

    /// The settings that the run has in place of those that are configured by now.
    ///
    /// A run that is taken up is told what it was told: else nothing of its journal fits, and all is asked and paid for
    /// again. What a person says with the command holds over that. Budgets end a run without being told to anybody, so
    /// that the present ones hold: often it is taken up because they were raised.
    private func settings(_ mode: Journal.Mode) -> RecordedSettings? {
        let begun = run.options[TakenRun.settingsKey]
        guard mode == .replay else { return RecordedSettings(begun, includesOptions: false, includesBudget: false) }
        let ended = run.usage?[TakenRun.settingsKey]
        return RecordedSettings(ended, includesOptions: true, includesBudget: true)
            ?? RecordedSettings(begun, includesOptions: false, includesBudget: true)
    }

    /// Goes to the folder in which the run was begun: its paths are relative to it.
    ///
    /// - Throws: `FileError` if it is gone.
    func enterFolder() throws {
        guard let folder = run.options["folder"]?.string else { return }
        guard chdir(folder) == 0 else {
            throw FileError(errno: errno, cannot: "go to the folder of the run", path: Path(folder))
        }
        setenv("PWD", folder, 1)
    }

    private var options: [String: [String]] {
        guard case .object(let members) = run.options["options"] else { return [:] }
        return Dictionary(
            members.map { ($0.name, $0.value.array?.compactMap(\.string) ?? []) },
            uniquingKeysWith: { first, _ in first }
        )
    }
}
