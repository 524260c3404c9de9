import Core
import Glibc
import Processes
import Synchronization
import TerminalUI

/// Shows long text screen by screen: $PAGER, or `less -R`, and nothing of the kind where nobody sits at a terminal.
struct Pager {
    private let command: String
    private let console: Console
    private let folder: Path

    /// Creates a pager.
    ///
    /// - Parameters:
    ///   - session: Whose terminal and variables count.
    ///   - folder: Where the text is kept while it is read.
    init(_ session: Session, folder: Path) {
        command = session.environment["PAGER"] ?? "less -R"
        console = session.console
        self.folder = folder
    }

    /// Shows text.
    ///
    /// - Parameter text: What commands have printed.
    /// - Throws: `FileError`; what cannot be paged is printed.
    func show(_ text: [UInt8]) async throws {
        let lines = text.count { $0 == 0x0A }
        let isLong = console.isInteractive && console.canRedraw && lines >= TerminalMode.size.height
        guard isLong, !command.allSatisfy(\.isWhitespace) else { return console.printVerbatim(text) }
        let file = folder.appending("page-\(getpid()).txt")
        try FileSystem.makeFolder(folder)
        try AtomicFile.write(text, to: file, synchronizesFolder: false)
        defer { unlink(file.string) }
        do {
            let pager = try ForegroundProcess(command, arguments: [file.string])
            if try await pager.runAside() == .exited(0) { return }
        } catch let error as ProcessError {
            console.note(error.message)
        }
        console.printVerbatim(text)
    }
}

/// Keeps what is printed, to be shown as a whole.
final class PrintedText: Sendable {
    private let bytes = Mutex<[UInt8]>([])

    /// A console that prints into this; what goes to standard error goes on as it did.
    func console(_ console: Console) -> Console {
        let stage = ConsoleStage(
            write: { [self] bytes, file in
                file == 1
                    ? self.bytes.withLock { $0 += bytes } : console.control(String(decoding: bytes, as: UTF8.self))
            },
            progress: { console.stage?.progress($0) },
            ask: { await console.stage?.ask($0) }
        )
        return console.on(stage)
    }

    /// All that was printed.
    var text: [UInt8] { bytes.withLock { $0 } }
}
