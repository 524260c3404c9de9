public import Core
import FoundationEssentials
import Glibc

/// The built program on a terminal of its own, typed at and read by a test.
public final class PseudoTerminal {
    /// `TIOCSPTLCK` and `TIOCGPTN`, macros that Swift does not import.
    private static let (setLock, getNumber): (UInt, UInt) = (0x4004_5431, 0x8004_5430)

    private let master: Int32
    private var isGone = false
    private let process: pid_t
    private var unread: [UInt8] = []

    /// Everything that was shown so far.
    public private(set) var screen = ""

    /// Starts the program.
    ///
    /// - Parameters:
    ///   - slate: Whose private home it gets.
    ///   - arguments: Its arguments.
    ///   - columns: How wide the terminal is.
    ///   - searchPath: A folder to look for programs in before the usual ones.
    ///   - variables: Variables beside the few that every run has, or in place of them.
    ///   - program: Another program to run on it.
    /// - Throws: An error if there are no more terminals.
    public init(
        _ slate: SlateProgram,
        _ arguments: [String] = [],
        columns: UInt16 = 80,
        searchPath: String = "/usr/bin",
        variables: [String: String] = [:],
        program: Path = SlateProgram.executable
    ) throws {
        struct Failed: Error {}
        // As posix_openpt and its kin do it, which Swift does not see: unlock, then ask for the number.
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var unlocked: Int32 = 0
        var number: Int32 = 0
        guard master >= 0, ioctl(master, Self.setLock, &unlocked) == 0, ioctl(master, Self.getNumber, &number) == 0
        else {
            throw Failed()
        }
        let slave = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard slave >= 0 else { throw Failed() }
        defer { close(slave) }
        flagsBefore = Self.flags(of: master)
        var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(slave, UInt(TIOCSWINSZ), &size)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for file in 0...2 as ClosedRange<Int32> { posix_spawn_file_actions_adddup2(&actions, slave, file) }
        let environment = [
            "HOME": slate.folder.path.string, "SLATE_HOME": slate.home.string, "TERM": "xterm", "LANG": "C.UTF-8",
            "PATH": "\(searchPath):/usr/bin:/bin", "SWIFT_BACKTRACE": "enable=no", "PAGER": "cat",
        ].merging(variables) { $1 }
        // A thread of the test runner blocks signals, and a child would inherit that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        // setsid makes the terminal the controlling one, so that Ctrl-C is a signal.
        let script = "cd \"$HOME\" && exec \"$0\" \"$@\""
        let words = ["setsid", "--ctty", "--wait", "sh", "-c", script, program.string] + arguments
        var argumentPointers = words.map { strdup($0) } + [nil]
        var environmentPointers = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in argumentPointers + environmentPointers { free(pointer) } }
        var started: pid_t = 0
        guard
            posix_spawn(&started, "/usr/bin/setsid", &actions, &attributes, &argumentPointers, &environmentPointers)
                == 0
        else {
            throw Failed()
        }
        process = started
    }

    deinit {
        kill(process, SIGKILL)
        if !isGone { close(master) }
    }

    /// Takes the terminal away, as a window does that is closed: its programs are told, and can neither read nor write.
    public func hangUp() {
        if !isGone { close(master) }
        isGone = true
    }

    /// How the terminal treats keys and output: the flags of its settings, which a program has to leave as they were.
    public var flags: [UInt32] { Self.flags(of: master) }
    /// What `flags` were before the program began.
    public let flagsBefore: [UInt32]

    private static func flags(of terminal: Int32) -> [UInt32] {
        var settings = termios()
        tcgetattr(terminal, &settings)
        return [settings.c_iflag, settings.c_oflag, settings.c_lflag]
    }

    /// How many files the program has open.
    public var openFiles: Int { OpenFiles.count(of: process) }

    /// Changes the size of the terminal, of which its program is told.
    ///
    /// - Parameters:
    ///   - columns: How wide it is.
    ///   - lines: How high it is.
    public func resize(columns: UInt16, lines: UInt16) {
        var size = winsize(ws_row: lines, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    }

    /// Types keys.
    ///
    /// - Parameter keys: Text; `\u{3}` is Ctrl-C, `\u{4}` Ctrl-D, `\t` the tabulator.
    public func type(_ keys: String) { type(bytes: Array(keys.utf8)) }

    /// Types bytes, which need be no text.
    ///
    /// - Parameter bytes: Any bytes.
    public func type(bytes: [UInt8]) { _ = write(master, bytes, bytes.count) }

    /// Reads until some text is shown.
    ///
    /// - Parameters:
    ///   - text: What is waited for; only what was not yet waited past counts.
    ///   - seconds: When it is given up.
    /// - Returns: Whether it was shown.
    public func waitFor(_ text: String, seconds: Double = 20) -> Bool {
        let deadline = Date().addingTimeInterval(seconds)
        while true {
            let shown = String(decoding: unread, as: UTF8.self)
            if let found = shown.firstRange(of: text) {
                unread = Array(shown[found.upperBound...].utf8)
                return true
            }
            var file = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
            let left = deadline.timeIntervalSinceNow
            guard left > 0, poll(&file, 1, Int32(left * 1000) + 1) > 0 else { return false }
            var buffer = [UInt8](repeating: 0, count: 4_096)
            let count = read(master, &buffer, buffer.count)
            guard count > 0 else { return false }
            unread += buffer.prefix(count)
            screen += String(decoding: buffer.prefix(count), as: UTF8.self)
        }
    }

    /// Waits for the program to end, and ends it if it takes too long.
    ///
    /// - Parameter seconds: When it is given up.
    /// - Returns: Its exit status, or -1 if a signal ended it or it had to be ended.
    public func exitStatus(seconds: Double = 10) -> Int32 {
        // A terminal that its program has left cannot be read any more.
        let deadline = Date().addingTimeInterval(seconds)
        _ = waitFor("\u{0}never shown\u{0}", seconds: seconds)
        if deadline.timeIntervalSinceNow <= 0 { kill(process, SIGKILL) }
        var status: Int32 = 0
        waitpid(process, &status, 0)
        return status & 0x7F == 0 ? status >> 8 & 0xFF : -1
    }
}
