import Core
import Glibc

/// The name under which a process holds tasks of the board, by which others see whether it is gone.
enum ProcessMark {
    private static let prefix = "slate-"

    /// The name of this process: its number, and when it started, as numbers are used again.
    static let own = prefix + "\(getpid())-" + (start(of: getpid()) ?? "0")

    /// Whether a name is that of a process that is known to have ended.
    ///
    /// - Parameter name: A name.
    /// - Returns: False for names that are none of ours, and where the system does not tell.
    static func isGone(_ name: String) -> Bool {
        let parts = name.split(separator: "-")
        guard name.hasPrefix(prefix), parts.count == 3, let process = Int32(parts[1]) else { return false }
        return start(of: process).map { $0 != parts[2] } ?? (kill(process, 0) != 0 && errno == ESRCH)
    }

    /// When a process was started, in ticks since the machine was; the 22nd field of proc(5)'s `stat`.
    private static func start(of process: Int32) -> String? {
        // A process that is gone has no such file; one that is there has a file without a size.
        guard let bytes = try? FileSystem.read(Path("/proc/\(process)/stat"), range: 0..<4_096) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        // The second field is a name in brackets, which may hold anything.
        guard let name = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: name)...].split(separator: " ")
        return fields.count > 19 ? String(fields[19]) : nil
    }
}
