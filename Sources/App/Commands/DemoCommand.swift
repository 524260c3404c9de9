import BundledContent
import Core

/// `slate demo`: writes the bundled demonstration documents into a folder.
enum DemoCommand {
    static let question =
        "How much did rewetting cut the carbon emissions of the Velm peatland, what did it cost, and "
        + "which birds returned?"

    /// What else the documents answer, or disagree about.
    static let questions = [
        "Which birds returned to the Velm?", "What did the dams cost, and how tall are they?",
        "How much did rewetting cut the emissions?",
    ]

    static let command = Command(
        name: "demo",
        summary: "write the demonstration documents into a new folder, to try things on",
        arguments: [Command.Argument(name: "FOLDER", help: "a folder that is made")],
        examples: ["slate demo velm && slate report \"\(question)\" --source velm"],
        action: { invocation in
            let session = try Session(invocation)
            let folder = session.path(invocation.arguments[0])
            if FileSystem.exists(folder) {
                throw FileError(.exists, path: folder, message: "\(folder) exists; give a new folder")
            }
            try FileSystem.makeFolder(folder, mode: 0o755)
            try writeDocuments(to: folder, mode: 0o644)
            session.console.print(folder.string)
            session.console.note("try: slate report \"\(question)\" --source \(invocation.arguments[0])")
            return .done
        }
    )

    /// Writes the documents into a folder; those that are there already stay as they are.
    ///
    /// - Parameters:
    ///   - folder: The folder.
    ///   - mode: Who may read them.
    /// - Throws: `FileError`.
    static func writeDocuments(to folder: Path, mode: UInt32) throws {
        let prefix = "blackboard/demo/"
        for (path, text) in BundledContent.files.sorted(by: { $0.key < $1.key }) where path.hasPrefix(prefix) {
            let file = folder.appending(String(path.dropFirst(prefix.count)))
            if FileSystem.exists(file) { continue }
            try AtomicFile.write(Array(text.utf8), to: file, mode: mode, existing: .keep)
        }
    }
}
