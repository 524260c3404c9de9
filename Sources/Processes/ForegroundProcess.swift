import CSpawn
import Core
import Glibc
import Synchronization

/// Runs a program in the foreground of our terminal, as a shell does: an editor, a pager.
///
/// It has our terminal, working folder and process group, so that Ctrl-C and Ctrl-Z reach it. While it runs, Ctrl-C and
/// Ctrl-\ are its own business and do nothing to us.
public struct ForegroundProcess: Sendable {
    /// Who ignores signals is a matter of the whole process.
    private static let turn = Mutex<Void>(())

    private let program: Path
    private let words: [String]
    private let environment: [String: String]

    /// Prepares a run.
    ///
    /// - Parameters:
    ///   - command: A program and its first arguments, such as `code --wait`, as a variable like EDITOR holds them. It is
    ///     split at blanks; no shell looks at it, so that quotes and dollars mean nothing.
    ///   - arguments: Further arguments, passed as they are.
    ///   - environment: All its variables.
    /// - Throws: `ProcessError` with `notFound`.
    public init(
        _ command: String,
        arguments: [String] = [],
        environment: [String: String] = ChildProcess.inheritedEnvironment
    ) throws(ProcessError) {
        words = command.split { $0 == " " || $0 == "\t" || $0.isNewline }.map(String.init) + arguments
        guard let name = words.first, !command.allSatisfy(\.isWhitespace),
            let found = ChildProcess.find(name, searchPath: environment["PATH"])
        else {
            throw ProcessError(code: .notFound, message: "there is no program '\(command)'; install it, or check PATH")
        }
        program = found
        self.environment = environment
    }

    /// Runs the program and waits for it on the calling thread, which should not be one of the shared pool.
    ///
    /// The terminal gets back the settings that it had, also from a program that died.
    ///
    /// - Returns: How it ended; a status other than 0 is no error.
    /// - Throws: `ProcessError` if it cannot be started.
    public func run() throws(ProcessError) -> ProcessResult.Ending {
        try Self.turn.withLock { _ throws(ProcessError) in
            var settings = termios()
            let isTerminal = tcgetattr(0, &settings) == 0
            let before = [SIGINT, SIGQUIT].map { ($0, Self.replace($0, with: Self.ignoring)) }
            defer {
                for (signal, action) in before { _ = Self.replace(signal, with: action) }
                if isTerminal { tcsetattr(0, TCSADRAIN, &settings) }
            }
            let process = try start()
            var status: Int32 = 0
            while waitpid(process, &status, 0) < 0 && errno == EINTR {}
            return ProcessResult.Ending(waitStatus: status)
        }
    }

    private static var ignoring: sigaction {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = SIG_IGN
        return action
    }

    private static func replace(_ signal: Int32, with action: sigaction) -> sigaction {
        var (action, before) = (action, sigaction())
        sigaction(signal, &action, &before)
        return before
    }

    private func start() throws(ProcessError) -> pid_t {
        var attributes = Self.attributes()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        spawn_close_others(&actions)
        var argumentPointers = words.map { strdup($0) } + [nil]
        var environmentPointers = environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer {
            posix_spawnattr_destroy(&attributes)
            posix_spawn_file_actions_destroy(&actions)
            for pointer in argumentPointers + environmentPointers { free(pointer) }
        }
        var process: pid_t = 0
        let path = program.string
        let failure = posix_spawn(&process, path, &actions, &attributes, &argumentPointers, &environmentPointers)
        guard failure == 0 else {
            let reason = String(cString: strerror(failure))
            throw ProcessError(code: .cannotStart(failure), message: "cannot start \(program): \(reason)")
        }
        return process
    }

    /// What we ignore or block would be ignored or blocked by the program too.
    private static func attributes() -> posix_spawnattr_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        var (none, standard) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigemptyset(&standard)
        for signal in [SIGINT, SIGQUIT, SIGPIPE] { sigaddset(&standard, signal) }
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &standard)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        return attributes
    }
}
