/// Finds where what begins in a text ends, as far as the text has come.
///
/// What is not settled by the bytes that are there is `unknown`, so that a stream is read alike wherever it is cut.
struct InlineLookAhead {
    enum Found: Equatable {
        case at(Int)
        case none
        case unknown
    }

    /// How far is looked, in bytes; what ends later is taken as it is written.
    static let window = 1_024

    let text: UnsafeBufferPointer<UInt8>
    /// Whether nothing follows the text.
    let isLast: Bool

    /// Finds the run of backticks that ends a piece of code.
    func codeEnd(from start: Int, count: Int, before limit: Int) -> Found {
        var index = start
        let end = self.end(from: start, limit)
        while index < end {
            switch text[index] {
            case UInt8(ascii: "`"):
                let run = runLength(at: index)
                if index + run == text.count, !isLast { return .unknown }
                if run == count { return .at(index) }
                index += run
            case UInt8(ascii: "\n"):
                guard let ends = paragraphEnds(at: index) else { return .unknown }
                if ends { return .none }
                index += 1
            default: index += 1
            }
        }
        return beyond(index, limit, start)
    }

    /// Finds where emphasis ends.
    ///
    /// - Parameters:
    ///   - start: Behind its opening marks.
    ///   - mark: An asterisk, underscore or tilde.
    ///   - count: How many of them opened it.
    ///   - limit: Where what it is part of ends.
    /// - Returns: The place of the closing marks.
    func emphasisEnd(from start: Int, mark: UInt8, count: Int, before limit: Int) -> Found {
        var index = start
        var hasOpenPart = false
        let end = self.end(from: start, limit)
        while index < end {
            let byte = text[index]
            if byte == mark {
                let run = runLength(at: index)
                if index + run == text.count, !isLast { return .unknown }
                if let place = closing(run, at: index, mark: mark, count: count, hasOpenPart), place + count <= limit {
                    return .at(place)
                }
                if run != count { hasOpenPart.toggle() }
                index += run
            } else if byte == UInt8(ascii: "`") {
                let run = runLength(at: index)
                switch codeEnd(from: index + run, count: run, before: limit) {
                case .at(let place): index = place + run
                case .none: index += run
                case .unknown: return .unknown
                }
            } else if byte == UInt8(ascii: "\n") {
                guard let ends = paragraphEnds(at: index) else { return .unknown }
                if ends { return .none }
                index += 1
            } else {
                index += byte == UInt8(ascii: "\\") ? 2 : 1
            }
        }
        return beyond(index, limit, start)
    }

    /// Where in a run of marks those are that close; nothing if it closes nothing.
    private func closing(_ run: Int, at index: Int, mark: UInt8, count: Int, _ hasOpenPart: Bool) -> Int? {
        let isAfterText = index > 0 && !isBlank(text[index - 1])
        guard isAfterText else { return nil }
        if mark == UInt8(ascii: "_"), index + run < text.count, isWordByte(text[index + run]) { return nil }
        if run == count { return index }
        guard run > count, run == 3 else { return nil }
        return hasOpenPart ? index + run - count : index
    }

    /// Finds the bracket that closes one.
    func bracketEnd(from start: Int, before limit: Int) -> Found {
        var index = start
        var depth = 1
        let end = self.end(from: start, limit)
        while index < end {
            switch text[index] {
            case UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 { return .at(index) }
            case UInt8(ascii: "\\"): index += 1
            case UInt8(ascii: "\n"):
                guard let ends = paragraphEnds(at: index) else { return .unknown }
                if ends { return .none }
            default: break
            }
            index += 1
        }
        return beyond(index, limit, start)
    }

    /// Finds a byte on the same line.
    func lineByte(_ byte: UInt8, from start: Int, within count: Int) -> Found {
        var index = start
        let end = min(text.count, start + count)
        while index < end {
            if text[index] == byte { return .at(index) }
            if text[index] == UInt8(ascii: "\n") { return .none }
            index += 1
        }
        return index < start + count && !isLast ? .unknown : .none
    }

    /// Finds the parenthesis that closes the address of a link.
    func addressEnd(from start: Int) -> Found {
        var index = start
        var depth = 1
        let end = min(text.count, start + Self.window)
        while index < end {
            switch text[index] {
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"):
                depth -= 1
                if depth == 0 { return .at(index) }
            case UInt8(ascii: "\n"): return .none
            case UInt8(ascii: "\\"): index += 1
            default: break
            }
            index += 1
        }
        return beyond(index, .max, start)
    }

    /// How many bytes like the one at a place follow each other.
    func runLength(at start: Int) -> Int {
        var index = start + 1
        while index < text.count, text[index] == text[start], index - start < 64 { index += 1 }
        return index - start
    }

    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x09 }

    func isWordByte(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private func end(from start: Int, _ limit: Int) -> Int { min(text.count, limit, start + Self.window) }

    private func beyond(_ index: Int, _ limit: Int, _ start: Int) -> Found {
        index >= limit || index >= start + Self.window || isLast ? .none : .unknown
    }

    /// Whether the line behind a line feed belongs to another block; nothing while it has not come.
    private func paragraphEnds(at lineFeed: Int) -> Bool? {
        var index = lineFeed + 1
        while index < text.count, text[index] == 0x20 || text[index] == UInt8(ascii: ">") { index += 1 }
        guard index < text.count else { return isLast ? true : nil }
        switch text[index] {
        case UInt8(ascii: "\n"), UInt8(ascii: "#"), UInt8(ascii: "|"): return true
        case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "*"):
            guard index + 1 < text.count else { return isLast ? true : nil }
            return isBlank(text[index + 1])
        default: return false
        }
    }
}
