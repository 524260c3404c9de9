import FoundationEssentials

/// The open files of a process.
public enum OpenFiles {
    /// Counts them.
    ///
    /// - Parameter process: The process; nothing for this one.
    /// - Returns: How many there are, or 0 if the system does not tell.
    public static func count(of process: Int32? = nil) -> Int {
        // No list is no leak that this could find.
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process.map { "\($0)" } ?? "self")/fd").count)
            ?? 0
    }
}
