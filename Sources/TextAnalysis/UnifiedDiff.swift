/// What changed between two texts, line by line, in the unified format that `patch` reads.
public struct UnifiedDiff: Sendable {
    /// One line of the output.
    public struct Line: Equatable, Sendable {
        /// What a line says.
        public enum Kind: Sendable {
            /// The label of a text.
            case header
            /// Where the lines below it are.
            case range
            /// A line that is in both texts.
            case context
            /// A line that is only in the old text.
            case removed
            /// A line that is only in the new text.
            case added
            /// That the line above it ends its text without a line break.
            case missingLineBreak
        }

        /// What it says.
        public let kind: Kind
        /// The line as it is printed, with its mark and without a line break.
        public let text: String
    }

    /// How many lines that are in both texts are shown around a change.
    private static let contextSize = 3

    /// The lines of the output; none if the texts are equal.
    public let lines: [Line]

    /// Compares two texts by their bytes, so that a change of normalization or of line ends is seen.
    ///
    /// - Parameters:
    ///   - old: The old text.
    ///   - new: The new text.
    ///   - oldLabel: What the old text is called.
    ///   - newLabel: What the new text is called.
    public init(from old: String, to new: String, oldLabel: String, newLabel: String) {
        let texts = LineTable(old, new)
        let script = EditScript(from: texts.old, to: texts.new)
        let hunks = script.hunks(context: Self.contextSize)
        guard !hunks.isEmpty else {
            lines = []
            return
        }
        var lines = [
            Line(kind: .header, text: "--- " + Self.oneLine(oldLabel)),
            Line(kind: .header, text: "+++ " + Self.oneLine(newLabel)),
        ]
        for hunk in hunks { lines += Self.lines(of: hunk, in: texts) }
        self.lines = lines
    }

    /// The whole output, each line ended by a line break; empty if the texts are equal.
    public var text: String { lines.map { $0.text + "\n" }.joined() }

    private static func lines(of hunk: ArraySlice<EditScript.Step>, in texts: LineTable) -> [Line] {
        let removed = hunk.filter { $0.kind != .add }
        let added = hunk.filter { $0.kind != .remove }
        let oldRange = range(from: hunk.first?.old ?? 0, count: removed.count)
        let newRange = range(from: hunk.first?.new ?? 0, count: added.count)
        var lines = [Line(kind: .range, text: "@@ -\(oldRange) +\(newRange) @@")]
        for step in hunk {
            let (kind, mark, number): (Line.Kind, String, Int) =
                switch step.kind {
                case .keep: (.context, " ", texts.old[step.old])
                case .remove: (.removed, "-", texts.old[step.old])
                case .add: (.added, "+", texts.new[step.new])
                }
            lines.append(Line(kind: kind, text: mark + texts.text(number)))
            if !texts.endsWithLineBreak(number) {
                lines.append(Line(kind: .missingLineBreak, text: "\\ No newline at end of file"))
            }
        }
        return lines
    }

    /// Writes a range as POSIX wants it: counted from 1, of an empty one the line before it, and no count of 1.
    private static func range(from start: Int, count: Int) -> String {
        switch count {
        case 0: "\(start),0"
        case 1: "\(start + 1)"
        default: "\(start + 1),\(count)"
        }
    }

    /// A label must not look like lines of the format.
    private static func oneLine(_ label: String) -> String {
        String(String.UnicodeScalarView(label.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
    }
}

/// The lines of two texts, as numbers that are equal where the lines are.
private struct LineTable {
    private(set) var old: [Int] = []
    private(set) var new: [Int] = []
    private var lines: [ArraySlice<UInt8>] = []

    init(_ old: String, _ new: String) {
        var numbers: [ArraySlice<UInt8>: Int] = [:]
        self.old = add(old, &numbers)
        self.new = add(new, &numbers)
    }

    /// The bytes are compared: equal strings may differ in normalization.
    private mutating func add(_ text: String, _ numbers: inout [ArraySlice<UInt8>: Int]) -> [Int] {
        let bytes = Array(text.utf8)
        var result: [Int] = []
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
            let line = bytes[start..<end]
            let number = numbers[line] ?? lines.count
            if number == lines.count {
                numbers[line] = number
                lines.append(line)
            }
            result.append(number)
            start = end
        }
        return result
    }

    func endsWithLineBreak(_ number: Int) -> Bool { lines[number].last == 0x0A }

    func text(_ number: Int) -> String {
        String(decoding: endsWithLineBreak(number) ? lines[number].dropLast() : lines[number], as: UTF8.self)
    }
}
