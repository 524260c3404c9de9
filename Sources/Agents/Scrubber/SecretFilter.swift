/// The third stage: puts a marker with its kind in the place of each secret.
struct SecretFilter: Sendable {
    /// How many bytes before a place are kept in sight: the longest name of an assignment and what follows it.
    private static let contextLimit = 128
    /// The longest line of a private key, in bytes; a longer one is text, or has the whole key on it.
    private static let keyLineLimit = 128

    private let index: SecretIndex
    /// What is known, with `position` the first byte that is not decided.
    private var buffer: [UInt8] = []
    private var position = 0
    private var tail = SecretTail.none
    /// Whether the next line of a private key is to be judged.
    private var isAtKeyLine = false
    /// How many secrets of each kind were taken out.
    private(set) var removals: [String: Int] = [:]

    init(_ index: SecretIndex) { self.index = index }

    mutating func append(_ input: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
        buffer.append(contentsOf: input)
        run(isLast: false, &output)
    }

    mutating func finish(to output: inout [UInt8]) { run(isLast: true, &output) }

    private mutating func run(isLast: Bool, _ output: inout [UInt8]) {
        var bytes = buffer
        buffer = []
        bytes.withUnsafeBufferPointer { filter($0, isLast: isLast, &output) }
        let forgotten = max(0, position - Self.contextLimit)
        bytes.removeFirst(forgotten)
        position -= forgotten
        buffer = bytes
    }

    private mutating func filter(_ bytes: UnsafeBufferPointer<UInt8>, isLast: Bool, _ output: inout [UInt8]) {
        while position < bytes.count {
            switch tail {
            case .run(let set): skipRun(of: set, in: bytes)
            case .keyBlock: if !skipKeyLine(bytes, isLast: isLast) { return }
            case .none: if !passText(bytes, isLast: isLast, &output) { return }
            }
        }
    }

    /// Passes text on up to the next decision.
    ///
    /// - Returns: Whether it can go on; false if more bytes are needed.
    private mutating func passText(
        _ bytes: UnsafeBufferPointer<UInt8>,
        isLast: Bool,
        _ output: inout [UInt8]
    ) -> Bool {
        let place = index.nextCandidate(in: bytes, from: position)
        pass(bytes, upTo: place, &output)
        if place == bytes.count - 1 {
            if isLast { pass(bytes, upTo: bytes.count, &output) }
            return isLast
        }
        switch SecretMatcher(bytes: bytes, isLast: isLast, index: index).match(at: place) {
        case .incomplete: return false
        case .nothing: pass(bytes, upTo: place + 1, &output)
        case .secret(let kind, let kept, let length, let tail):
            pass(bytes, upTo: place + kept, &output)
            output.append(contentsOf: "[redacted \(kind)]".utf8)
            position = place + length
            removals[kind, default: 0] += 1
            self.tail = tail
            isAtKeyLine = false
        }
        return true
    }

    private mutating func pass(_ bytes: UnsafeBufferPointer<UInt8>, upTo end: Int, _ output: inout [UInt8]) {
        output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[position..<end]))
        position = end
    }

    private mutating func skipRun(of set: ByteSet, in bytes: UnsafeBufferPointer<UInt8>) {
        while position < bytes.count, set.contains(bytes[position]) { position += 1 }
        if position < bytes.count { tail = .none }
    }

    /// Drops a line of a private key, or sees that the key is over: at its end, or where text begins if it has none.
    ///
    /// - Returns: False if more bytes are needed.
    private mutating func skipKeyLine(_ bytes: UnsafeBufferPointer<UInt8>, isLast: Bool) -> Bool {
        let limit = position + Self.keyLineLimit
        let stop = min(limit, bytes.count)
        var end = position
        while end < stop, bytes[end] != UInt8(ascii: "\n") { end += 1 }
        if end == bytes.count, end < limit, !isLast { return false }
        let line = KeyBlockLine(UnsafeBufferPointer(rebasing: bytes[position..<end]))
        if let mark = line.endMark {
            // One that is cut off by the limit is looked at again from its beginning.
            position += mark.lowerBound > 0 && end == limit ? mark.lowerBound : mark.upperBound
            if mark.lowerBound == 0 || end < limit { tail = .none }
            isAtKeyLine = false
        } else if isAtKeyLine, !line.isBody {
            tail = .none
        } else {
            // Of a line that is too long its last bytes stay in sight: they may begin the key's end.
            position = end == limit ? end - KeyBlockLine.mark.count : min(bytes.count, end + 1)
            isAtKeyLine = end != limit
        }
        return true
    }
}

/// A line within a private key.
struct KeyBlockLine {
    static let mark = Array("-----END ".utf8)

    /// Where the key's end is marked; nothing if it is not on the line.
    let endMark: Range<Int>?
    /// Whether the line can belong to a key: base64, a header, or nothing.
    let isBody: Bool

    init(_ line: UnsafeBufferPointer<UInt8>) {
        let mark = Self.mark
        let start = line.indices.dropLast(mark.count - 1).first { start in
            mark.indices.allSatisfy { line[start + $0] == mark[$0] }
        }
        if let start {
            let label = line[(start + mark.count)...].prefix { $0 != UInt8(ascii: "-") }
            let dashes = line[label.endIndex...].prefix(5).prefix { $0 == UInt8(ascii: "-") }
            endMark = start..<dashes.endIndex
        } else {
            endMark = nil
        }
        let words = line.split(separator: 0x20, omittingEmptySubsequences: true)
        let isHeader = words.count > 1 && words[0].last == UInt8(ascii: ":")
        isBody = isHeader || (words.count < 2 && line.allSatisfy { Self.bodyBytes.contains($0) })
    }

    private static let bodyBytes = ByteSet.word("+/=\\ \t.-,:>|*#")
}
