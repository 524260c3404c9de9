/// Tells which bytes of a stream belong to escape sequences (ECMA-48), such as a colour or a window's title.
struct EscapeSequence: Sendable {
    private enum State {
        /// Not in a sequence.
        case text
        /// After the escape character, and after a blank to slash behind it.
        case escape
        /// In a control sequence, such as a colour.
        case control
        /// In a string for the terminal, such as a title; after its own escape character.
        case string(sawEscape: Bool)
    }

    private var state = State.text

    /// Whether the next byte may belong to a sequence.
    var isOpen: Bool { if case .text = state { false } else { true } }

    /// Takes a byte.
    ///
    /// - Parameter byte: The next byte.
    /// - Returns: Whether it belongs to a sequence; if not, it is text.
    mutating func takes(_ byte: UInt8) -> Bool {
        switch state {
        case .text:
            guard byte == 0x1B else { return false }
            state = .escape
        case .escape: return isBehindEscape(byte)
        case .control:
            guard (0x20...0x7E).contains(byte) else { return leave(with: byte) }
            if byte >= 0x40 { state = .text }
        case .string(let sawEscape):
            // A string that has no end must not swallow what follows its line.
            if byte == 0x0A { return leave(with: byte) }
            if byte == 0x07 || (sawEscape && byte == UInt8(ascii: "\\")) {
                state = .text
            } else if sawEscape {
                state = .escape
                return isBehindEscape(byte)
            } else {
                state = .string(sawEscape: byte == 0x1B)
            }
        }
        return true
    }

    private mutating func isBehindEscape(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "["): state = .control
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"):
            state = .string(sawEscape: false)
        case 0x1B, 0x20...0x2F: state = .escape
        case 0x30...0x7E: state = .text
        default: return leave(with: byte)
        }
        return true
    }

    /// Ends a sequence that was broken off; the byte is text, or begins another one.
    private mutating func leave(with byte: UInt8) -> Bool {
        state = .text
        return byte == 0x1B ? takes(byte) : false
    }
}
