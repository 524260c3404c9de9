public import Core
import Dispatch
import Glibc
import Synchronization

/// A file to which lines are added at the end, by any number of tasks and processes at once.
///
/// Lines are written in the order in which they are added, many at a time, on a thread of their own; those who wait
/// until theirs are durable share one flush to the disk. A line that a crash cut off is closed before the next, so that
/// it spoils no other.
public final class LineFile: Sendable {
    private struct State: Sendable {
        var pending: [UInt8] = []
        var waiting: [CheckedContinuation<Void, any Error>] = []
        var isScheduled = false
        /// The error of lines that nobody waited for, for who asks next.
        var failure: FileError?
    }

    /// How long a line that nobody waits for may wait for others, to be written with them.
    private static let pause = DispatchTimeInterval.milliseconds(20)
    /// From here on adding waits for the disk, so that a slow one does not fill the memory.
    private static let pendingLimit = 1 << 20

    /// The file.
    public let path: Path
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "slate.line-file")

    /// Creates a file's writer; the file and its folder are made with the first line.
    ///
    /// - Parameter path: The file.
    public init(_ path: Path) { self.path = path }

    /// Adds a line without waiting for it to be written.
    ///
    /// - Parameter line: Text without line feeds.
    public func add(_ line: String) {
        let (mustSchedule, isFull) = enqueue(line, nil)
        if isFull {
            queue.sync { drain() }
        } else if mustSchedule {
            queue.asyncAfter(deadline: .now() + Self.pause) { self.drain() }
        }
    }

    /// Adds a line and waits until it, and all before it, are on the disk.
    ///
    /// - Parameter line: Text without line feeds.
    /// - Throws: `FileError` if it could not be written, or one before it that nobody waited for.
    public func addDurably(_ line: String) async throws { try await flush(adding: line) }

    /// Waits until all lines that were added are on the disk.
    ///
    /// - Throws: `FileError` if one could not be written.
    public func flush() async throws { try await flush(adding: nil) }

    private func flush(adding line: String?) async throws {
        try await withCheckedThrowingContinuation { continuation in
            _ = enqueue(line, continuation)
            queue.async { self.drain() }
        }
    }

    private func enqueue(
        _ line: String?,
        _ continuation: CheckedContinuation<Void, any Error>?
    ) -> (mustSchedule: Bool, isFull: Bool) {
        state.withLock { state in
            if let line {
                state.pending += line.utf8
                state.pending.append(UInt8(ascii: "\n"))
            }
            if let continuation { state.waiting.append(continuation) }
            // A drain that is due later finds nothing if one for somebody who waits comes before.
            defer { state.isScheduled = true }
            return (!state.isScheduled, state.pending.count > Self.pendingLimit)
        }
    }

    /// Writes what is pending; runs on the queue only.
    private func drain() {
        let (bytes, waiting, earlier) = state.withLock { state in
            defer {
                (state.pending, state.waiting, state.isScheduled) = ([], [], false)
                if !state.waiting.isEmpty { state.failure = nil }
            }
            return (state.pending, state.waiting, state.failure)
        }
        do throws(FileError) {
            if !bytes.isEmpty || !waiting.isEmpty { try write(bytes, durably: !waiting.isEmpty) }
            if let earlier, !waiting.isEmpty { throw earlier }
            for continuation in waiting { continuation.resume() }
        } catch {
            if waiting.isEmpty { state.withLock { $0.failure = error } }
            for continuation in waiting { continuation.resume(throwing: error) }
        }
    }

    private func write(_ bytes: [UInt8], durably: Bool) throws(FileError) {
        let isNew = !FileSystem.exists(path)
        if isNew { try FileSystem.makeFolder(path.parent) }
        let file = open(path.string, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw failed() }
        defer { close(file) }
        // Another process may add to the same file: a line that fails halfway is taken back before it does.
        while flock(file, LOCK_EX) != 0 {
            if errno != EINTR { throw failed() }
        }
        let size = lseek(file, 0, SEEK_END)
        var last = UInt8(ascii: "\n")
        if size > 0, pread(file, &last, 1, size - 1) == 1, last != UInt8(ascii: "\n") {
            try append([UInt8(ascii: "\n")] + bytes, to: file, size: size)
        } else {
            try append(bytes, to: file, size: size)
        }
        if durably, fsync(file) != 0 { throw failed() }
        if durably, isNew { try FileSystem.synchronize(folder: path.parent) }
    }

    private func append(_ bytes: [UInt8], to file: Int32, size: Int) throws(FileError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(file, $0.baseAddress.map { $0 + written }, $0.count - written)
            }
            if count < 0 && errno == EINTR { continue }
            if count <= 0 {
                let error = failed()
                ftruncate(file, size)
                throw error
            }
            written += count
        }
    }

    private func failed() -> FileError { FileError(errno: errno, cannot: "write to", path: path) }
}
