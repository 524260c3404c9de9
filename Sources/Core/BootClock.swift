import Glibc

/// A source of time that nobody can set back, so that processes of one machine can agree on when something is over.
public struct BootClock: Sendable {
    /// A moment since the machine's start.
    public struct Moment: Sendable, Equatable {
        /// Which start it was.
        public let boot: String
        /// Milliseconds since then, those included in which the machine slept.
        public let milliseconds: Int

        /// Creates a moment.
        ///
        /// - Parameters:
        ///   - boot: Which start it was.
        ///   - milliseconds: Milliseconds since then.
        public init(boot: String, milliseconds: Int) {
            self.boot = boot
            self.milliseconds = milliseconds
        }
    }

    /// Returns the current moment.
    public let now: @Sendable () -> Moment

    /// Creates a clock.
    ///
    /// - Parameter now: Returns the current moment; called from any thread.
    public init(now: @escaping @Sendable () -> Moment) { self.now = now }

    /// The machine's clock.
    public static let system = BootClock {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return Moment(boot: boot, milliseconds: Int(time.tv_sec) * 1_000 + Int(time.tv_nsec) / 1_000_000)
    }

    /// Linux's name for this start; where it cannot be read, all starts count as one, and leases only last longer.
    private static let boot: String = {
        let path: Path = "/proc/sys/kernel/random/boot_id"
        let file = open(path.string, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = read(file, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).filter { $0.isHexDigit || $0 == "-" }
    }()
}
