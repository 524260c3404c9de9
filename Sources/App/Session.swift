import Blackboard
import Core
import Documents
import Glibc
import Processes
import Research

/// What a command works with: the console, the configuration, and the board once it is needed.
struct Session: Sendable {
    var invocation: Invocation
    var console: Console
    let configuration: Configuration
    let environment: [String: String]
    let workingFolder: Path
    /// Whether it is that of a conversation.
    var isTalk = false
    private let sharedModels = SharedModels()

    /// Gets ready for a command.
    ///
    /// - Parameters:
    ///   - invocation: What was called.
    ///   - readsConfiguration: False for what must also work where the configuration cannot be used; then it has defaults.
    /// - Throws: `ConfigurationError`.
    init(_ invocation: Invocation, readsConfiguration: Bool = true) throws {
        self.invocation = invocation
        environment = ChildProcess.inheritedEnvironment
        console = Console(invocation, environment: environment)
        workingFolder = Self.workingFolder(environment)
        var configuration =
            readsConfiguration
            ? try Configuration(
                environment: environment,
                workingFolder: workingFolder,
                options: invocation.values.compactMapValues(\.last)
            )
            : try Configuration(own: "", environment: environment, workingFolder: workingFolder)
        if let settings = invocation.taken?.settings { configuration.take(settings) }
        self.configuration = configuration
        KeysInUse.ofProcess.add(configuration.keys)
    }

    /// Opens the board, does something with it, and closes it.
    ///
    /// - Parameters:
    ///   - warnsOfFiles: Whether to tell of files that are no valid entries.
    ///   - body: What is done.
    /// - Returns: What the closure returns.
    /// - Throws: `ConfigurationError` if the home cannot be used; what the board and the closure throw.
    func withBoard<Value: Sendable>(
        warnsOfFiles: Bool = true,
        _ body: (Blackboard) async throws -> Value
    ) async throws -> Value {
        let board: Blackboard
        do {
            board = try Blackboard(home: configuration.home)
        } catch let error as FileError {
            throw ConfigurationError(unusableHome: error)
        }
        for notice in board.notices { console.warn(notice) }
        if warnsOfFiles {
            for file in await board.invalidFiles { console.warn("left out \(file)") }
        }
        let value: Value
        do {
            value = try await body(board)
        } catch {
            // The first error is the one to tell; what closing would note is noted at the next start.
            try? await board.close(leavesFiles: Task.isCancelled)
            throw error
        }
        do {
            // Who presses Ctrl-C does not want to wait for what the next start can do as well.
            try await board.close(leavesFiles: Task.isCancelled)
        } catch let error as BlackboardError where error.code == .unwritten {
            // What was asked for is done and durable; who tried again would do it twice.
            console.warn(error.message)
        }
        return value
    }

    /// Makes the models of all that is done with this session and its copies.
    var models: ModelFactory {
        sharedModels.factory { ModelFactory(configuration, environment: environment) }
    }

    /// The reader of documents, with the configured limits.
    var documentReader: DocumentReader {
        DocumentReader(
            limits: DocumentReader.Limits(
                fileBytes: configuration.number("documents.max_file_bytes"),
                pdfSeconds: Double(configuration.number("documents.pdf_seconds")),
                pdfMemoryBytes: configuration.number("documents.pdf_memory_bytes")
            )
        )
    }

    /// A path as the user wrote it, made absolute.
    func path(_ text: String) -> Path { Path(text).absolute(from: workingFolder) }

    /// The error for something that is wrong with how this command was called.
    func usage(_ message: String) -> UsageError { UsageError(path: invocation.path, problem: .other(message)) }

    /// The words of an argument, or of standard input where it is a dash.
    func text(_ argument: String, limit: Int) throws -> String {
        guard argument == "-" else { return argument }
        guard let text = StandardInput.read(limit: limit) else {
            throw usage("standard input has more than \(limit) bytes")
        }
        return text
    }

    /// The folder that the process works in.
    ///
    /// `PWD` keeps the names of links that the user went through; it is believed only if it is right.
    static func workingFolder(_ environment: [String: String]) -> Path {
        Path(environment["PWD"].flatMap { isHere($0) ? $0 : nil } ?? currentFolder)
    }

    private static func isHere(_ path: String) -> Bool {
        guard path.hasPrefix("/"), let told = try? FileSystem.status(Path(path)) else { return false }
        return (try? FileSystem.status(".").identity) == told.identity
    }

    private static var currentFolder: String {
        guard let buffer = getcwd(nil, 0) else { return "/" }
        defer { free(buffer) }
        return String(cString: buffer)
    }
}

/// The text that is piped in.
enum StandardInput {
    /// Reads all of it.
    ///
    /// - Parameter limit: The most bytes that are accepted.
    /// - Returns: The text, repaired to UTF-8; nothing if there is more.
    static func read(limit: Int) -> String? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= limit {
            let count = Glibc.read(0, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer.prefix(count)
        }
        return nil
    }

    /// How much is read at a time where it streams: what a pipe holds.
    private static let readSize = 65_536
    /// How much of that is handed on at a time: each stage of what is done with it holds about as much.
    private static let pieceSize = 16_384

    /// Calls a closure with each piece as it comes.
    ///
    /// - Parameter body: Takes bytes that are valid during the call only.
    /// - Throws: `FileError` if standard input cannot be read, and what the closure throws.
    static func forEachPiece(_ body: (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
        var buffer = [UInt8](repeating: 0, count: readSize)
        while true {
            try waitForPiece()
            let count = Glibc.read(0, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            if count < 0 { throw FileError(errno: errno, cannot: "read", path: "standard input") }
            if count == 0 { return }
            try buffer.withUnsafeBufferPointer { bytes in
                for start in stride(from: 0, to: count, by: pieceSize) {
                    try body(UnsafeBufferPointer(rebasing: bytes[start..<min(start + pieceSize, count)]))
                }
            }
        }
    }

    /// Waits until there is something to read, and looks now and then whether it is still wanted.
    private static func waitForPiece() throws {
        var input = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
        // An error shows when it is read.
        while poll(&input, 1, 100) == 0 { try Task.checkCancellation() }
        try Task.checkCancellation()
    }
}
