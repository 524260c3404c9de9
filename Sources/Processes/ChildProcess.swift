import CSpawn
public import Core
import Glibc

/// Runs another program within limits.
///
/// The program gets a session of its own, so that it and all that it starts are ended together.
public struct ChildProcess: Sendable {
    /// What a program may use.
    public struct Limits: Sendable {
        /// Seconds of wall-clock time, after which it is ended.
        public var seconds: Double
        /// Bytes of address space; nothing for no limit.
        public var memoryBytes: Int?
        /// Bytes of output that are kept; the rest is read and dropped.
        public var outputBytes: Int
        /// Whether what the program has started ends with it; false for one that leaves something behind on purpose.
        public var endsDescendants: Bool

        /// Creates limits.
        ///
        /// - Parameters:
        ///   - seconds: Seconds of wall-clock time.
        ///   - memoryBytes: Bytes of address space; nothing for no limit.
        ///   - outputBytes: Bytes of output that are kept.
        ///   - endsDescendants: Whether what the program has started ends with it.
        public init(seconds: Double, memoryBytes: Int? = nil, outputBytes: Int, endsDescendants: Bool = true) {
            self.seconds = seconds
            self.memoryBytes = memoryBytes
            self.outputBytes = outputBytes
            self.endsDescendants = endsDescendants
        }
    }

    /// The most of the standard error that is kept, in bytes.
    private static let errorLimit = 4_096

    private let program: Path
    private let arguments: [String]
    private let environment: [String: String]
    private let limits: Limits

    /// Prepares a run.
    ///
    /// - Parameters:
    ///   - program: A path with a slash, or a name to be found on `PATH`.
    ///   - arguments: What it is called with, its own name not included.
    ///   - environment: All its variables.
    ///   - limits: What it may use.
    /// - Throws: `ProcessError` with `notFound`.
    public init(
        _ program: String,
        arguments: [String],
        environment: [String: String],
        limits: Limits
    ) throws(ProcessError) {
        guard let found = Self.find(program, searchPath: environment["PATH"]) else {
            throw ProcessError(code: .notFound, message: "there is no program '\(program)'; install it, or check PATH")
        }
        self.program = found
        self.arguments = arguments
        self.environment = environment
        self.limits = limits
    }

    /// The variables of this process.
    public static var inheritedEnvironment: [String: String] {
        var result: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let parts = String(cString: entry).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { result[String(parts[0])] = String(parts[1]) }
            next += 1
        }
        return result
    }

    /// Finds a program.
    ///
    /// - Parameters:
    ///   - program: A path with a slash, or a name.
    ///   - searchPath: Folders, separated by colons.
    /// - Returns: Its path, or nothing if none can be executed.
    public static func find(_ program: String, searchPath: String?) -> Path? {
        if program.contains("/") { return access(program, X_OK) == 0 ? Path(program) : nil }
        let folders = (searchPath ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
        return folders.map { Path(String($0)).appending(program) }.first { access($0.string, X_OK) == 0 }
    }

    /// Runs the program and waits for it on the calling thread, which should not be one of the shared pool.
    ///
    /// - Parameters:
    ///   - input: What it reads from its standard input.
    ///   - isCancelled: Whether nobody waits any more; asked ten times a second.
    /// - Returns: What it did. A status other than 0 is a result, not an error.
    /// - Throws: `ProcessError` if it cannot be started.
    public func run(
        input: [UInt8] = [],
        isCancelled: @Sendable () -> Bool = { false }
    ) throws(ProcessError) -> ProcessResult {
        var pipes = try Pipes()
        let process = try start(&pipes)
        // From here on the pipes are the session's to close.
        var session = Session(process: process, pipes: pipes, input: input, limits: limits)
        return session.wait(errorLimit: Self.errorLimit, isCancelled: isCancelled)
    }

    private func start(_ pipes: inout Pipes) throws(ProcessError) -> pid_t {
        var argumentPointers = ([program.string] + arguments).map { strdup($0) } + [nil]
        var environmentPointers = environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in argumentPointers + environmentPointers { free(pointer) } }
        let result = program.string.withCString { path in
            argumentPointers.withUnsafeMutableBufferPointer { arguments in
                environmentPointers.withUnsafeMutableBufferPointer { environment in
                    var request = spawn_request(
                        path: path,
                        arguments: arguments.baseAddress,
                        environment: environment.baseAddress,
                        input: pipes.childInput,
                        output: pipes.childOutput,
                        error: pipes.childError,
                        memory_bytes: UInt64(limits.memoryBytes ?? 0),
                        cpu_seconds: UInt64(limits.seconds.rounded(.up)) + 1
                    )
                    return spawn_limited(&request)
                }
            }
        }
        pipes.closeChildEnds()
        if result < 0 {
            pipes.close()
            let reason = String(cString: strerror(-result))
            throw ProcessError(code: .cannotStart(-result), message: "cannot start \(program): \(reason)")
        }
        return result
    }
}
