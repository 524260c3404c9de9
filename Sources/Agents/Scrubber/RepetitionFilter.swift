import Core

/// The fourth stage: of lines and blocks of lines that repeat it keeps the first, with a count of the others.
///
/// A block repeats if its lines follow each other again, exactly or, in logs, but for times and figures. A long line
/// that was there before is dropped wherever it comes again, as the boilerplate of pages does.
struct RepetitionFilter: Sendable {
    /// The most lines of a block.
    private static let blockLimit = 12
    /// The longest line that is compared, in bytes; a longer one passes as it is.
    static let lineLimit = 4_096
    /// The least bytes that are worth a marker.
    private static let leastWeight = 16
    /// The least bytes of a line that is remembered for long.
    private static let memorableWeight = 60
    /// How many long lines are remembered.
    private static let memorySize = 4_096

    private struct Line {
        let bytes: [UInt8]
        let key: LineKey
        let endsLine: Bool
    }

    /// The beginning of a line whose end has not come.
    private var partial: [UInt8] = []
    private var isLongLine = false
    private var isInCode = false
    /// The keys of the latest lines, the last one last.
    private var history: [LineKey] = []
    /// Lines that may begin a block again.
    private var pending: [Line] = []
    /// How many lines the block could have that is repeated.
    private var periods: [Int] = []
    /// The block that repeats, and how often it was dropped.
    private var repeated = (period: 0, count: 0)
    /// The hashes of long lines; one that comes to the same place takes it.
    private var memory = [UInt64](repeating: 0, count: memorySize)
    /// How many lines in a row were there before.
    private var known = 0
    private var blanks = 0
    /// How many lines were dropped.
    private(set) var removals = 0

    mutating func append(_ input: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
        var start = 0
        while start < input.count {
            let end = input[start...].firstIndex(of: UInt8(ascii: "\n"))
            take(UnsafeBufferPointer(rebasing: input[start..<(end ?? input.count)]), endsLine: end != nil, &output)
            start = (end ?? input.count) + 1
        }
    }

    mutating func finish(to output: inout [UInt8]) {
        let last = partial
        partial = []
        if !last.isEmpty { last.withUnsafeBufferPointer { takeLine($0, endsLine: false, &output) } }
        release(&output)
        tell(&output)
    }

    private mutating func take(_ piece: UnsafeBufferPointer<UInt8>, endsLine: Bool, _ output: inout [UInt8]) {
        if isLongLine {
            output.append(contentsOf: piece)
            if endsLine { output.append(UInt8(ascii: "\n")) }
            isLongLine = !endsLine
        } else if partial.count + piece.count > Self.lineLimit {
            release(&output)
            tell(&output)
            output.append(contentsOf: partial)
            partial.removeAll(keepingCapacity: true)
            history.removeAll(keepingCapacity: true)
            blanks = 0
            isLongLine = true
            take(piece, endsLine: endsLine, &output)
        } else if endsLine, partial.isEmpty {
            takeLine(piece, endsLine: true, &output)
        } else {
            partial.append(contentsOf: piece)
            guard endsLine else { return }
            var line = partial
            partial = []
            line.withUnsafeBufferPointer { takeLine($0, endsLine: true, &output) }
            line.removeAll(keepingCapacity: true)
            partial = line
        }
    }

    // MARK: Lines

    private mutating func takeLine(_ line: UnsafeBufferPointer<UInt8>, endsLine: Bool, _ output: inout [UInt8]) {
        let key = LineKey(line)
        if key.weight == 0 {
            blanks += 1
            // Further blank lines say nothing, nor does one between lines that are dropped.
            if blanks > 2 || known > 0 { return }
        } else {
            blanks = 0
        }
        if pending.isEmpty, !mayRepeat(key) { return emit(line, key, endsLine, &output) }
        compare(Line(bytes: Array(line), key: key, endsLine: endsLine), &output)
    }

    /// Whether a line is like the first of a block that came just before.
    private func mayRepeat(_ key: LineKey) -> Bool { key.weight > 0 && history.contains(key) }

    /// Compares a line with the blocks that may be repeated.
    private mutating func compare(_ line: Line, _ output: inout [UInt8]) {
        if pending.isEmpty {
            periods = (1...Self.blockLimit).filter { period in
                guard period <= history.count, history[history.count - period] == line.key else { return false }
                return history.suffix(period).reduce(0) { $0 + $1.weight } >= Self.leastWeight
            }
        } else {
            let offset = pending.count
            periods = periods.filter { history[history.count - $0 + offset] == line.key }
        }
        if periods.isEmpty {
            let lines = pending
            pending = []
            guard let first = lines.first else { return emit(line, &output) }
            emit(first, &output)
            for line in lines.dropFirst() { compare(line, &output) }
            return compare(line, &output)
        }
        pending.append(line)
        if let period = periods.first, period == pending.count { drop(period, &output) }
    }

    /// Drops the block that was found to be a repetition.
    private mutating func drop(_ period: Int, _ output: inout [UInt8]) {
        if repeated.period != period { tell(&output) }
        repeated = (period, repeated.count + 1)
        removals += period
        pending = []
        periods = []
    }

    /// Gives up waiting for the rest of a block.
    private mutating func release(_ output: inout [UInt8]) {
        let lines = pending
        pending = []
        periods = []
        for line in lines { emit(line, &output) }
    }

    private mutating func emit(_ line: Line, _ output: inout [UInt8]) {
        line.bytes.withUnsafeBufferPointer { emit($0, line.key, line.endsLine, &output) }
    }

    private mutating func emit(
        _ line: UnsafeBufferPointer<UInt8>,
        _ key: LineKey,
        _ endsLine: Bool,
        _ output: inout [UInt8]
    ) {
        if repeated.count > 0 { tell(&output) }
        if history.count == Self.blockLimit { history.removeFirst() }
        history.append(key)
        if Self.marksCode(line) { isInCode.toggle() }
        if key.weight >= Self.memorableWeight, !isInCode, line.first != UInt8(ascii: "|") {
            let place = Int(key.hash % UInt64(Self.memorySize))
            if memory[place] == key.hash {
                known += 1
                removals += 1
                return
            }
            memory[place] = key.hash
        }
        if known > 0 { tell(&output) }
        output.append(contentsOf: line)
        if endsLine { output.append(UInt8(ascii: "\n")) }
    }

    private static func marksCode(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let start = line.firstIndex(where: { $0 != 0x20 }), start + 3 <= line.count else { return false }
        let mark = line[start]
        guard mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") else { return false }
        return line[start + 1] == mark && line[start + 2] == mark
    }

    /// Says what was dropped.
    private mutating func tell(_ output: inout [UInt8]) {
        if repeated.count > 0 {
            let (period, count) = repeated
            let what = period == 1 ? "line" : "block"
            let model = period == 1 ? "it" : "these \(period) lines"
            output.append(contentsOf: "[… \(count) more \(what)\(count == 1 ? "" : "s") like \(model)]\n".utf8)
        }
        if known > 0 { output.append(contentsOf: "[… \(known.of("line")) as above]\n\n".utf8) }
        repeated = (0, 0)
        known = 0
    }
}
