import Core
import Glibc

/// A program that runs beside the benchmark, with what it alone used.
struct RunningProgram {
    /// What it used, and how it ended.
    struct Usage {
        /// The exit status; -1 if a signal ended it.
        let status: Int32
        /// Seconds of processor time, its own and the system's for it.
        let cpu: Double
        /// The most memory at one time, in MiB.
        let memory: Double
        /// Seconds from its start to its end.
        let wall: Double
    }

    private let process: pid_t
    private let start: Double

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - arguments: The program and its arguments.
    ///   - home: Its home; what it says goes into `output.txt` in it.
    /// - Throws: `FileError` if the home cannot be made, `BenchmarkError` if the program cannot be started.
    init(_ arguments: [String], home: Path) throws {
        try FileSystem.makeFolder(home)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        let log = home.appending("output.txt").string
        posix_spawn_file_actions_addopen(&actions, 2, log, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        // The threads of tasks hold all signals back, which programs inherit.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let variables = ["SLATE_HOME=\(home)", "HOME=\(home)", "PATH=/usr/local/bin:/usr/bin:/bin"]
        var words = arguments.map { strdup($0) } + [nil]
        var environment = variables.map { strdup($0) } + [nil]
        defer { for pointer in words + environment { free(pointer) } }
        var started: pid_t = 0
        start = Measurement.now()
        let error = posix_spawn(&started, arguments[0], &actions, &attributes, &words, &environment)
        guard error == 0 else { throw BenchmarkError(message: "\(arguments[0]) cannot be started: error \(error)") }
        process = started
    }

    /// Sends a signal.
    func send(_ signal: Int32) { kill(process, signal) }

    /// Waits for its end.
    func wait() -> Usage {
        var status: Int32 = 0
        var usage = rusage()
        while wait4(process, &status, 0, &usage) < 0, errno == EINTR {}
        let microseconds = usage.ru_utime.tv_usec + usage.ru_stime.tv_usec
        return Usage(
            status: status & 0x7F == 0 ? status >> 8 & 0xFF : -1,
            cpu: Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + Double(microseconds) / 1e6,
            memory: Double(usage.ru_maxrss) / 1024,
            wall: Measurement.now() - start
        )
    }
}
