/// The second stage: takes out fenced spans, such as a model's thoughts, whatever pieces the text comes in.
///
/// Within a fence only its own name counts, so that it can nest; one that is never closed reaches to the end. In code,
/// between backticks or in a fenced block, a tag is only mentioned and stays.
struct FenceFilter: Sendable {
    /// The names that are fences by default.
    static let standardNames = ["memory-context", "think", "thinking", "reasoning", "scratchpad"]
    /// The longest code within a line, in bytes.
    private static let spanLimit = 256
    /// How far a line is read to see whether it opens or closes a code block.
    private static let infoLimit = 256

    private enum State {
        case text
        /// In a code block, until a line of as many marks.
        case code(mark: UInt8, count: Int)
        /// In a fence with others of its name in it.
        case fence(name: Int, depth: Int)
        /// In a tag that is too long to be read at once.
        case tag(FenceTag, depth: Int)
    }

    private let names: [[UInt8]]
    private var state = State.text
    /// What could not be decided yet.
    private var carry: [UInt8] = []
    /// Whether there are only blanks before the carry on its line.
    private var isLineHead = true
    /// How many fences were taken out.
    private(set) var removals = 0

    init(names: [String] = Self.standardNames) { self.names = names.map { Array($0.lowercased().utf8) } }

    mutating func append(_ input: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
        if carry.isEmpty {
            let used = filter(input, isLast: false, &output)
            carry.append(contentsOf: input[used...])
        } else {
            var joined = carry
            carry = []
            joined.append(contentsOf: input)
            let used = joined.withUnsafeBufferPointer { filter($0, isLast: false, &output) }
            joined.removeFirst(used)
            carry = joined
        }
    }

    mutating func finish(to output: inout [UInt8]) {
        let rest = carry
        carry = []
        _ = rest.withUnsafeBufferPointer { filter($0, isLast: true, &output) }
    }

    /// Filters bytes.
    ///
    /// - Returns: How many were decided.
    private mutating func filter(_ bytes: UnsafeBufferPointer<UInt8>, isLast: Bool, _ output: inout [UInt8]) -> Int {
        var index = 0
        while index < bytes.count {
            let next: Int?
            switch state {
            case .text: next = passText(bytes, index, isLast, &output)
            case .code(let mark, let count): next = passCode(bytes, index, isLast, mark, count, &output)
            case .fence(let name, let depth): next = dropFenced(bytes, index, isLast, name, depth)
            case .tag(let tag, let depth): next = dropTag(bytes, index, tag, depth)
            }
            guard let next else { break }
            index = next
        }
        isLineHead = isHead(bytes, index)
        return index
    }

    /// Whether there are only blanks on the line before a place.
    private func isHead(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
        var before = index - 1
        while before >= 0, bytes[before] == 0x20 || bytes[before] == 0x09 { before -= 1 }
        return before < 0 ? isLineHead : bytes[before] == UInt8(ascii: "\n")
    }

    // MARK: Text

    /// Passes text on up to the next decision.
    ///
    /// - Returns: Where to go on; nothing if more bytes are needed.
    private mutating func passText(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ start: Int,
        _ isLast: Bool,
        _ output: inout [UInt8]
    ) -> Int? {
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "<") || byte == UInt8(ascii: "`") || byte == UInt8(ascii: "~") { break }
            index += 1
        }
        output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<index]))
        if index == bytes.count { return index }
        let isTag = bytes[index] == UInt8(ascii: "<")
        let next = isTag ? takeTag(bytes, index, isLast, &output) : passMark(bytes, index, isLast, &output)
        return next ?? (index > start ? index : nil)
    }

    private mutating func takeTag(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ index: Int,
        _ isLast: Bool,
        _ output: inout [UInt8]
    ) -> Int? {
        switch FenceTag.read(bytes, at: index, isLast: isLast, names: names) {
        case .incomplete: return nil
        case .ordinary:
            output.append(bytes[index])
            return index + 1
        case .tag(let tag):
            removals += tag.kind == .close ? 0 : 1
            if tag.isOpenEnded {
                state = .tag(tag, depth: 0)
            } else if tag.kind == .open {
                state = .fence(name: tag.name, depth: 1)
            }
            return tag.end
        }
    }

    /// Passes on marks of code, and the code itself if it ends on the line.
    private mutating func passMark(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ start: Int,
        _ isLast: Bool,
        _ output: inout [UInt8]
    ) -> Int? {
        let mark = bytes[start]
        let count = run(of: mark, in: bytes, at: start, limit: Self.spanLimit)
        let end = start + count
        if end == bytes.count, !isLast, count < Self.spanLimit { return nil }
        let opensBlock = count >= 3 && isHead(bytes, start)
        var passed = end
        if mark == UInt8(ascii: "`") || opensBlock {
            guard let stop = spanEnd(bytes, start..<end, isLast, limit: opensBlock ? Self.infoLimit : Self.spanLimit)
            else { return nil }
            if stop == end {
                if opensBlock { state = .code(mark: mark, count: count) }
            } else if !holdsFence(UnsafeBufferPointer(rebasing: bytes[end..<stop])) {
                passed = stop
            }
        }
        output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<passed]))
        return passed
    }

    /// Finds where code ends that begins with some marks: with as many marks on the same line.
    ///
    /// - Returns: The end; that of the marks if there is none; nothing if more bytes are needed.
    private func spanEnd(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ marks: Range<Int>,
        _ isLast: Bool,
        limit: Int
    ) -> Int? {
        var stop = marks.upperBound
        let limit = stop + limit
        while true {
            if stop == bytes.count, !isLast, stop < limit { return nil }
            if stop >= min(bytes.count, limit) || bytes[stop] == UInt8(ascii: "\n") { return marks.upperBound }
            guard bytes[stop] == bytes[marks.lowerBound] else {
                stop += 1
                continue
            }
            let closing = run(of: bytes[stop], in: bytes, at: stop, limit: Self.spanLimit + 1)
            if stop + closing == bytes.count, !isLast, closing <= Self.spanLimit { return nil }
            stop += closing
            if closing == marks.count { return stop }
        }
    }

    /// Whether there is more than the mention of a tag in what could be code: a fence with its end.
    private func holdsFence(_ span: UnsafeBufferPointer<UInt8>) -> Bool {
        var opened: Set<Int> = []
        for index in span.indices where span[index] == UInt8(ascii: "<") {
            guard case .tag(let tag) = FenceTag.read(span, at: index, isLast: true, names: names) else { continue }
            if tag.kind == .open { opened.insert(tag.name) }
            if tag.kind == .close, opened.contains(tag.name) { return true }
        }
        return false
    }

    private mutating func passCode(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ start: Int,
        _ isLast: Bool,
        _ mark: UInt8,
        _ count: Int,
        _ output: inout [UInt8]
    ) -> Int? {
        let index = bytes[start...].firstIndex(of: mark) ?? bytes.count
        output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<index]))
        if index == bytes.count { return index }
        let end = index + run(of: mark, in: bytes, at: index, limit: 2 * Self.spanLimit)
        let isHead = isHead(bytes, index) && end - index < 2 * Self.spanLimit
        let limit = end + Self.infoLimit
        var stop = end
        while stop < min(bytes.count, limit), bytes[stop] == 0x20 || bytes[stop] == 0x09 { stop += 1 }
        if stop == bytes.count, !isLast, stop < limit, isHead { return index > start ? index : nil }
        let isLineEnd = stop < limit && (stop == bytes.count || bytes[stop] == UInt8(ascii: "\n"))
        let isClosed = isHead && isLineEnd && end - index >= count
        if isClosed { state = .text }
        output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[index..<end]))
        return end
    }

    private func run(of mark: UInt8, in bytes: UnsafeBufferPointer<UInt8>, at start: Int, limit: Int) -> Int {
        bytes[start...].prefix(limit).prefix { $0 == mark }.count
    }

    // MARK: Fences

    private mutating func dropFenced(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ start: Int,
        _ isLast: Bool,
        _ name: Int,
        _ depth: Int
    ) -> Int? {
        guard let index = bytes[start...].firstIndex(of: UInt8(ascii: "<")) else { return bytes.count }
        switch FenceTag.read(bytes, at: index, isLast: isLast, names: names) {
        case .incomplete: return index > start ? index : nil
        case .tag(let tag) where tag.name == name && tag.isOpenEnded:
            state = .tag(tag, depth: depth)
            return tag.end
        case .tag(let tag) where tag.name == name:
            leave(tag, depth)
            return tag.end
        default: return index + 1
        }
    }

    private mutating func leave(_ tag: FenceTag, _ depth: Int) {
        let depth = depth + (tag.kind == .open ? 1 : tag.kind == .close ? -1 : 0)
        state = depth > 0 ? .fence(name: tag.name, depth: depth) : .text
    }

    private mutating func dropTag(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ start: Int,
        _ tag: FenceTag,
        _ depth: Int
    ) -> Int {
        var tag = tag
        for index in start..<bytes.count {
            if tag.quote == 0, bytes[index] == UInt8(ascii: ">") {
                leave(tag, depth)
                return index + 1
            }
            if bytes[index] == tag.quote { tag.quote = 0 }
        }
        state = .tag(tag, depth: depth)
        return bytes.count
    }
}
