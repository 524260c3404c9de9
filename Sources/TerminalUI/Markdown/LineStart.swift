/// What the beginning of a line says about the block that the line belongs to.
///
/// It is told from as few bytes as possible, so that text can be shown while its line still comes.
enum LineStart: Equatable {
    /// A line without text, and where it ends.
    case blank(end: Int)
    /// A heading, and where its text begins.
    case heading(level: Int, text: Int)
    /// The line that opens a block of code, and where it ends.
    case fence(mark: UInt8, count: Int, end: Int)
    /// A rule across the page, and where its line ends.
    case rule(end: Int)
    /// An item of a list, and where its text begins.
    case item(marker: String, text: Int)
    /// A line that has cells.
    case row(end: Int)
    /// Any other text.
    case text

    /// The longest line that is held to be looked at as a whole, in bytes.
    static let lineLimit = 4_096

    /// Looks at a line.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - start: Behind the line's quote marks and blanks.
    ///   - isLast: Whether nothing follows the text.
    ///   - isInParagraph: Whether the line could go on with a paragraph.
    /// - Returns: What it begins; nothing if that takes more bytes to tell.
    static func read(
        _ text: UnsafeBufferPointer<UInt8>,
        from start: Int,
        isLast: Bool,
        isInParagraph: Bool
    ) -> LineStart? {
        guard start < text.count else { return isLast ? .blank(end: start) : nil }
        let line = Line(text: text, start: start, isLast: isLast)
        switch text[start] {
        case UInt8(ascii: "\n"): return .blank(end: start)
        case UInt8(ascii: "#"): return line.heading()
        case UInt8(ascii: "`"), UInt8(ascii: "~"): return line.fence()
        case UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "+"): return line.ruleOrItem()
        case 0x30...0x39: return line.numberedItem(isInParagraph: isInParagraph)
        case UInt8(ascii: "|") where !isInParagraph: return line.row()
        default: return .text
        }
    }

    private struct Line {
        let text: UnsafeBufferPointer<UInt8>
        let start: Int
        let isLast: Bool

        /// The byte at a place, a line feed for the end of the text; nothing if it has not come.
        private func byte(_ index: Int) -> UInt8? { index < text.count ? text[index] : isLast ? 0x0A : nil }

        /// Where the line ends; nothing if that has not come.
        private func end() -> Int? {
            var index = start
            while index < text.count, text[index] != 0x0A, index - start < LineStart.lineLimit { index += 1 }
            return index < text.count || isLast ? index : nil
        }

        func heading() -> LineStart? {
            var index = start
            while index - start < 7, byte(index) == UInt8(ascii: "#") { index += 1 }
            guard let next = byte(index) else { return nil }
            guard index - start < 7, next == 0x20 || next == 0x0A else { return .text }
            return .heading(level: index - start, text: next == 0x20 ? index + 1 : index)
        }

        func fence() -> LineStart? {
            let mark = text[start]
            var index = start
            while index - start < 64, byte(index) == mark { index += 1 }
            guard byte(index) != nil else { return nil }
            guard index - start >= 3 else { return .text }
            guard let end = end() else { return nil }
            let isCode = mark == UInt8(ascii: "`") && text[index..<end].contains(mark)
            return isCode ? .text : .fence(mark: mark, count: index - start, end: end)
        }

        func ruleOrItem() -> LineStart? {
            let mark = text[start]
            guard let next = byte(start + 1) else { return nil }
            if mark != UInt8(ascii: "+") {
                var index = start
                var count = 0
                while let byte = byte(index), byte == mark || byte == 0x20, index - start < 256 {
                    count += byte == mark ? 1 : 0
                    index += 1
                }
                guard let stop = byte(index) else { return nil }
                if stop == 0x0A, count >= 3 { return .rule(end: min(index, text.count)) }
            }
            guard mark != UInt8(ascii: "_"), next == 0x20 || next == 0x09 else { return .text }
            return item(marker: "•", from: start + 1)
        }

        func numberedItem(isInParagraph: Bool) -> LineStart? {
            var index = start
            while index - start < 10, let byte = byte(index), (0x30...0x39).contains(byte) { index += 1 }
            guard let dot = byte(index) else { return nil }
            guard index - start < 10, dot == UInt8(ascii: ".") || dot == UInt8(ascii: ")") else { return .text }
            guard let next = byte(index + 1) else { return nil }
            guard next == 0x20 || next == 0x09 else { return .text }
            let number = String(decoding: text[start..<index], as: UTF8.self)
            // A line that happens to begin with a year does not cut its paragraph.
            if isInParagraph, number != "1" { return .text }
            return item(marker: number + String(UnicodeScalar(dot)), from: index + 1)
        }

        /// An item, or a task with its box.
        private func item(marker: String, from index: Int) -> LineStart? {
            var index = index
            while let byte = byte(index), byte == 0x20 || byte == 0x09, index - start < 64 { index += 1 }
            guard let first = byte(index) else { return nil }
            guard first == UInt8(ascii: "[") else { return .item(marker: marker, text: index) }
            guard let mark = byte(index + 1), let close = byte(index + 2), let blank = byte(index + 3) else {
                return nil
            }
            guard close == UInt8(ascii: "]"), blank == 0x20 else { return .item(marker: marker, text: index) }
            switch mark {
            case 0x20: return .item(marker: "☐", text: index + 4)
            case UInt8(ascii: "x"), UInt8(ascii: "X"): return .item(marker: "☑", text: index + 4)
            default: return .item(marker: marker, text: index)
            }
        }

        func row() -> LineStart? { end().map { .row(end: $0) } }
    }
}
