import Glibc

/// Repairs UTF-8 and takes out of a stream what a terminal would obey, or a reader would not see.
///
/// Escape sequences, control characters, directional overrides and zero-width characters go; of a line that was written
/// over with carriage returns the last state stays. To that end the current line is held back, up to a limit.
public struct TextCleaner: Sendable {
    /// The longest line that a carriage return can write over, in bytes; on a longer one it ends the line.
    static let lineLimit = 4_096

    /// Where in an escape sequence (ECMA-48) the stream stands.
    private enum State: Equatable {
        case text
        /// After the escape character.
        case escape
        /// After a blank to slash in an escape sequence.
        case intermediate
        /// In a control sequence, such as a colour.
        case control
        /// In a string for the terminal, such as a title, after a byte.
        case string(UInt8)
    }

    private var state = State.text
    /// The first bytes of a character whose others have not come.
    private var partial: [UInt8] = []
    /// The current line.
    private var held: [UInt8] = []
    /// How much of the current line was passed on, since it was too long to hold.
    private var flushed = 0
    private var sawReturn = false
    private var previousIsASCII = true
    /// Where the current call's output begins.
    private var base = 0
    /// Whether C1 controls begin sequences, as terminals read them; in documents they are rather mistaken quotation marks.
    private let obeysC1: Bool
    /// How many escape sequences and characters were taken out or repaired.
    public private(set) var removals = 0

    /// Creates a cleaner for one text.
    ///
    /// - Parameter obeysC1: Whether C1 controls begin sequences; else they alone go.
    public init(obeysC1: Bool = true) { self.obeysC1 = obeysC1 }

    /// Cleans a whole text, whose carriage returns are line breaks.
    ///
    /// - Parameters:
    ///   - text: Any text.
    ///   - obeysC1: Whether C1 controls begin sequences; else they alone go.
    /// - Returns: The text without what a terminal would obey or a reader would not see.
    public static func clean(document text: String, obeysC1: Bool = false) -> String {
        var text = text.utf8.contains(0x0D) ? text.replacing("\r\n", with: "\n").replacing("\r", with: "\n") : text
        var cleaner = TextCleaner(obeysC1: obeysC1)
        var output: [UInt8] = []
        text.withUTF8 { cleaner.append($0, to: &output) }
        cleaner.finish(to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    /// Takes the next piece of the text.
    ///
    /// - Parameters:
    ///   - input: Any bytes.
    ///   - output: Where the text goes that is decided; the current line is held back.
    public mutating func append(_ input: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
        begin(&output)
        if partial.isEmpty {
            let used = scan(input, isLast: false, &output)
            partial.append(contentsOf: input[used...])
        } else {
            var joined = partial
            joined.append(contentsOf: input)
            partial.removeAll(keepingCapacity: true)
            let used = joined.withUnsafeBufferPointer { scan($0, isLast: false, &output) }
            partial.append(contentsOf: joined[used...])
        }
        hold(&output)
    }

    /// Ends the text.
    ///
    /// - Parameter output: Where the rest of the text goes.
    public mutating func finish(to output: inout [UInt8]) {
        begin(&output)
        let rest = partial
        partial = []
        _ = rest.withUnsafeBufferPointer { scan($0, isLast: true, &output) }
    }

    // MARK: The current line

    private mutating func begin(_ output: inout [UInt8]) {
        base = output.count
        output.append(contentsOf: held)
        held.removeAll(keepingCapacity: true)
    }

    /// Where the current line starts in the output, and how long it is with what was passed on before.
    private func currentLine(_ output: [UInt8]) -> (start: Int, length: Int) {
        var start = output.count
        while start > base, output[start - 1] != UInt8(ascii: "\n") { start -= 1 }
        let isWhole = start > base
        return (start, output.count - start + (isWhole ? 0 : flushed))
    }

    private mutating func hold(_ output: inout [UInt8]) {
        let line = currentLine(output)
        if line.length > Self.lineLimit {
            flushed = line.length
        } else {
            held.append(contentsOf: output[line.start...])
            output.removeSubrange(line.start...)
            flushed = 0
        }
    }

    /// Forgets the line's earlier state once a carriage return is followed by text.
    private mutating func writeOver(_ output: inout [UInt8]) {
        sawReturn = false
        let line = currentLine(output)
        if line.length > Self.lineLimit {
            output.append(UInt8(ascii: "\n"))
        } else if line.length > 0 {
            output.removeSubrange(line.start...)
            removals += 1
        }
    }

    // MARK: Characters

    /// Cleans bytes.
    ///
    /// - Returns: How many were used; fewer than all if they end within a character.
    private mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>, isLast: Bool, _ output: inout [UInt8]) -> Int {
        var index = 0
        while index < bytes.count {
            guard state == .text else {
                index += isInSequence(bytes[index]) ? 1 : 0
                continue
            }
            let end = PlainText.end(in: bytes, from: index)
            if end > index {
                if sawReturn { resume(before: bytes[index], &output) }
                output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[index..<end]))
                previousIsASCII = true
                index = end
            } else if bytes[index] < 0x80 {
                takeControl(bytes[index], &output)
                index += 1
            } else {
                let character = UTF8Character(bytes, at: index)
                if character.isIncomplete, !isLast { return index }
                take(character, UnsafeBufferPointer(rebasing: bytes[index..<index + character.length]), &output)
                index += character.length
            }
        }
        return bytes.count
    }

    private mutating func resume(before byte: UInt8, _ output: inout [UInt8]) {
        if byte == UInt8(ascii: "\n") { sawReturn = false } else { writeOver(&output) }
    }

    private mutating func takeControl(_ byte: UInt8, _ output: inout [UInt8]) {
        switch byte {
        case 0x0D: sawReturn = true
        case 0x0B, 0x0C: breakLine(&output)
        case 0x1B:
            state = .escape
            removals += 1
        default: removals += 1
        }
    }

    private mutating func take(
        _ character: UTF8Character,
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ output: inout [UInt8]
    ) {
        switch character.role(afterASCII: previousIsASCII) {
        case .visible:
            if sawReturn { writeOver(&output) }
            if character.scalar == nil {
                removals += 1
                output.append(contentsOf: [0xEF, 0xBF, 0xBD])
            } else {
                for byte in bytes { output.append(byte) }
            }
            previousIsASCII = false
        case .lineBreak: breakLine(&output)
        case .invisible: removals += 1
        case .controlSequence where !obeysC1, .string where !obeysC1: removals += 1
        case .controlSequence:
            state = .control
            removals += 1
        case .string:
            state = .string(0)
            removals += 1
        }
    }

    private mutating func breakLine(_ output: inout [UInt8]) {
        sawReturn = false
        output.append(UInt8(ascii: "\n"))
        previousIsASCII = true
    }

    /// Takes a byte while in an escape sequence.
    ///
    /// - Returns: Whether the byte belongs to the sequence; if not, it is text.
    private mutating func isInSequence(_ byte: UInt8) -> Bool {
        switch (state, byte) {
        case (.text, _): return false
        case (.escape, UInt8(ascii: "[")): state = .control
        case (.escape, UInt8(ascii: "]")), (.escape, UInt8(ascii: "P")), (.escape, UInt8(ascii: "X")),
            (.escape, UInt8(ascii: "^")), (.escape, UInt8(ascii: "_")):
            state = .string(0)
        case (.escape, 0x1B): break
        case (.escape, 0x20...0x2F), (.intermediate, 0x20...0x2F): state = .intermediate
        case (.control, 0x20...0x3F): break
        case (.escape, 0x30...0x7E), (.intermediate, 0x30...0x7E), (.control, 0x40...0x7E): state = .text
        case (.string(let previous), _): return isInString(byte, after: previous)
        default:
            state = .text
            return false
        }
        return true
    }

    /// A string ends with a bell, with its terminator in either form, or with the line: text must not vanish for long.
    private mutating func isInString(_ byte: UInt8, after previous: UInt8) -> Bool {
        switch (previous, byte) {
        case (0x1B, UInt8(ascii: "\\")), (0xC2, 0x9C), (_, 0x07), (_, 0x18), (_, 0x1A): state = .text
        case (0x1B, _):
            state = .escape
            return isInSequence(byte)
        case (_, 0x0A), (_, 0x0D):
            state = .text
            return false
        default: state = .string(byte)
        }
        return true
    }
}
