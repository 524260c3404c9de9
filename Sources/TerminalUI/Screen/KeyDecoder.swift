/// Keys as they come from a terminal.
public enum Key: Sendable, Equatable {
    /// A character that can be shown.
    case character(Character)
    /// Text that was pasted; its line breaks are line feeds.
    case paste(String)
    case enter, tab, backspace, delete, escape, up, down, left, right, home, end, pageUp, pageDown
    /// A letter with the control key, in lower case.
    case control(Character)
}

/// Makes keys of the bytes that a terminal sends.
public struct KeyDecoder: Sendable {
    private static let pasteEnd = Array("\u{1B}[201~".utf8)
    /// The longest text that is taken from one paste, in bytes.
    private static let pasteLimit = 1 << 20

    private var bytes: [UInt8] = []
    private var pasted: [UInt8]?

    /// Creates a decoder.
    public init() {}

    /// Takes bytes.
    ///
    /// - Parameter input: What was read at once; an escape character at its end is the key, not a sequence's beginning.
    /// - Returns: The keys.
    public mutating func decode(_ input: [UInt8]) -> [Key] {
        bytes += input
        var keys: [Key] = []
        while !bytes.isEmpty {
            if pasted != nil {
                guard let text = takePaste() else { break }
                keys.append(.paste(text))
            } else if bytes[0] == 0x1B {
                guard let key = takeSequence() else { continue }
                keys.append(key)
            } else if bytes[0] < 0x20 || bytes[0] == 0x7F {
                keys.append(Self.control(bytes.removeFirst()))
            } else {
                guard let text = takeText() else { break }
                keys += text.map(Key.character)
            }
        }
        return keys
    }

    private static func control(_ byte: UInt8) -> Key {
        switch byte {
        case 0x0A, 0x0D: .enter
        case 0x09: .tab
        case 0x08, 0x7F: .backspace
        default: .control(Character(UnicodeScalar(byte + 0x60)))
        }
    }

    private mutating func takeText() -> String? {
        var end = bytes.firstIndex { $0 < 0x20 || $0 == 0x7F } ?? bytes.count
        if end == bytes.count {
            // The last character may not have come as a whole.
            for length in 1..<4 where length <= end {
                let byte = bytes[end - length]
                if byte < 0x80 { break }
                if byte >= 0xC0 {
                    if length < (byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2) { end -= length }
                    break
                }
            }
        }
        if end == 0 { return nil }
        defer { bytes.removeFirst(end) }
        return TerminalText.clean(String(decoding: bytes[..<end], as: UTF8.self))
    }

    /// Reads an escape sequence; one that stands for no key we know gives nothing.
    private mutating func takeSequence() -> Key? {
        guard bytes.count > 1, bytes[1] == UInt8(ascii: "[") || bytes[1] == UInt8(ascii: "O") else {
            bytes.removeFirst()
            return .escape
        }
        guard let end = bytes.dropFirst(2).firstIndex(where: { (0x40...0x7E).contains($0) }) else {
            bytes.removeAll()
            return nil
        }
        let sequence = String(decoding: bytes[2...end], as: UTF8.self)
        bytes.removeFirst(end + 1)
        switch sequence {
        case "A": return .up
        case "B": return .down
        case "C": return .right
        case "D": return .left
        case "H", "1~", "7~": return .home
        case "F", "4~", "8~": return .end
        case "3~": return .delete
        case "5~": return .pageUp
        case "6~": return .pageDown
        case "200~":
            pasted = []
            return nil
        default: return nil
        }
    }

    private mutating func takePaste() -> String? {
        guard let end = bytes.firstRange(of: Self.pasteEnd) else {
            // The mark of the end may have come in part.
            let sure = max(0, bytes.count - Self.pasteEnd.count + 1)
            pasted?.append(contentsOf: bytes[..<sure])
            bytes.removeFirst(sure)
            return nil
        }
        let text = (pasted ?? []) + bytes[..<end.lowerBound]
        bytes.removeFirst(end.upperBound)
        pasted = nil
        return Self.pastedText(text)
    }

    /// The text of a paste: clean, with line feeds for all kinds of line ends.
    ///
    /// - Parameter bytes: What came between the marks.
    /// - Returns: The text, without line ends at its end.
    public static func pastedText(_ bytes: [UInt8]) -> String {
        var text = String(decoding: bytes.prefix(pasteLimit), as: UTF8.self)
        text = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        text = TerminalText.clean(text)
        while text.hasSuffix("\n") { text.removeLast() }
        return text
    }
}
