import Agents
import Core
import TestSupport

/// How long it takes to find the skills for a task among many.
struct SkillBench {
    private static let count = 500
    private static let task = "Compare the heat transfer of blunt and slender bodies, and when was it first measured?"

    let program: String
    let folder: Path
    let prose: [String]

    /// Runs everything.
    func run() throws -> ScrubberBench.Row {
        let home = folder.appending("skills-home")
        let skills = home.appending("skills")
        try write(to: skills)
        let cold = try Measurement.run([program, "skills", "why", Self.task], home: home.string, times: 11)
        var library = SkillLibrary(places: [SkillPlace(.user, folder: skills)])
        guard library.skills.count == Self.count else {
            throw BenchmarkError(message: "\(library.skills.count) of \(Self.count) skills were found")
        }
        let warm = (0..<21).map { _ in
            let start = Measurement.now()
            library.refresh()
            _ = SkillSelector().select(Self.task, from: library)
            return Measurement.now() - start
        }
        func milliseconds(_ seconds: Double) -> Double { (seconds * 10_000).rounded() / 10 }
        return ScrubberBench.Row(
            what: "skills for a task, of \(Self.count)",
            measured:
                "\(milliseconds(Measurement.median(warm))) ms warm, \(milliseconds(cold.wall)) ms as a new process (CPU "
                + "\(milliseconds(cold.cpu)) ms)",
            goal: "≤ 5 ms warm, ≤ 60 ms cold",
            command: "slate skills why TASK"
        )
    }

    /// Skills as people write them: a description of two sentences, ten keywords, a page of instructions.
    private func write(to folder: Path) throws {
        for number in 0..<Self.count {
            let words = prose[number % prose.count].split { !$0.isLetter }.map { $0.lowercased() }
            let keywords = (0..<10).map { words[($0 * 3) % words.count] + " " + words[($0 * 3 + 1) % words.count] }
            let name = "skill-\(number)"
            let text = """
                ---
                name: \(name)
                description: "\(words.prefix(30).joined(separator: " ")). Use when \(words.suffix(10).joined(separator: " "))."
                license: Apache-2.0
                metadata:
                  keywords: "\(keywords.joined(separator: ", "))"
                ---
                \(prose[(number + 1) % prose.count])
                """
            let file = folder.appending(name).appending("SKILL.md")
            try FileSystem.makeFolder(file.parent)
            try AtomicFile.write(Array(text.utf8), to: file, synchronizesFolder: false)
        }
    }
}
