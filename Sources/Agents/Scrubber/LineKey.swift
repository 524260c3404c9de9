/// What makes two lines the same, or nearly so in a log.
struct LineKey: Equatable, Sendable {
    let hash: UInt64
    /// How many bytes the line has up to its last that is no blank.
    let weight: Int

    static func == (left: LineKey, right: LineKey) -> Bool { left.hash == right.hash }

    /// How far into a line the time or the level of a log is looked for.
    private static let headLimit = 48

    /// Judges a line without its line break.
    ///
    /// Of a line that begins as those of logs do, with a time or a level, all digits count as one, so that only its
    /// words matter; lines that tell of an error count as they are but for the time.
    init(_ line: UnsafeBufferPointer<UInt8>) {
        var end = line.count
        while end > 0, line[end - 1] == 0x20 || line[end - 1] == 0x09 { end -= 1 }
        let start = Self.logTextStart(UnsafeBufferPointer(rebasing: line[..<end]))
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        weight = end
        guard let start else {
            self.hash = Self.hash(UnsafeBufferPointer(rebasing: line[..<end]), hash)
            return
        }
        let text = UnsafeBufferPointer(rebasing: line[start..<end])
        if Self.tellsError(text) {
            self.hash = Self.hash(text, hash) &+ 1
            return
        }
        var previousIsDigit = false
        for byte in text {
            let isDigit = byte >= 0x30 && byte <= 0x39
            if !isDigit || !previousIsDigit { hash = (hash ^ UInt64(isDigit ? 0x30 : byte)) &* 0x100_0000_01B3 }
            previousIsDigit = isDigit
        }
        self.hash = hash &+ 2
    }

    /// Whether a line begins as those of logs do.
    static func isLog(_ line: UnsafeBufferPointer<UInt8>) -> Bool { logTextStart(line) != nil }

    /// Where the text of a log's line begins, after its time; nothing if the line is none of a log.
    private static func logTextStart(_ line: UnsafeBufferPointer<UInt8>) -> Int? {
        guard let first = line.first else { return nil }
        // A row of a table, an item and a heading are no lines of a log, whatever is in them.
        if "|#-*>".utf8.contains(first) { return nil }
        let head = line.prefix(headLimit)
        guard first == UInt8(ascii: "[") || ByteSet.digits.contains(first) || ByteSet.upper.contains(first) else {
            return nil
        }
        for index in head.indices.dropLast(7) where head[index] == UInt8(ascii: ":") && index >= 2 {
            // hh:mm:ss
            let isTime = [-2, -1, 1, 2, 4, 5].allSatisfy { ByteSet.digits.contains(head[index + $0]) }
            guard isTime, head[index + 3] == UInt8(ascii: ":") else { continue }
            var end = index + 6
            while end < line.count, ByteSet.digits.contains(line[end]) || ".,Z+:]".utf8.contains(line[end]) { end += 1 }
            return end
        }
        let word = head.drop { $0 == UInt8(ascii: "[") }.prefix { ByteSet.upper.contains($0) }
        return levels.contains { $0.elementsEqual(word) } ? 0 : nil
    }

    private static func tellsError(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        Cue.hasError(UnsafeBufferPointer(rebasing: text.prefix(256)))
    }

    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>, _ seed: UInt64) -> UInt64 {
        guard let base = UnsafeRawPointer(bytes.baseAddress) else { return seed }
        var hash = seed ^ UInt64(bytes.count)
        var index = 0
        while index + 8 <= bytes.count {
            hash = (hash ^ base.loadUnaligned(fromByteOffset: index, as: UInt64.self)) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 32
            index += 8
        }
        while index < bytes.count {
            hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01B3
            index += 1
        }
        return hash ^ hash >> 29
    }

    private static let levels = ["INFO", "DEBUG", "TRACE", "WARN", "WARNING", "NOTICE", "ERROR", "FATAL"].map {
        Array($0.utf8)
    }
}
