/// Reads the text of a block: emphasis, code, links, citations.
struct InlineReader: Sendable {
    /// A stretch that is open, with the place of the marks that close it.
    private struct Span: Sendable {
        var closing: Int
        let markCount: Int
        let styleBefore: TextStyle
        /// What is written behind it, such as the address of a link.
        let tail: [UInt8]
        /// Whether what is not shown as text, such as an address, holds marks.
        let hidesMarks: Bool
    }

    /// The most bytes of an address between angle brackets.
    private static let addressLimit = 300

    private var spans: [Span] = []
    private var memory = LookAheadMemory()
    /// The last byte that was taken away at the text's beginning.
    private var byteBefore: UInt8 = 0x0A

    /// Forgets what is open, at the beginning of a block.
    mutating func begin() {
        spans = []
        memory.forget()
    }

    /// Notes that bytes were taken away at the text's beginning.
    mutating func shift(by count: Int, last: UInt8) {
        byteBefore = last
        memory.shift(by: count)
        for index in spans.indices { spans[index].closing -= count }
    }

    /// Reads up to the end of the line, or to what cannot be told yet.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - start: Where to begin.
    ///   - isLast: Whether nothing follows the text.
    ///   - composer: Takes the words.
    /// - Returns: Where the reading stopped: at a line feed, at the end, or before what is not settled.
    mutating func read(
        _ text: UnsafeBufferPointer<UInt8>,
        from start: Int,
        isLast: Bool,
        _ composer: inout LineComposer
    ) -> Int {
        let ahead = InlineLookAhead(text: text, isLast: isLast)
        let isPlain = Self.isPlain
        var index = start
        while index < text.count {
            if let span = spans.last, index >= span.closing {
                close(span, &composer)
                // An address between angle brackets may have gone on beyond the marks.
                index = max(index, span.closing + span.markCount)
                continue
            }
            let limit = spans.last?.closing ?? Int.max
            var end = index
            while end < text.count, end < limit, isPlain[Int(text[end])] { end += 1 }
            if end > index {
                composer.add(UnsafeBufferPointer(rebasing: text[index..<end]))
                index = end
                continue
            }
            guard text[index] != 0x0A, let next = special(ahead, at: index, limit, &composer) else { return index }
            index = next
        }
        return index
    }

    private mutating func close(_ span: Span, _ composer: inout LineComposer) {
        spans.removeLast()
        composer.style = span.styleBefore
        // Looking ahead took the address for text.
        if span.hidesMarks { memory.forget() }
        if span.tail.isEmpty { return }
        composer.space()
        composer.style.insert(.dim)
        Self.addText(span.tail, &composer)
        composer.style = span.styleBefore
    }

    /// Reads what is more than a letter.
    ///
    /// - Returns: Where it goes on; nothing if that is not settled.
    private mutating func special(
        _ ahead: InlineLookAhead,
        at index: Int,
        _ limit: Int,
        _ composer: inout LineComposer
    ) -> Int? {
        let text = ahead.text
        switch text[index] {
        case 0x20, 0x09: return blanks(ahead, at: index, &composer)
        case 0x80...: return characters(ahead, at: index, limit, &composer)
        case UInt8(ascii: "\\"): return escape(ahead, at: index, &composer)
        case UInt8(ascii: "`"): return code(ahead, at: index, limit, &composer)
        case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "~"):
            return emphasis(ahead, at: index, limit, &composer)
        case UInt8(ascii: "["): return bracket(ahead, at: index, limit, &composer)
        case UInt8(ascii: "!"):
            guard index + 1 < text.count || ahead.isLast else { return nil }
            // Of an image its description is shown, as of a link.
            if index + 1 < text.count, text[index + 1] == UInt8(ascii: "[") { return index + 1 }
        case UInt8(ascii: "<"): return angle(ahead, at: index, &composer)
        case UInt8(ascii: "&"): return entity(ahead, at: index, &composer)
        default: break
        }
        composer.add(UnsafeBufferPointer(rebasing: text[index...index]))
        return index + 1
    }

    // MARK: Blanks and characters

    private func blanks(_ ahead: InlineLookAhead, at index: Int, _ composer: inout LineComposer) -> Int? {
        var end = index
        while end < ahead.text.count, ahead.text[end] == 0x20 || ahead.text[end] == 0x09 { end += 1 }
        if end == ahead.text.count, !ahead.isLast, end - index < 256 { return nil }
        // Two blanks at the end of a line break it.
        let isBreak = end - index >= 2 && end < ahead.text.count && ahead.text[end] == 0x0A
        isBreak ? composer.endLine() : composer.space()
        return end
    }

    private func characters(
        _ ahead: InlineLookAhead,
        at index: Int,
        _ limit: Int,
        _ composer: inout LineComposer
    ) -> Int? {
        var end = index
        while end < ahead.text.count, end < limit, ahead.text[end] >= 0x80 { end += 1 }
        var run = Substring(String(decoding: UnsafeBufferPointer(rebasing: ahead.text[index..<end]), as: UTF8.self))
        if end == ahead.text.count, !ahead.isLast {
            // The last character may get marks that have not come.
            if let last = run.last, String(last).utf8.count < 128 { run.removeLast() }
            if run.isEmpty { return nil }
        }
        composer.add(String(run))
        return index + run.utf8.count
    }

    private func escape(_ ahead: InlineLookAhead, at index: Int, _ composer: inout LineComposer) -> Int? {
        guard index + 1 < ahead.text.count else {
            if ahead.isLast { composer.add(UnsafeBufferPointer(rebasing: ahead.text[index...index])) }
            return ahead.isLast ? index + 1 : nil
        }
        let next = ahead.text[index + 1]
        if next == 0x0A {
            composer.endLine()
            return index + 1
        }
        let isMark = (0x21...0x7E).contains(next) && !ahead.isWordByte(next)
        composer.add(
            UnsafeBufferPointer(rebasing: ahead.text[(isMark ? index + 1 : index)...(isMark ? index + 1 : index)])
        )
        return index + (isMark ? 2 : 1)
    }

    private func entity(_ ahead: InlineLookAhead, at index: Int, _ composer: inout LineComposer) -> Int? {
        let end: Int
        switch ahead.lineByte(UInt8(ascii: ";"), from: index + 1, within: 6) {
        case .unknown: return nil
        case .none: end = index
        case .at(let place): end = place
        }
        if end > index {
            let name = ahead.text[index + 1...end]
            if let (_, meant) = Self.entities.first(where: { name.elementsEqual($0.name) }) {
                composer.add(meant)
                return end + 1
            }
        }
        composer.add(UnsafeBufferPointer(rebasing: ahead.text[index...index]))
        return index + 1
    }

    private static let entities: [(name: [UInt8], meant: String)] = [
        ("amp;", "&"), ("lt;", "<"), ("gt;", ">"), ("quot;", "\""), ("#39;", "'"), ("apos;", "'"), ("nbsp;", "\u{A0}"),
    ].map { (Array($0.0.utf8), $0.1) }

    // MARK: Spans

    private mutating func code(
        _ ahead: InlineLookAhead,
        at index: Int,
        _ limit: Int,
        _ composer: inout LineComposer
    ) -> Int? {
        let count = ahead.runLength(at: index)
        if index + count == ahead.text.count, !ahead.isLast { return nil }
        switch ahead.codeEnd(from: index + count, count: count, before: limit, &memory) {
        case .unknown: return nil
        case .none:
            composer.add(UnsafeBufferPointer(rebasing: ahead.text[index..<index + count]))
            return index + count
        case .at(let end):
            let style = composer.style
            composer.style.insert(.yellow)
            // Without colours the marks tell code from text.
            let isMarked = !composer.hasColor
            Self.addText(
                Array(ahead.text[(isMarked ? index : index + count)..<(isMarked ? end + count : end)]),
                &composer
            )
            composer.style = style
            return end + count
        }
    }

    private mutating func emphasis(
        _ ahead: InlineLookAhead,
        at index: Int,
        _ limit: Int,
        _ composer: inout LineComposer
    ) -> Int? {
        let text = ahead.text
        let mark = text[index]
        let count = ahead.runLength(at: index)
        let after = index + count
        if after == text.count, !ahead.isLast { return nil }
        let isOpening =
            after < text.count && !ahead.isBlank(text[after]) && count <= 3
            && (mark != UInt8(ascii: "_") || !ahead.isWordByte(index > 0 ? text[index - 1] : byteBefore))
            && (mark != UInt8(ascii: "~") || count == 2) && after < limit
        var found = InlineLookAhead.Found.none
        if isOpening { found = ahead.emphasisEnd(from: after, mark: mark, count: count, before: limit, &memory) }
        switch found {
        case .unknown: return nil
        case .none: composer.add(UnsafeBufferPointer(rebasing: text[index..<min(after, limit)]))
        case .at(let end):
            spans.append(Span(closing: end, markCount: count, styleBefore: composer.style, tail: [], hidesMarks: false))
            let styles: [TextStyle] = [.italic, .bold, [.bold, .italic]]
            composer.style.formUnion(mark == UInt8(ascii: "~") ? .struck : styles[count - 1])
        }
        return min(after, limit)
    }

    private mutating func bracket(
        _ ahead: InlineLookAhead,
        at index: Int,
        _ limit: Int,
        _ composer: inout LineComposer
    ) -> Int? {
        let text = ahead.text
        switch ahead.bracketEnd(from: index + 1, before: limit, &memory) {
        case .unknown: return nil
        case .none: break
        case .at(let end):
            guard end + 1 < text.count || ahead.isLast else { return nil }
            if end + 1 < text.count, text[end + 1] == UInt8(ascii: "("), end + 1 < limit {
                switch ahead.addressEnd(from: end + 2, &memory) {
                case .unknown: return nil
                case .none: break
                case .at(let last) where last < limit:
                    open(ahead, from: index, to: end, addressEnd: last, &composer)
                    return index + 1
                case .at: break
                }
            }
            if Self.isCitation(text[index + 1..<end]) {
                let style = composer.style
                composer.style.insert(.cyan)
                composer.add(UnsafeBufferPointer(rebasing: text[index...end]))
                composer.style = style
                return end + 1
            }
        }
        composer.add(UnsafeBufferPointer(rebasing: text[index...index]))
        return index + 1
    }

    /// Opens a link.
    ///
    /// Its address is always shown, so that no text can pass for another one.
    private mutating func open(
        _ ahead: InlineLookAhead,
        from start: Int,
        to end: Int,
        addressEnd: Int,
        _ composer: inout LineComposer
    ) {
        let address = ahead.text[end + 2..<addressEnd].prefix { $0 != 0x20 }
        let isSame = address.elementsEqual(ahead.text[start + 1..<end])
        spans.append(
            Span(
                closing: end,
                markCount: addressEnd + 1 - end,
                styleBefore: composer.style,
                tail: isSame || address.isEmpty ? [] : Array("(".utf8) + address + Array(")".utf8),
                hidesMarks: ahead.text[end + 2..<addressEnd].contains(where: Self.isMark)
            )
        )
        composer.style.insert(.underlined)
    }

    private mutating func angle(_ ahead: InlineLookAhead, at index: Int, _ composer: inout LineComposer) -> Int? {
        switch ahead.angleEnd(from: index + 1, within: Self.addressLimit, &memory) {
        case .unknown: return nil
        case .none: break
        case .at(let end):
            let inner = Array(ahead.text[index + 1..<end])
            if [Array("br".utf8), Array("br/".utf8), Array("br /".utf8)].contains(inner) {
                composer.endLine()
                return end + 1
            }
            if inner.starts(with: "http".utf8) || inner.starts(with: "mailto:".utf8) {
                let style = composer.style
                composer.style.insert(.underlined)
                Self.addText(inner, &composer)
                composer.style = style
                // Looking ahead took the address for text.
                if inner.contains(where: Self.isMark) { memory.forget() }
                return end + 1
            }
        }
        composer.add(UnsafeBufferPointer(rebasing: ahead.text[index...index]))
        return index + 1
    }

    /// Adds text in which nothing has a meaning.
    private static func addText(_ bytes: [UInt8], _ composer: inout LineComposer) {
        for word in bytes.split(maxSplits: .max, omittingEmptySubsequences: false, whereSeparator: { $0 <= 0x20 })
            .enumerated()
        {
            if word.offset > 0 { composer.space() }
            if word.element.isEmpty { continue }
            if word.element.allSatisfy({ $0 < 0x80 }) {
                word.element.withUnsafeBufferPointer { composer.add($0) }
            } else {
                composer.add(String(decoding: word.element, as: UTF8.self))
            }
        }
    }

    /// Whether brackets hold labels such as `S1` or `F12, F13`.
    private static func isCitation(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard (2...40).contains(bytes.count), let first = bytes.first, (0x41...0x5A).contains(first) else {
            return false
        }
        return bytes.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || $0 == UInt8(ascii: ",") || $0 == 0x20
        } && bytes.dropFirst().contains { (0x30...0x39).contains($0) }
    }

    /// Whether a byte in an address would mean something in text.
    private static func isMark(_ byte: UInt8) -> Bool {
        byte < 0x80 && !isPlain[Int(byte)] || byte == UInt8(ascii: "]")
    }

    /// The bytes that stand for nothing but themselves.
    static let isPlain: [Bool] = (0..<256).map { byte in
        (0x21..<0x7F).contains(byte) && !"\\`*_~[!<&".utf8.contains(UInt8(byte))
    }
}
