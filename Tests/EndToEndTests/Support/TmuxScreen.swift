import Core
import FoundationEssentials
import TestSupport

/// The built program on a real terminal emulator, of which a test sees what a person would see.
final class TmuxScreen {
    /// Whether there is one; 'sh Tests/setup.sh tests' installs it.
    static let isThere = FileSystem.exists("/usr/bin/tmux")

    private let slate: SlateProgram
    /// A server of its own, which knows no configuration of the user.
    private let server = "slate-\(UUID().uuidString)"

    /// Starts the program.
    ///
    /// - Parameters:
    ///   - slate: Whose private home it gets.
    ///   - arguments: Its arguments.
    ///   - columns: How wide the terminal is.
    ///   - lines: How high it is.
    ///   - variables: Variables beside the few that every run has.
    /// - Throws: An error if there is no terminal.
    init(
        _ slate: SlateProgram,
        _ arguments: [String] = [],
        columns: Int,
        lines: Int = 30,
        variables: [String: String] = [:]
    ) throws {
        self.slate = slate
        let own = variables.map { "\($0.key)=\($0.value)" }
        let command = ["env"] + own + [SlateProgram.executable.string] + arguments
        let outcome = try tmux(["new-session", "-d", "-x", "\(columns)", "-y", "\(lines)"] + command)
        // Whoever looks last decides the size, and nobody does.
        _ = try tmux(["set-option", "-g", "window-size", "manual"])
        guard outcome.status == 0 else { throw FileError(.notFound, path: "tmux", message: outcome.errors) }
    }

    deinit {
        // Best effort: the server may be gone with its program.
        _ = try? tmux(["kill-server"])
    }

    /// Types text.
    func type(_ text: String) throws { _ = try tmux(["send-keys", "-l", text]) }

    /// Presses a key, such as Enter or C-c.
    func press(_ key: String) throws { _ = try tmux(["send-keys", key]) }

    /// Gives the terminal another size.
    func resize(columns: Int, lines: Int = 30) throws {
        _ = try tmux(["resize-window", "-x", "\(columns)", "-y", "\(lines)"])
    }

    /// What is shown, with what has scrolled away, without blanks at the ends.
    ///
    /// - Parameters:
    ///   - hasStyles: Whether with the sequences for colours.
    ///   - isJoined: Whether lines that the terminal has broken are whole.
    /// - Returns: Its lines.
    /// - Throws: An error if the terminal cannot be asked.
    func text(hasStyles: Bool = false, isJoined: Bool = false) throws -> String {
        let options = (hasStyles ? ["-e"] : []) + (isJoined ? ["-J"] : [])
        let shown = try tmux(["capture-pane", "-p", "-S", "-500"] + options).output
        var lines = shown.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            var line = line
            while line.last == " " { line.removeLast() }
            return String(line)
        }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines.joined(separator: "\n") + "\n"
    }

    /// What is shown, for messages of tests.
    var seen: String { (try? text()) ?? "nothing" }

    /// Waits until something is shown.
    func waitFor(_ words: String, seconds: Double = 20) -> Bool {
        waitUntil(seconds: seconds) { (try? text().contains(words)) ?? false }
    }

    private func tmux(_ arguments: [String]) throws -> SlateProgram.Outcome {
        try slate.run(
            ["-L", server, "-f", "/dev/null"] + arguments,
            environment: ["TERM": "xterm-256color", "PAGER": "cat", "TMUX_TMPDIR": slate.folder.path.string],
            program: "/usr/bin/tmux"
        )
    }
}
