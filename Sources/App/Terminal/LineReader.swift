import Glibc

/// Lines of a file that may be a pipe, in bounded memory.
struct LineReader {
    private static let chunk = 65_536

    private let limit: Int
    private let file: Int32
    private var buffer: [UInt8] = []
    /// Where the next line begins.
    private var start = 0
    /// No line ends between the start and here.
    private var searched = 0
    /// Whether what comes is the rest of a line that was cut.
    private var isSkipping = false
    /// Whether there is no more to read; lines may still be there to take.
    private(set) var isAtEnd = false

    /// Creates a reader.
    ///
    /// - Parameters:
    ///   - limit: The longest line, in bytes; a longer one comes cut, so that it is refused rather than held.
    ///   - file: Standard input, or another open file.
    init(limit: Int, file: Int32 = 0) {
        self.limit = limit
        self.file = file
    }

    /// The next line without its end; nothing at the end of the input.
    mutating func next() -> String? {
        while true {
            if let line = take() { return line }
            if isAtEnd { return nil }
            fill()
        }
    }

    /// The next line, if it was read already.
    mutating func take() -> String? {
        while let end = buffer[searched...].firstIndex(of: 0x0A) {
            let isRest = isSkipping
            isSkipping = false
            let line = line(upTo: end, next: end + 1)
            if !isRest { return line }
        }
        searched = buffer.count
        if isSkipping {
            start = searched
        } else if searched - start > limit {
            isSkipping = true
            return line(upTo: searched, next: searched)
        } else if isAtEnd, start < searched {
            return line(upTo: searched, next: searched)
        }
        return nil
    }

    /// Reads more, and waits for it if need be.
    mutating func fill() {
        buffer.removeFirst(start)
        searched -= start
        start = 0
        var bytes = [UInt8](repeating: 0, count: Self.chunk)
        var count = read(file, &bytes, bytes.count)
        while count < 0, errno == EINTR { count = read(file, &bytes, bytes.count) }
        // What somebody has seen there can be gone.
        if count < 0, errno == EAGAIN { return }
        if count <= 0 { isAtEnd = true } else { buffer += bytes.prefix(count) }
    }

    private mutating func line(upTo end: Int, next: Int) -> String {
        defer { (start, searched) = (next, next) }
        var bytes = buffer[start..<min(end, start + limit)]
        if bytes.last == 0x0D { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
