import Blackboard
import Core

/// `slate board export`: the whole board as files, of one moment.
enum BoardExportCommand {
    static let command = Command(
        name: "export",
        summary: "write the whole board to a folder or a tar file",
        discussion: "The export holds the entries and the texts of the sources, of one moment, whatever others write "
            + "meanwhile. It is a board by itself: SLATE_HOME can be set to it, or to where the tar file is unpacked.",
        arguments: [Command.Argument(name: "TARGET", help: "a new or empty folder, or a file that ends in .tar")],
        options: [Command.Option(name: "force", help: "replace a file that is there")],
        examples: ["slate board export ~/board.tar"],
        action: { invocation in
            let session = try Session(invocation)
            let target = session.path(invocation.arguments[0])
            let isTar = target.name.hasSuffix(".tar")
            try isTar ? session.checkTarget(target) : checkFolder(target, session)
            return try await session.withBoard { board in
                let result =
                    isTar
                    ? try await tar(board, target, replaces: invocation.has("force"))
                    : try await copy(board, to: target)
                return report(result, target, on: session.console)
            }
        }
    )

    private typealias Outcome = (count: Int, missing: [ContentHash])

    private static func checkFolder(_ folder: Path, _ session: Session) throws {
        guard FileSystem.exists(folder) else { return }
        guard try FileSystem.status(folder).kind == .folder else {
            throw session.usage("\(folder) is a file; name a folder, or a file that ends in .tar")
        }
        if try !FileSystem.names(in: folder).isEmpty {
            throw session.usage("\(folder) is not empty; name a new folder")
        }
    }

    private static func tar(_ board: Blackboard, _ target: Path, replaces: Bool) async throws -> Outcome {
        try await board.export { files in
            var writer = try TarWriter(to: target, existing: replaces ? .replace : .keep)
            var folders: Set<String> = []
            let result = try files { file in
                let folder = String(file.path.split(separator: "/").dropLast().joined(separator: "/"))
                if folders.insert(folder).inserted { try writer.addFolder(folder, modified: file.modified) }
                try writer.addFile(file.path, file.bytes, modified: file.modified)
            }
            try writer.finish()
            return result
        }
    }

    private static func copy(_ board: Blackboard, to target: Path) async throws -> Outcome {
        try await board.export { files in
            try files { file in
                let path = target.appending(file.path)
                try FileSystem.makeFolder(path.parent)
                try AtomicFile.write(file.bytes, to: path, existing: .keep, synchronizesFolder: false)
            }
        }
    }

    private static func report(_ result: Outcome, _ target: Path, on console: Console) -> ExitStatus {
        for hash in result.missing { console.warn("the text \(hash) is missing or altered; it was left out") }
        if console.isJSON {
            let object: JSON = [
                "path": .string(target.string), "files": .int(result.count),
                "missing": .array(result.missing.map { .string($0.hexadecimal) }),
            ]
            console.printVerbatim(object.prettyText + "\n")
        } else {
            console.print("\(target): \(result.count.of("file"))")
        }
        return result.missing.isEmpty ? .done : .failure
    }
}
