/// Finds words in UTF-8, byte by byte where they are ASCII.
struct WordScanner {
    enum Kind {
        /// ASCII letters and digits.
        case plain
        /// Letters beyond ASCII, not yet folded.
        case foreign
        /// Characters of a script without blanks.
        case unspaced
    }

    let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// Finds the next word and puts its characters, ASCII in lower case, into a buffer.
    mutating func next(into word: inout [UInt8]) -> (kind: Kind, range: Range<Int>)? {
        word.removeAll(keepingCapacity: true)
        while position < bytes.count {
            let start = position
            let (scalar, length) = scalar(at: position)
            if let scalar, UnicodeText.isUnspaced(scalar), scalar.value >= 0x80 {
                return (.unspaced, skipUnspaced(from: start))
            }
            if isWord(scalar) { return (readWord(into: &word), start..<position) }
            position += length
        }
        return nil
    }

    private mutating func skipUnspaced(from start: Int) -> Range<Int> {
        while position < bytes.count {
            let (scalar, length) = scalar(at: position)
            guard let scalar, UnicodeText.isUnspaced(scalar), UnicodeText.isWordCharacter(scalar) || position == start
            else { break }
            position += length
        }
        return start..<position
    }

    private mutating func readWord(into word: inout [UInt8]) -> Kind {
        var kind = Kind.plain
        while position < bytes.count {
            let byte = bytes[position]
            if byte < 0x80 {
                guard let lower = Self.lowerCase[Int(byte)] else {
                    if joinsDigits(at: position, word: word) {
                        if byte == UInt8(ascii: ".") || !groupsThousands(at: position) {
                            word.append(UInt8(ascii: "."))
                        }
                        position += 1
                        continue
                    }
                    skipContraction()
                    return kind
                }
                word.append(lower)
                position += 1
                continue
            }
            let (scalar, length) = scalar(at: position)
            guard isWord(scalar), let scalar, !UnicodeText.isUnspaced(scalar) else {
                skipContraction()
                return kind
            }
            word.append(contentsOf: bytes[position..<position + length])
            position += length
            kind = .foreign
        }
        return kind
    }

    /// Whether a full stop or comma stands between two digits, as in 4.2 and 1,000.
    private func joinsDigits(at index: Int, word: [UInt8]) -> Bool {
        guard bytes[index] == UInt8(ascii: ".") || bytes[index] == UInt8(ascii: ","), index + 1 < bytes.count,
            let last = word.last
        else { return false }
        return Self.isDigit(last) && Self.isDigit(bytes[index + 1])
    }

    /// Whether exactly three digits follow a comma.
    private func groupsThousands(at index: Int) -> Bool {
        guard bytes[index] == UInt8(ascii: ","), index + 3 < bytes.count else { return false }
        let isGroup = bytes[(index + 1)...(index + 3)].allSatisfy(Self.isDigit)
        return isGroup && (index + 4 == bytes.count || !Self.isDigit(bytes[index + 4]))
    }

    /// Steps over what English hangs onto a word with an apostrophe: the reader's, don't, we'll.
    private mutating func skipContraction() {
        var index = position
        if bytes[index] == UInt8(ascii: "'") {
            index += 1
        } else if bytes[index...].starts(with: [0xE2, 0x80, 0x99]) {
            index += 3
        } else {
            return
        }
        let tail = bytes[index...].prefix(3).prefix { $0 < 0x80 && Self.lowerCase[Int($0)] != nil }
        let suffix = tail.map { $0 | 0x20 }
        if Self.contractions.contains(suffix) { position = index + suffix.count }
    }

    private func isWord(_ scalar: Unicode.Scalar?) -> Bool {
        guard let scalar else { return false }
        return scalar.value < 0x80 ? Self.lowerCase[Int(scalar.value)] != nil : UnicodeText.isWordCharacter(scalar)
    }

    /// Decodes one character; a byte that begins none counts as one that separates words.
    private func scalar(at index: Int) -> (Unicode.Scalar?, length: Int) {
        let lead = bytes[index]
        if lead < 0x80 { return (Unicode.Scalar(lead), 1) }
        let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1
        guard length > 1, index + length <= bytes.count else { return (nil, 1) }
        var value = UInt32(lead) & (0x7F >> UInt32(length))
        for offset in 1..<length {
            guard bytes[index + offset] & 0xC0 == 0x80 else { return (nil, 1) }
            value = value << 6 | UInt32(bytes[index + offset] & 0x3F)
        }
        return (Unicode.Scalar(value), length)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// What an ASCII byte becomes in a word; nothing if it is no letter or digit.
    private static let lowerCase: [UInt8?] = (0..<128).map { byte in
        let character = Character(Unicode.Scalar(UInt8(byte)))
        guard character.isLetter || character.isNumber else { return nil }
        return character.isUppercase ? UInt8(byte) | 0x20 : UInt8(byte)
    }

    private static let contractions: Set<[UInt8]> = Set(["s", "t", "d", "m", "re", "ve", "ll"].map { Array($0.utf8) })
}
