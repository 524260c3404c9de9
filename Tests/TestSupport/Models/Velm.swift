package import Core

/// What the scripted models research: a question, its parts, and the sources that answer them.
package enum Velm {
    package struct Topic: Sendable {
        package let title: String
        package let question: String
        package let words: String
    }

    package static let topics = [
        Topic(
            title: "Press release",
            question: "By how much did rewetting cut the emissions of the Velm bog?",
            words: "Rewetting cut the emissions of the Velm bog by 62 percent between 2017 and 2022."
        ),
        Topic(
            title: "Accounts",
            question: "What did the 318 dams of the Velm bog cost?",
            words: "The work of 318 dams in the Velm bog cost 4.2 million euros."
        ),
        Topic(
            title: "Bird survey",
            question: "When did the curlew return to the Velm bog?",
            words: "The curlew returned to the Velm bog in 2019 and had 14 pairs in 2022."
        ),
        Topic(
            title: "Water gauge",
            question: "How far did the water table of the Velm bog rise?",
            words: "The water table of the Velm bog rose to 6 centimetres below the ground by 2021."
        ),
    ]

    /// More sources, for many researchers.
    package static let stations = (1...10).map { number in
        Topic(
            title: "Station log \(number)x",
            question: "What did station \(number)x of the Velm bog measure?",
            words: "Station \(number)x of the Velm bog measured \(100 + number * 7) millimetres of rain in May."
        )
    }

    package static let question =
        "What did the rewetting of the Velm bog change in its emissions, its birds and its water table, "
        + "and what did the dams cost?"

    /// The calls of an honest team: one plan, four turns of each of four researchers, a draft, its check, and a look of
    /// each researcher for a second source, of which there is none.
    package static let calls = 1 + 4 * 4 + 1 + 1 + 4

    /// The command that has a report on it written.
    package static let report = ["report", question, "--source", "velm", "-o", "r.md"]

    /// Writes the sources.
    ///
    /// - Parameters:
    ///   - slate: The program in whose private folder they are.
    ///   - topics: What they are about.
    /// - Throws: `FileError`.
    package static func write(for slate: SlateProgram, _ topics: [Topic] = topics) throws {
        try write(topics, to: slate.folder.path.appending("velm"))
    }

    /// Writes the sources into a folder.
    ///
    /// - Parameters:
    ///   - topics: What they are about.
    ///   - folder: The folder, which is made.
    /// - Throws: `FileError`.
    package static func write(_ topics: [Topic], to folder: Path) throws {
        try FileSystem.makeFolder(folder)
        for (number, topic) in topics.enumerated() {
            let text =
                "# \(topic.title)\n\nThis is what was written down at the time. \(topic.words) More is not known.\n"
            try AtomicFile.write(text.utf8, to: folder.appending("\(number).md"))
        }
    }

    /// A program that has the sources, and does not wait long for a server.
    ///
    /// - Parameter configuration: Lines of its configuration.
    /// - Returns: The program.
    /// - Throws: An error if its home cannot be made.
    package static func program(_ configuration: String = "") throws -> SlateProgram {
        let slate = try SlateProgram()
        try write(for: slate)
        try slate.folder.write("home/config.yaml", "calls:\n  attempts: 3\n\(configuration)")
        return slate
    }

    /// A report without what differs from run to run: identifiers, times and addresses.
    ///
    /// - Parameter text: The report.
    /// - Returns: Its lines.
    package static func comparable(_ text: String) -> [String] {
        let ids = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let passing = ["run:", "created:", "usage:", "  calls:", "  seconds:", "seconds:"]
        return ids.filter { line in !passing.contains { line.hasPrefix($0) } && !line.contains("file://") }
    }
}
