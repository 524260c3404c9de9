import TextAnalysis

/// Puts words into lines that are no wider than the terminal.
///
/// A word is written when it is complete; blanks are written only between two words of a line. At the end of a line every
/// style ends, so that a line can be shown by itself.
struct LineComposer: Sendable {
    /// What stands at the beginning of a line.
    struct Margin: Sendable, Equatable {
        var text = ""
        var width = 0
        var style: TextStyle = []
    }

    private struct Segment: Sendable {
        var style: TextStyle
        var start: Int
    }

    /// The lines so far, for whoever takes them away.
    var output: [UInt8] = []
    var width: Int
    let hasColor: Bool
    /// The style of what is added next.
    var style: TextStyle = []
    /// Begins every line but the first of a block.
    var margins: [Margin] = []
    private var firstMargins: [Margin]?
    /// The columns of the current line that are filled; nothing if it has not begun.
    private var column: Int?
    private var marginWidth = 0
    private var word: [UInt8] = []
    private var segments: [Segment] = []
    private var wordWidth = 0
    private var hasSpace = false
    private var endsUnspaced = false
    private var shownStyle: TextStyle = []

    init(width: Int, hasColor: Bool) {
        self.width = width
        self.hasColor = hasColor
    }

    /// Whether a line was begun and not ended.
    var isInLine: Bool { column != nil || !word.isEmpty }

    /// Sets what the next line begins with, in place of the usual margins.
    mutating func begin(with margins: [Margin]) { firstMargins = margins }

    /// Adds printable ASCII without blanks.
    mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
        if endsUnspaced { flushWord() }
        mark()
        word.append(contentsOf: bytes)
        wordWidth += bytes.count
    }

    /// Adds other characters; between those of scripts that write no blanks a line may break.
    mutating func add(_ text: String) {
        for character in text {
            guard let scalar = character.unicodeScalars.first else { continue }
            let isUnspaced = UnicodeText.isUnspaced(scalar)
            if (isUnspaced || endsUnspaced) && !word.isEmpty && !Self.clingsToLine(scalar) { flushWord() }
            mark()
            word.append(contentsOf: character.utf8)
            wordWidth += UnicodeText.displayWidth(String(character))
            endsUnspaced = isUnspaced
        }
    }

    /// Ends a word.
    mutating func space() {
        flushWord()
        if column != nil { hasSpace = true }
    }

    /// Ends the line, even one that is empty.
    mutating func endLine() {
        flushWord()
        if column == nil { beginLine() }
        finishLine()
    }

    /// Ends the line if there is one.
    mutating func endLineIfAny() {
        if isInLine || firstMargins != nil { endLine() }
    }

    /// Writes a line of its own, such as a line of code, broken where it is too wide.
    mutating func addVerbatim(_ text: String, style: TextStyle) {
        endLineIfAny()
        beginLine()
        show(style)
        for character in text {
            let size = character == "\t" ? 4 : UnicodeText.displayWidth(String(character))
            if let column, column + size > width, column > marginWidth {
                finishLine()
                beginLine()
                show(style)
            }
            output.append(contentsOf: character == "\t" ? Array("    ".utf8) : Array(character.utf8))
            column = (column ?? 0) + size
        }
        finishLine()
    }

    /// Writes lines that are laid out already, such as those of a table.
    mutating func addLaidOut(_ line: [UInt8]) {
        endLineIfAny()
        beginLine()
        output.append(contentsOf: line)
        finishLine()
    }

    /// The columns that a line has behind its margins.
    var room: Int { max(1, width - margins.reduce(0) { $0 + $1.width }) }

    // MARK: Words

    private mutating func mark() {
        if segments.last?.style != style { segments.append(Segment(style: style, start: word.count)) }
    }

    mutating func flushWord() {
        defer { endsUnspaced = false }
        guard !word.isEmpty else { return }
        if let column, column + (hasSpace ? 1 : 0) + wordWidth > width, column > marginWidth { finishLine() }
        if column == nil { beginLine() }
        if hasSpace, column != marginWidth { writeSpace() }
        hasSpace = false
        if (column ?? 0) + wordWidth > width { writeBroken() } else { write() }
        word.removeAll(keepingCapacity: true)
        segments.removeAll(keepingCapacity: true)
        wordWidth = 0
    }

    private mutating func writeSpace() {
        // Only a style that goes on covers the blank.
        if let next = segments.first?.style, shownStyle != next { show(shownStyle.intersection(next)) }
        output.append(0x20)
        column = (column ?? 0) + 1
    }

    private mutating func write() {
        for index in segments.indices {
            let end = index + 1 < segments.count ? segments[index + 1].start : word.count
            show(segments[index].style)
            output.append(contentsOf: word[segments[index].start..<end])
        }
        column = (column ?? 0) + wordWidth
    }

    /// A word that is wider than a line breaks anywhere.
    private mutating func writeBroken() {
        for index in segments.indices {
            let end = index + 1 < segments.count ? segments[index + 1].start : word.count
            show(segments[index].style)
            for character in String(decoding: word[segments[index].start..<end], as: UTF8.self) {
                let size = UnicodeText.displayWidth(String(character))
                if (column ?? 0) + size > width, (column ?? 0) > marginWidth {
                    finishLine()
                    beginLine()
                    show(segments[index].style)
                }
                output.append(contentsOf: character.utf8)
                column = (column ?? 0) + size
            }
        }
    }

    // MARK: Lines

    private mutating func beginLine() {
        let margins = firstMargins ?? margins
        firstMargins = nil
        marginWidth = 0
        for margin in margins {
            show(margin.style)
            output.append(contentsOf: margin.text.utf8)
            marginWidth += margin.width
        }
        show([])
        column = marginWidth
    }

    private mutating func finishLine() {
        show([])
        while output.last == 0x20 { output.removeLast() }
        output.append(0x0A)
        column = nil
        hasSpace = false
    }

    private mutating func show(_ style: TextStyle) {
        guard hasColor, style != shownStyle else { return }
        if !shownStyle.isEmpty { output.append(contentsOf: TextStyle.end.utf8) }
        output.append(contentsOf: style.sequence.utf8)
        shownStyle = style
    }

    /// Closing punctuation of East Asian scripts, which begins no line.
    private static func clingsToLine(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3001...0x3002, 0xFF0C, 0xFF0E, 0xFF01, 0xFF1F, 0xFF1B, 0xFF1A, 0xFF09, 0x300D, 0x300F, 0x3011: true
        case 0x300B, 0x3009, 0x2019, 0x201D, 0x30FC: true
        default: false
        }
    }
}
