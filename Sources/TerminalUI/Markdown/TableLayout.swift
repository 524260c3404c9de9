import TextAnalysis

/// A table whose columns share the width of the screen.
struct TableLayout: Sendable {
    private enum Alignment { case left, center, right }

    /// The most bytes of a table that are held; what follows begins a table of its own without a head.
    private static let sizeLimit = 64 << 10
    private static let columnLimit = 32
    /// A column that is narrower cannot be read.
    private static let narrowest = 5

    private static let bar = Array(" │ ".utf8)
    private static let dashCount = 80
    /// Dashes are written many at once: one after the other they cost more than all else of a rule.
    private static let dashes = Array(String(repeating: "─", count: dashCount).utf8)
    private static let crossing = Array("─┼─".utf8)
    private static let dimStart = Array(TextStyle.dim.sequence.utf8)
    private static let dimBar = Array(" \(TextStyle.dim.applied(to: "│")) ".utf8)

    private let header: [[UInt8]]
    private let alignments: [Alignment]
    private var rows: [[[UInt8]]] = []
    private var size = 0

    init(
        header: Slice<UnsafeBufferPointer<UInt8>>,
        rule: Slice<UnsafeBufferPointer<UInt8>>,
        text: UnsafeBufferPointer<UInt8>
    ) {
        self.header = Self.cells(header)
        alignments = Self.cells(rule).map { cell in
            let isRight = cell.last == UInt8(ascii: ":")
            return isRight ? (cell.first == UInt8(ascii: ":") ? .center : .right) : .left
        }
    }

    /// Whether no more rows are taken.
    var isFull: Bool { size > Self.sizeLimit }

    /// Adds a row.
    mutating func add(_ line: Slice<UnsafeBufferPointer<UInt8>>, text: UnsafeBufferPointer<UInt8>) {
        size += line.count
        rows.append(Self.cells(line))
    }

    /// Whether a line with cells is the head of a table: the next one has nothing but dashes.
    ///
    /// - Returns: Where the next line ends; nothing if it has not come.
    static func begins(
        _ text: UnsafeBufferPointer<UInt8>,
        headerEnd: Int,
        isLast: Bool
    ) -> (found: Bool, end: Int)? {
        guard headerEnd < text.count else { return isLast ? (false, headerEnd) : nil }
        var index = headerEnd + 1
        var hasDash = false
        while index < text.count, text[index] != 0x0A {
            guard "|-: >".utf8.contains(text[index]), index - headerEnd < LineStart.lineLimit else {
                return (false, index)
            }
            if text[index] == UInt8(ascii: "-") { hasDash = true }
            index += 1
        }
        guard index < text.count || isLast else { return nil }
        return (hasDash, index)
    }

    /// Splits a line at bars that are neither escaped nor in code.
    private static func cells(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> [[UInt8]] {
        var cells: [[UInt8]] = []
        var cell: [UInt8] = []
        var isCode = false
        var isEscaped = false
        for byte in line.drop(while: { $0 == 0x20 || $0 == UInt8(ascii: ">") }).dropFirst() {
            if byte == UInt8(ascii: "|"), isEscaped {
                cell[cell.count - 1] = byte
                isEscaped = false
                continue
            }
            isEscaped = byte == UInt8(ascii: "\\")
            if byte == UInt8(ascii: "`") { isCode.toggle() }
            if byte == UInt8(ascii: "|"), !isCode {
                cells.append(trimmed(cell))
                cell = []
            } else {
                cell.append(byte)
            }
        }
        let rest = trimmed(cell)
        if !rest.isEmpty { cells.append(rest) }
        return Array(cells.prefix(columnLimit))
    }

    private static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
        Array(bytes.drop { $0 <= 0x20 }.reversed().drop { $0 <= 0x20 }.reversed())
    }

    // MARK: Layout

    /// The table's lines.
    ///
    /// - Parameters:
    ///   - width: The columns of the screen that it may take.
    ///   - hasColor: Whether styles are shown.
    /// - Returns: The lines, each at most as wide.
    func lines(width: Int, hasColor: Bool) -> [[UInt8]] {
        let count = ([header] + rows).map(\.count).max() ?? 0
        guard count > 0 else { return [] }
        let room = width - 3 * (count - 1)
        guard room >= count * Self.narrowest else { return records(width: width, hasColor: hasColor) }
        let widths = widths(count: count, room: room)
        var lines = row(header, widths, hasColor, style: .bold)
        lines.append(Self.rule(widths, hasColor: hasColor))
        for cells in rows { lines += row(cells, widths, hasColor, style: []) }
        return lines
    }

    /// A rule across columns.
    static func rule(_ widths: [Int], hasColor: Bool) -> [UInt8] {
        let bytesPerDash = dashes.count / dashCount
        var line = hasColor ? dimStart : []
        for (column, width) in widths.enumerated() {
            if column > 0 { line += crossing }
            for start in stride(from: 0, to: width, by: dashCount) {
                line += dashes.prefix(min(dashCount, width - start) * bytesPerDash)
            }
        }
        return hasColor ? line + TextStyle.end.utf8 : line
    }

    /// Every column gets what it needs, if that is no more than its share; the others share what is left.
    private func widths(count: Int, room: Int) -> [Int] {
        var widths = (0..<count).map { column in
            max(1, ([header] + rows).map { column < $0.count ? Self.width(of: $0[column]) : 0 }.max() ?? 0)
        }
        var left = room
        var open = Array(0..<count)
        while !open.isEmpty {
            let share = max(1, left / open.count)
            let fitting = open.filter { widths[$0] <= share }
            if fitting.isEmpty {
                for (index, column) in open.enumerated() {
                    widths[column] = share + (index < left % open.count ? 1 : 0)
                }
                return widths
            }
            for column in fitting { left -= widths[column] }
            open.removeAll { fitting.contains($0) }
        }
        return widths
    }

    private func row(_ cells: [[UInt8]], _ widths: [Int], _ hasColor: Bool, style: TextStyle) -> [[UInt8]] {
        let columns = widths.enumerated().map { column, width in
            column < cells.count ? Self.lines(of: cells[column], width: width, hasColor: hasColor, style: style) : []
        }
        let bar = hasColor ? Self.dimBar : Self.bar
        return (0..<max(1, columns.map(\.count).max() ?? 1)).map { index in
            var line: [UInt8] = []
            for (column, width) in widths.enumerated() {
                if column > 0 { line += bar }
                let cell = index < columns[column].count ? columns[column][index] : []
                let isLastColumn = column == widths.count - 1
                line += aligned(cell, column: column, width: width, isPadded: !isLastColumn)
            }
            return line
        }
    }

    private func aligned(_ cell: [UInt8], column: Int, width: Int, isPadded: Bool) -> [UInt8] {
        let missing = max(0, width - (Self.isPlain(cell) ? cell.count : Self.shownWidth(of: cell)))
        let alignment = column < alignments.count ? alignments[column] : .left
        let before = alignment == .left ? 0 : alignment == .right ? missing : missing / 2
        let after = isPadded ? missing - before : 0
        return Array(repeating: 0x20, count: before) + cell + Array(repeating: 0x20, count: after)
    }

    /// The rows one below the other, for a screen on which the columns have no room beside each other.
    private func records(width: Int, hasColor: Bool) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        for (index, cells) in rows.enumerated() {
            if index > 0 { lines.append([]) }
            for (column, cell) in cells.enumerated() {
                let name = column < header.count ? header[column] + Array(": ".utf8) : []
                lines += Self.lines(of: name + cell, width: width, hasColor: hasColor, style: [])
            }
        }
        return lines
    }

    // MARK: Cells

    private static func lines(of cell: [UInt8], width: Int, hasColor: Bool, style: TextStyle) -> [[UInt8]] {
        if cell.isEmpty { return [] }
        if cell.count <= width, isPlain(cell) {
            return [hasColor && !style.isEmpty ? style.sequence.utf8 + cell + TextStyle.end.utf8 : cell]
        }
        var composer = LineComposer(width: width, hasColor: hasColor)
        composer.style = style
        var reader = InlineReader()
        cell.withUnsafeBufferPointer { _ = reader.read($0, from: 0, isLast: true, &composer) }
        composer.endLineIfAny()
        return composer.output.split(separator: 0x0A).map(Array.init)
    }

    /// Whether a cell is words with one blank between two, in which nothing has a meaning.
    private static func isPlain(_ cell: [UInt8]) -> Bool {
        var isBlank = false
        for byte in cell {
            if byte == 0x20, isBlank { return false }
            isBlank = byte == 0x20
            guard isBlank || InlineReader.isPlain[Int(byte)] else { return false }
        }
        return !isBlank
    }

    private static func width(of cell: [UInt8]) -> Int {
        if isPlain(cell) { return cell.count }
        return lines(of: cell, width: 10_000, hasColor: false, style: []).map(shownWidth).max() ?? 0
    }

    /// The columns of a line, its styles left aside.
    static func shownWidth(of line: [UInt8]) -> Int {
        var shown: [UInt8] = []
        var isInSequence = false
        for byte in line {
            if byte == 0x1B { isInSequence = true } else if !isInSequence { shown.append(byte) }
            if isInSequence, byte == UInt8(ascii: "m") { isInSequence = false }
        }
        return UnicodeText.displayWidth(String(decoding: shown, as: UTF8.self))
    }
}
