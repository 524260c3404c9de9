import BundledContent
import Core

/// `slate demo`: writes the bundled demonstration documents into a folder.
enum DemoCommand {
    static let question =
        "How much did rewetting cut the carbon emissions of the Velm peatland, what did it cost, and "
        + "which birds returned?"

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
            let prefix = "blackboard/demo/"
            for (path, text) in BundledContent.files.sorted(by: { $0.key < $1.key }) where path.hasPrefix(prefix) {
                let file = folder.appending(String(path.dropFirst(prefix.count)))
                try AtomicFile.write(Array(text.utf8), to: file, mode: 0o644, existing: .keep)
            }
            session.console.print(folder.string)
            session.console.note("try: slate report \"\(question)\" --source \(invocation.arguments[0])")
            return .done
        }
    )
}
