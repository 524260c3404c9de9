import TextAnalysis

/// Renders Markdown for a terminal while it comes.
///
/// Headings, lists, quotes, code, tables, links, emphasis, and the labels of citations such as `[S1]`. A word is given
/// out as soon as it is settled; a table when it ends. Lines are no wider than the terminal. The text is untrusted:
/// nothing in it reaches the terminal as a command, and a link's address is always shown. What comes out does not
/// depend on how the text is cut into pieces.
///
/// It follows CommonMark and GFM as far as one pass over a stream can: emphasis, links and code end within 1,024 bytes,
/// a table's rows begin with a bar, and there are no underlined headings.
public struct MarkdownRenderer: Sendable {
    /// What was written last, which tells how the next block is set off.
    private enum Block { case none, text, heading, item, code, table, rule }

    private enum State: Equatable {
        case lineStart
        case text
        case fence(mark: UInt8, count: Int, indent: Int)
        case table
    }

    private struct Item: Sendable {
        /// The column of its mark in the source.
        let indent: Int
        let width: Int
    }

    private static let depthLimit = 8
    private static let bullets = ["•", "◦", "▪"]

    private var cleaner = ByteCleaner()
    private var pending: [UInt8] = []
    private var inline = InlineReader()
    private var composer: LineComposer
    private var table: TableLayout?
    private var state = State.lineStart
    private var last = Block.none
    private var sawBlank = false
    private var isInParagraph = false
    private var quoteDepth = 0
    private var items: [Item] = []

    /// Creates a renderer.
    ///
    /// - Parameters:
    ///   - width: The columns of the terminal; 20 at least.
    ///   - hasColor: Whether styles are shown; without them marks stand for code and headings.
    public init(width: Int, hasColor: Bool) {
        composer = LineComposer(width: max(20, width), hasColor: hasColor)
    }

    /// Keeps to another width from here on, such as that of a terminal that was made smaller.
    ///
    /// - Parameter width: The columns of the terminal; 20 at least.
    public mutating func fit(width: Int) { composer.width = max(20, width) }

    /// Renders a whole text.
    ///
    /// - Parameters:
    ///   - text: Markdown.
    ///   - width: The columns of the terminal.
    ///   - hasColor: Whether styles are shown.
    /// - Returns: Lines for the terminal.
    public static func render(_ text: String, width: Int, hasColor: Bool) -> String {
        var renderer = MarkdownRenderer(width: width, hasColor: hasColor)
        return renderer.append(text) + renderer.finish()
    }

    /// Takes a piece of the text.
    ///
    /// - Parameter text: The piece.
    /// - Returns: What can be shown now.
    public mutating func append(_ text: String) -> String {
        var text = text
        return text.withUTF8 { append(bytes: $0) }
    }

    /// Takes a piece of the text as bytes, which may end within a character.
    ///
    /// - Parameter bytes: The piece.
    /// - Returns: What can be shown now.
    public mutating func append(bytes: UnsafeBufferPointer<UInt8>) -> String {
        cleaner.append(bytes, to: &pending)
        return process(isLast: false)
    }

    /// Ends the text.
    ///
    /// - Returns: What was held back; it ends with a line feed if anything was shown.
    public mutating func finish() -> String {
        cleaner.finish(to: &pending)
        var output = process(isLast: true)
        endBlock()
        output += takeOutput()
        return output
    }

    private mutating func takeOutput() -> String {
        defer { composer.output.removeAll(keepingCapacity: true) }
        return String(decoding: composer.output, as: UTF8.self)
    }

    private mutating func process(isLast: Bool) -> String {
        let text = pending
        pending = []
        let used = text.withUnsafeBufferPointer { text in
            var index = 0
            while let next = step(text, at: index, isLast: isLast) { index = next }
            return index
        }
        pending = used == 0 ? text : Array(text[used...])
        if used > 0 { inline.shift(by: used, last: text[used - 1]) }
        return takeOutput()
    }

    /// Reads some of the text.
    ///
    /// - Returns: Where it goes on; nothing at the end, or if more has to come.
    private mutating func step(_ text: UnsafeBufferPointer<UInt8>, at index: Int, isLast: Bool) -> Int? {
        guard index < text.count else { return nil }
        switch state {
        case .text: return readText(text, at: index, isLast: isLast)
        case .lineStart: return startLine(text, at: index, isLast: isLast)
        case .fence(let mark, let count, let indent):
            return readCode(text, at: index, isLast: isLast, mark: mark, count: count, indent: indent)
        case .table: return readRow(text, at: index, isLast: isLast)
        }
    }

    private mutating func readText(_ text: UnsafeBufferPointer<UInt8>, at index: Int, isLast: Bool) -> Int? {
        let next = inline.read(text, from: index, isLast: isLast, &composer)
        guard next < text.count, text[next] == 0x0A else { return next > index ? next : nil }
        if isInParagraph { composer.space() } else { endBlock() }
        state = .lineStart
        return next + 1
    }

    // MARK: Lines

    private mutating func startLine(_ text: UnsafeBufferPointer<UInt8>, at index: Int, isLast: Bool) -> Int? {
        guard let (start, depth, indent) = containers(text, at: index, isLast: isLast) else { return nil }
        guard
            let line =
                LineStart.read(text, from: start, isLast: isLast, isInParagraph: isInParagraph && items.isEmpty)
        else {
            return start - index > 256 ? beginText(at: start, depth: depth, indent: indent) : nil
        }
        if case .row(let end) = line {
            guard let isTable = TableLayout.begins(text, headerEnd: end, isLast: isLast) else { return nil }
            guard isTable.found else { return beginText(at: start, depth: depth, indent: indent) }
            enter(depth: depth, indent: indent, .table)
            table = TableLayout(header: text[start..<end], rule: text[end + 1..<isTable.end], text: text)
            state = .table
            return min(isTable.end + 1, text.count)
        }
        if line == .text {
            if !isInParagraph, indent >= codeIndent(indent) {
                return indentedCode(text, at: index, start: start, isLast)
            }
            return beginText(at: start, depth: depth, indent: indent)
        }
        return begin(line, text, depth: depth, indent: indent)
    }

    private mutating func begin(
        _ line: LineStart,
        _ text: UnsafeBufferPointer<UInt8>,
        depth: Int,
        indent: Int
    ) -> Int? {
        switch line {
        case .blank(let end):
            endBlock()
            sawBlank = true
            if depth != quoteDepth { leaveItems(to: depth) }
            return min(end + 1, text.count)
        case .heading(let level, let start):
            enter(depth: depth, indent: indent, .heading)
            composer.style = level == 1 ? [.bold, .underlined] : level == 2 ? .bold : [.bold, .cyan]
            if !composer.hasColor { composer.add(String(repeating: "#", count: level)) }
            composer.space()
            state = .text
            return start
        case .fence(let mark, let count, let end):
            enter(depth: depth, indent: indent, .code)
            state = .fence(mark: mark, count: count, indent: indent)
            return min(end + 1, text.count)
        case .rule(let end):
            enter(depth: depth, indent: indent, .rule)
            composer.addLaidOut(TableLayout.rule([min(composer.room, 80)], hasColor: composer.hasColor))
            endBlock()
            return min(end + 1, text.count)
        case .item(let marker, let start):
            beginItem(marker, depth: depth, indent: indent)
            return start
        case .row, .text: return nil
        }
    }

    private mutating func beginText(at start: Int, depth: Int, indent: Int) -> Int {
        // A paragraph goes on also where its next line has lost its marks.
        if !isInParagraph || depth > quoteDepth { enter(depth: depth, indent: indent, .text) }
        isInParagraph = true
        state = .text
        return start
    }

    private mutating func beginItem(_ marker: String, depth: Int, indent: Int) {
        enter(depth: depth, indent: indent, .item)
        let outer = composer.margins
        let mark = marker == "•" ? Self.bullets[min(items.count, 2)] : marker
        let item = Item(indent: indent, width: UnicodeText.displayWidth(mark) + 1)
        if items.count < Self.depthLimit { items.append(item) }
        composer.margins = margins
        let own = LineComposer.Margin(text: mark + " ", width: item.width, style: .cyan)
        // On a narrow screen the item's mark comes before its indentation goes.
        let hasRoom = composer.margins.count > outer.count
        composer.begin(with: hasRoom ? outer + [own] : Array(outer.dropLast()) + [own])
        isInParagraph = true
        state = .text
    }

    /// Reads the quote marks and the blanks that a line begins with.
    private func containers(
        _ text: UnsafeBufferPointer<UInt8>,
        at index: Int,
        isLast: Bool
    ) -> (start: Int, depth: Int, indent: Int)? {
        var index = index
        var depth = 0
        while true {
            var indent = 0
            let start = index
            while index < text.count, text[index] == 0x20 || text[index] == 0x09, index - start < 256 {
                indent += text[index] == 0x20 ? 1 : 4 - indent % 4
                index += 1
            }
            guard index < text.count else { return isLast ? (index, depth, indent) : nil }
            guard text[index] == UInt8(ascii: ">"), depth < Self.depthLimit, indent < 4 else {
                return (index, depth, indent)
            }
            depth += 1
            index += 1
            guard index < text.count || isLast else { return nil }
            if index < text.count, text[index] == 0x20 { index += 1 }
        }
    }

    // MARK: Blocks

    /// Ends what came before and sets the next block off from it.
    private mutating func enter(depth: Int, indent: Int, _ block: Block) {
        endBlock()
        let oldDepth = quoteDepth
        if depth != quoteDepth { leaveItems(to: depth) }
        while let item = items.last, indent < item.indent + 2 { items.removeLast() }
        let isSetOff = sawBlank || block == .heading || oldDepth != depth
        if last != .none, isSetOff {
            composer.margins = quoteMargins(min(oldDepth, depth))
            composer.endLine()
        }
        (last, sawBlank) = (block, false)
        composer.margins = margins
        composer.style = []
        inline.begin()
    }

    private mutating func leaveItems(to depth: Int) {
        items = []
        quoteDepth = depth
    }

    private mutating func endBlock() {
        if let table {
            composer.style = []
            for line in table.lines(width: composer.room, hasColor: composer.hasColor) { composer.addLaidOut(line) }
            self.table = nil
        }
        composer.endLineIfAny()
        composer.style = []
        inline.begin()
        isInParagraph = false
        state = .lineStart
    }

    private func quoteMargins(_ depth: Int) -> [LineComposer.Margin] {
        Array(repeating: LineComposer.Margin(text: "│ ", width: 2, style: .dim), count: depth)
    }

    /// What every line of the present block begins with; never more than half of the screen.
    private var margins: [LineComposer.Margin] {
        var result = quoteMargins(quoteDepth)
        var width = 2 * quoteDepth
        for item in items where width + item.width <= composer.width / 2 {
            result.append(LineComposer.Margin(text: String(repeating: " ", count: item.width), width: item.width))
            width += item.width
        }
        return result
    }

    // MARK: Code and tables

    /// The column from which a line is code without a fence.
    private func codeIndent(_ indent: Int) -> Int {
        (items.last { indent >= $0.indent + 2 }.map { $0.indent + 2 } ?? 0) + 4
    }

    private mutating func indentedCode(
        _ text: UnsafeBufferPointer<UInt8>,
        at index: Int,
        start: Int,
        _ isLast: Bool
    ) -> Int? {
        guard let end = lineEnd(text, from: start, isLast: isLast) else { return nil }
        let indent = start - index
        let wasCode = last == .code && !sawBlank
        if !wasCode { enter(depth: quoteDepth, indent: indent, .code) }
        addCode(text[start..<end], indent: max(0, indent - codeIndent(indent)))
        return min(end + 1, text.count)
    }

    private mutating func readCode(
        _ text: UnsafeBufferPointer<UInt8>,
        at index: Int,
        isLast: Bool,
        mark: UInt8,
        count: Int,
        indent: Int
    ) -> Int? {
        guard let end = lineEnd(text, from: index, isLast: isLast) else { return nil }
        var start = index
        for _ in 0..<quoteDepth {
            if start < end, text[start] == UInt8(ascii: ">") { start += 1 }
            if start < end, text[start] == 0x20 { start += 1 }
        }
        var blanks = 0
        while blanks < indent, start < end, text[start] == 0x20 { (start, blanks) = (start + 1, blanks + 1) }
        let rest = text[start..<end].drop { $0 == 0x20 }
        let run = rest.prefix { $0 == mark }.count
        if run >= count, rest.dropFirst(run).allSatisfy({ $0 == 0x20 }) {
            endBlock()
        } else {
            addCode(text[start..<end], indent: 0)
        }
        return end < text.count && text[end] == 0x0A ? end + 1 : end
    }

    private mutating func addCode(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, indent: Int) {
        let margins = composer.margins
        composer.margins.append(LineComposer.Margin(text: "    ", width: 4))
        let code = String(repeating: " ", count: indent) + String(decoding: bytes, as: UTF8.self)
        composer.addVerbatim(code, style: .yellow)
        composer.margins = margins
    }

    private mutating func readRow(_ text: UnsafeBufferPointer<UInt8>, at index: Int, isLast: Bool) -> Int? {
        guard let (start, depth, _) = containers(text, at: index, isLast: isLast) else { return nil }
        guard start < text.count, text[start] == UInt8(ascii: "|"), depth == quoteDepth,
            table.map({ !$0.isFull }) ?? false
        else {
            endBlock()
            return index
        }
        guard let end = lineEnd(text, from: start, isLast: isLast) else { return nil }
        table?.add(text[start..<end], text: text)
        return end < text.count && text[end] == 0x0A ? end + 1 : end
    }

    /// Where a line ends, at the latest after as many bytes as are held.
    private func lineEnd(_ text: UnsafeBufferPointer<UInt8>, from start: Int, isLast: Bool) -> Int? {
        var index = start
        while index < text.count, text[index] != 0x0A {
            // Never within a character.
            if index - start >= LineStart.lineLimit, text[index] & 0xC0 != 0x80 { return index }
            index += 1
        }
        return index < text.count || isLast ? index : nil
    }
}
