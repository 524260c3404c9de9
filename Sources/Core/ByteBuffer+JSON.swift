extension ByteBuffer {
    /// Adds a string of JSON, in quotes.
    ///
    /// Control characters are escaped, C1 ones too: they could move a terminal's cursor. So are characters that turn the
    /// direction of a line or are not seen.
    mutating func append(quoting text: String) {
        text.utf8.withBytes { utf8 in
            var place = 0
            reserve(utf8.count + 2)
            append(UInt8(ascii: "\""))
            while true {
                place = appendPlain(utf8, from: place)
                if place == utf8.count { break }
                if let letter = Self.letter(for: utf8[place]) {
                    append(UInt8(ascii: "\\"))
                    append(letter)
                    place += 1
                } else {
                    place += appendSuspect(at: place, in: utf8)
                }
                // What is escaped takes more room than it had.
                reserve(utf8.count - place + 1)
            }
            append(UInt8(ascii: "\""))
        }
    }

    /// Adds a string of JSON in which nothing has to be escaped, in quotes.
    mutating func append(quotingPlain name: StaticString) { name.withUTF8Buffer { append(quotingPlain: $0) } }

    /// Adds bytes as a string of JSON in which nothing has to be escaped, in quotes.
    mutating func append(quotingPlain bytes: UnsafeBufferPointer<UInt8>) {
        reserve(bytes.count + 2)
        append(UInt8(ascii: "\""))
        append(bytes)
        append(UInt8(ascii: "\""))
    }

    /// Adds a character that is hidden, or only begins like one that is; returns how many bytes it has.
    private mutating func appendSuspect(at place: Int, in utf8: UnsafeBufferPointer<UInt8>) -> Int {
        let (scalar, length) = Self.scalar(at: place, in: utf8)
        if Self.isHidden(scalar) {
            for unit in String(scalar).utf16 { appendEscape(unit) }
        } else {
            append(UnsafeBufferPointer(rebasing: utf8[place..<place + length]))
        }
        return length
    }

    /// What follows the backslash in the escape of a byte, if it has one of two characters.
    private static func letter(for byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): byte
        case UInt8(ascii: "\n"): UInt8(ascii: "n")
        case UInt8(ascii: "\r"): UInt8(ascii: "r")
        case UInt8(ascii: "\t"): UInt8(ascii: "t")
        default: nil
        }
    }

    /// Adds bytes up to a character that may have to be escaped; there is room for all.
    ///
    /// - Returns: Where that character begins, or the end.
    private mutating func appendPlain(_ utf8: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        guard let source = UnsafeRawPointer(utf8.baseAddress) else { return utf8.count }
        var place = start
        while place < utf8.count {
            // Nearly all text is plain, and goes over by eight; what is too much of them is written over.
            while place + 8 <= utf8.count {
                let word = source.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                UnsafeMutableRawPointer(base + count).storeBytes(of: word, as: UInt64.self)
                let plain = Self.plainBytes(in: UInt64(littleEndian: word))
                place += plain
                count += plain
                if plain < 8 { break }
            }
            let stop = min(place + 8, utf8.count)
            while place < stop {
                let byte = utf8[place]
                // Nearly always a letter, a digit or a sign that stands for itself.
                let isPlain = byte >= 0x23 && byte < 0x7F && byte != 0x5C
                if !isPlain, Self.isSuspect(byte) { return place }
                base[count] = byte
                place += 1
                count += 1
            }
        }
        return place
    }

    /// How many of eight bytes, the first lowest, stand before one below blank or from delete on, a quotation mark or a
    /// backslash.
    @inline(__always)
    private static func plainBytes(in word: UInt64) -> Int {
        let (ones, high) = (0x0101_0101_0101_0101 as UInt64, 0x8080_8080_8080_8080 as UInt64)
        let (quote, slash) = (word ^ (ones &* 0x22), word ^ (ones &* 0x5C))
        let below = (word &- ones &* 0x20) & ~word
        let marks = (quote &- ones) & ~quote | (slash &- ones) & ~slash
        // A byte may be marked for what is borrowed by one before it, the first never.
        return ((below | marks | word | (word &+ ones)) & high).trailingZeroBitCount / 8
    }

    /// Whether a character that is escaped can begin with a byte.
    private static func isSuspect(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x00...0x1F, 0x22, 0x5C, 0x7F, 0xC2, 0xD8, 0xE2, 0xEF, 0xF3: true
        default: false
        }
    }

    /// The character that begins at a place, and how many bytes it has.
    private static func scalar(at place: Int, in utf8: UnsafeBufferPointer<UInt8>) -> (Unicode.Scalar, length: Int) {
        let length =
            switch utf8[place] {
            case 0xF0...: 4
            case 0xE0...: 3
            case 0xC0...: 2
            default: 1
            }
        let part = utf8[place..<min(place + length, utf8.count)]
        var decoder = UTF8()
        var bytes = part.makeIterator()
        // A string's bytes are always valid.
        if case .scalarValue(let scalar) = decoder.decode(&bytes) { return (scalar, length) }
        return ("\u{FFFD}", 1)
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F, 0x61C, 0x200B, 0x200E...0x200F, 0x2028...0x202E, 0x2060...0x206F: true
        case 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F: true
        default: false
        }
    }

    private mutating func appendEscape(_ unit: UInt16) {
        let digits = String(unit, radix: 16)
        append("\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)")
    }
}
