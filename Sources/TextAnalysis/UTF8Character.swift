import Glibc

/// Printable ASCII with tabs and line feeds, which is nearly all of most texts.
public enum PlainText {
    /// Whether a text is plain as a whole.
    ///
    /// - Parameter bytes: Any bytes.
    /// - Returns: True if there is nothing else in it.
    public static func isAll(of bytes: UnsafeBufferPointer<UInt8>) -> Bool { end(in: bytes, from: 0) == bytes.count }

    /// Finds where plain text ends.
    ///
    /// - Parameters:
    ///   - bytes: Any bytes.
    ///   - start: Where to begin.
    /// - Returns: The place of the first byte that is not plain, or the end.
    @inline(__always) static func end(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        guard let base = UnsafeRawPointer(bytes.baseAddress) else { return start }
        var index = start
        while index < bytes.count {
            // Eight at a time: no byte below blank, none from delete on.
            while index + 8 <= bytes.count {
                let word = base.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                let below = (word &- 0x2020_2020_2020_2020) & ~word
                let above = word | (word &+ 0x0101_0101_0101_0101)
                if (below | above) & 0x8080_8080_8080_8080 != 0 { break }
                index += 8
            }
            let stop = min(index + 8, bytes.count)
            while index < stop {
                let byte = bytes[index]
                guard (byte >= 0x20 && byte < 0x7F) || byte == 0x0A || byte == 0x09 else { return index }
                index += 1
            }
        }
        return index
    }
}

/// One character beyond ASCII as it stands in UTF-8, or what is none.
struct UTF8Character {
    /// What a character does to the text it stands in.
    enum Role {
        case visible
        case invisible
        case lineBreak
        /// Begins a control sequence of the terminal.
        case controlSequence
        /// Begins a string for the terminal.
        case string
    }

    /// The character; nothing for bytes that are none.
    let scalar: UInt32?
    /// The bytes that it takes; of an error, those that could have begun a character (Unicode 16, section 3.9).
    let length: Int
    /// Whether the bytes end before the character does.
    let isIncomplete: Bool

    /// Decodes what stands at a byte that is not ASCII.
    init(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) {
        let lead = bytes[index]
        let (count, second) = Self.shape(of: lead)
        var value = count == 2 ? UInt32(lead & 0x1F) : count == 3 ? UInt32(lead & 0x0F) : UInt32(lead & 0x07)
        var length = 1
        while length < count {
            guard index + length < bytes.count else {
                (scalar, self.length, isIncomplete) = (nil, length, true)
                return
            }
            let byte = bytes[index + length]
            guard length == 1 ? second.contains(byte) : byte & 0xC0 == 0x80 else { break }
            value = value << 6 | UInt32(byte & 0x3F)
            length += 1
        }
        (scalar, self.length, isIncomplete) = (length == count && count > 1 ? value : nil, length, false)
    }

    /// How many bytes a character has by its first, and what the second may be.
    private static func shape(of lead: UInt8) -> (count: Int, second: ClosedRange<UInt8>) {
        switch lead {
        case 0xC2...0xDF: (2, 0x80...0xBF)
        case 0xE0: (3, 0xA0...0xBF)
        case 0xED: (3, 0x80...0x9F)
        case 0xE1...0xEF: (3, 0x80...0xBF)
        case 0xF0: (4, 0x90...0xBF)
        case 0xF1...0xF3: (4, 0x80...0xBF)
        case 0xF4: (4, 0x80...0x8F)
        default: (1, 0x80...0xBF)
        }
    }

    /// What the character does.
    ///
    /// - Parameter afterASCII: Whether it follows an ASCII character: joiners have work to do in other scripts only.
    /// - Returns: Its role.
    func role(afterASCII: Bool) -> Role {
        guard let scalar else { return .visible }
        switch scalar {
        case 0x85, 0x2028, 0x2029: return .lineBreak
        case 0x9B: return .controlSequence
        case 0x90, 0x98, 0x9D...0x9F: return .string
        case 0x80...0x9F, 0xAD, 0x34F, 0x61C, 0x115F...0x1160, 0x17B4...0x17B5, 0x180E: return .invisible
        case 0x200C...0x200D: return afterASCII ? .invisible : .visible
        case 0x200B, 0x200E...0x200F, 0x202A...0x202E, 0x2060...0x206F, 0x3164, 0xFEFF, 0xFFA0, 0xFFF9...0xFFFB:
            return .invisible
        // Tags and further variation selectors: a text can be hidden in them.
        case 0xE0000...0xE0FFF: return .invisible
        default: return .visible
        }
    }
}
