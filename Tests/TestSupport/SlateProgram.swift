public import Core
import Dispatch
import FoundationEssentials
import Glibc
import Processes

/// The built program in a private home.
public struct SlateProgram: Sendable {
    /// What a run printed and how it ended.
    public struct Outcome: Sendable {
        /// The exit status; 128 and the signal's number if a signal ended it.
        public let status: Int32
        /// What it wrote to standard output.
        public let output: String
        /// What it wrote to standard error.
        public let errors: String
    }

    /// The private folder: the working folder of all runs, and the user's home.
    public let folder: TemporaryFolder

    /// Makes a private home.
    ///
    /// - Throws: An error if that cannot be made.
    public init() throws { folder = try TemporaryFolder() }

    /// The board's home.
    public var home: Path { folder.path.appending("home") }

    /// The program that was built beside the tests.
    public static var executable: Path { product("slate") }

    /// A file that was built beside the tests.
    ///
    /// The running bundle is in the folder of the build's products.
    ///
    /// - Parameter name: Its name.
    /// - Returns: Where it is.
    public static func product(_ name: String) -> Path {
        let running = Path((try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "")
        let candidates = [running.parent] + CommandLine.arguments.map { Path($0).parent }
        return candidates.map { $0.appending(name) }.first { FileSystem.exists($0) } ?? Path(".build/debug/\(name)")
    }

    /// Runs the program and waits for it.
    ///
    /// - Parameters:
    ///   - arguments: Its arguments.
    ///   - input: What it reads from standard input.
    ///   - environment: Variables beside the few that every run has; an empty value unsets one.
    ///   - seconds: When it is given up.
    ///   - program: Another program to run in the same home.
    /// - Returns: What it printed and how it ended.
    /// - Throws: `ProcessError` if it cannot be started.
    public func run(
        _ arguments: [String],
        input: String = "",
        environment: [String: String] = [:],
        seconds: Double = 60,
        program: String? = nil
    ) throws -> Outcome {
        var variables = [
            "HOME": folder.path.string, "SLATE_HOME": home.string, "PATH": "/usr/local/bin:/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "PWD": folder.path.string, "SWIFT_BACKTRACE": "enable=no",
        ]
        variables.merge(environment) { $1 }
        // The shell changes into the folder, which the runner of processes has no business to know.
        let child = try ChildProcess(
            "/bin/sh",
            arguments: ["-c", "cd \"$HOME\" && exec \"$0\" \"$@\"", program ?? Self.executable.string] + arguments,
            environment: variables.filter { !$0.value.isEmpty },
            limits: ChildProcess.Limits(seconds: seconds, outputBytes: 16 << 20)
        )
        let result = try child.run(input: Array(input.utf8))
        let status: Int32 =
            switch result.ending {
            case .exited(let status): status
            case .signalled(let signal): 128 + signal
            case .timedOut, .cancelled: -1
            }
        return Outcome(
            status: status,
            output: String(decoding: result.output, as: UTF8.self),
            errors: result.errorText
        )
    }

    /// Runs the program on a thread of its own, so that several runs go on at the same time.
    ///
    /// - Parameters:
    ///   - arguments: Its arguments.
    ///   - input: What it reads from standard input.
    ///   - environment: Variables beside the few that every run has.
    ///   - program: Another program to run in the same home.
    /// - Returns: What it printed and how it ended.
    /// - Throws: `ProcessError` if it cannot be started.
    public func runAside(
        _ arguments: [String],
        input: String = "",
        environment: [String: String] = [:],
        program: String? = nil
    ) async throws -> Outcome {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "slate.run").async {
                continuation.resume(
                    with: Result { try run(arguments, input: input, environment: environment, program: program) }
                )
            }
        }
    }

    /// Runs the program on a thread of its own, and writes its number down, for who wants to send it a signal.
    ///
    /// - Parameters:
    ///   - file: The file in the private folder that gets the number.
    ///   - arguments: Its arguments.
    /// - Returns: What it printed and how it ended.
    /// - Throws: `ProcessError` if it cannot be started.
    public func runNoting(_ file: String, _ arguments: [String]) async throws -> Outcome {
        let script = "echo $$ > \(file) && exec \"$0\" \"$@\""
        return try await runAside(["-c", script, Self.executable.string] + arguments, program: "/bin/sh")
    }

    /// The text of a file in the private folder.
    ///
    /// - Parameter name: Its path in the folder.
    /// - Returns: Its text.
    /// - Throws: `FileError`.
    public func read(_ name: String) throws -> String {
        String(decoding: try FileSystem.read(folder.path.appending(name), limit: 64 << 20), as: UTF8.self)
    }
}
