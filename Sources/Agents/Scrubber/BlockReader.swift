/// Reads the blocks of a text: headings, paragraphs and items, tables, code.
///
/// Memory is bounded: of a long paragraph a part is given away as soon as it is complete, of a table or code block
/// beyond its limit the rest is only counted.
struct BlockReader: Sendable {
    /// A block, or a part of a paragraph.
    enum Block {
        case heading(level: Int)
        /// Whether more of the paragraph follows.
        case paragraph(continues: Bool)
        /// How many lines were left out at its end.
        case table(cut: Int)
        case code(cut: Int)
    }

    /// Takes a block; of a paragraph that continues it returns how many bytes are to be given again.
    typealias Receiver = (Block, UnsafeBufferPointer<UInt8>) -> Int

    private enum State: Equatable {
        case none
        case paragraph
        case table
        case code(mark: UInt8, count: Int)
    }

    /// The size at which a paragraph is given away, and the longest line that is judged, in bytes.
    private static let partLimit = 8_192

    /// The most bytes of a table or code block that are kept.
    private let wholeLimit: Int
    private var state = State.none
    private var block: [UInt8] = []
    private var cut = 0
    private var line: [UInt8] = []
    private var isLongLine = false

    init(wholeLimit: Int) { self.wholeLimit = wholeLimit }

    mutating func append(_ input: UnsafeBufferPointer<UInt8>, _ receive: Receiver) {
        var start = 0
        while start < input.count {
            let room = Self.partLimit - line.count
            let stop = min(input.count, start + room)
            let end = input[start..<stop].firstIndex(of: UInt8(ascii: "\n"))
            let next = end.map { $0 + 1 } ?? stop
            let piece = UnsafeBufferPointer(rebasing: input[start..<next])
            start = next
            if end != nil || piece.count == room {
                if line.isEmpty {
                    take(piece, receive)
                } else {
                    line.append(contentsOf: piece)
                    takeStored(receive)
                }
            } else {
                line.append(contentsOf: piece)
            }
        }
    }

    mutating func finish(_ receive: Receiver) {
        if !line.isEmpty { takeStored(receive) }
        end(receive)
    }

    private mutating func takeStored(_ receive: Receiver) {
        var stored = line
        line = []
        stored.withUnsafeBufferPointer { take($0, receive) }
        stored.removeAll(keepingCapacity: true)
        line = stored
    }

    /// Takes a line with its line break, or a part of a very long one.
    private mutating func take(_ line: UnsafeBufferPointer<UInt8>, _ receive: Receiver) {
        let isContinued = isLongLine
        isLongLine = line.last != UInt8(ascii: "\n")
        if isContinued { return add(line, receive) }
        let shape = LineShape(line)
        if case .code(let mark, let count) = state {
            add(line, receive)
            if case .codeMark(mark, let length) = shape, length >= count { end(receive) }
            return
        }
        switch shape {
        case .blank: end(receive)
        case .heading(let level):
            end(receive)
            _ = receive(.heading(level: level), line)
        case .codeMark(let mark, let count):
            begin(.code(mark: mark, count: count), receive)
            add(line, receive)
        case .row:
            if state != .table { begin(.table, receive) }
            add(line, receive)
        case .item:
            begin(.paragraph, receive)
            add(line, receive)
        case .plain:
            if state != .paragraph { begin(.paragraph, receive) }
            add(line, receive)
        }
    }

    private mutating func begin(_ state: State, _ receive: Receiver) {
        end(receive)
        self.state = state
    }

    private mutating func add(_ line: UnsafeBufferPointer<UInt8>, _ receive: Receiver) {
        if state == .none { state = .paragraph }
        if state != .paragraph {
            let fits = cut == 0 && block.count + line.count <= wholeLimit
            if fits { block.append(contentsOf: line) } else { cut += 1 }
            return
        }
        block.append(contentsOf: line)
        guard block.count >= Self.partLimit else { return }
        let rest = block.withUnsafeBufferPointer { receive(.paragraph(continues: true), $0) }
        block.removeFirst(block.count - rest)
    }

    private mutating func end(_ receive: Receiver) {
        block.withUnsafeBufferPointer { block in
            switch state {
            case .none: break
            case .paragraph: _ = receive(.paragraph(continues: false), block)
            case .table: _ = receive(.table(cut: cut), block)
            case .code: _ = receive(.code(cut: cut), block)
            }
        }
        state = .none
        block.removeAll(keepingCapacity: true)
        cut = 0
    }
}

/// What a line begins.
enum LineShape {
    case blank
    case heading(level: Int)
    case codeMark(UInt8, Int)
    case row
    /// An item of a list, or a line of a log.
    case item
    case plain

    init(_ line: UnsafeBufferPointer<UInt8>) {
        guard let start = line.firstIndex(where: { $0 > 0x20 }) else {
            self = .blank
            return
        }
        let first = line[start]
        let count = line[start...].prefix { $0 == first }.count
        let next = start + count < line.count ? line[start + count] : 0x0A
        switch first {
        case UInt8(ascii: "#") where count <= 6 && next == 0x20: self = .heading(level: count)
        case UInt8(ascii: "`") where count >= 3, UInt8(ascii: "~") where count >= 3: self = .codeMark(first, count)
        case UInt8(ascii: "|"): self = .row
        case UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "+"): self = next == 0x20 ? .item : .plain
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            let digits = line[start...].prefix(4).prefix { $0 &- 0x30 < 10 }
            let sign = digits.endIndex < line.count ? line[digits.endIndex] : 0
            let isItem = digits.count < 4 && (sign == UInt8(ascii: ".") || sign == UInt8(ascii: ")"))
            self = isItem || LineKey.isLog(line) ? .item : .plain
        default: self = LineKey.isLog(line) ? .item : .plain
        }
    }
}
