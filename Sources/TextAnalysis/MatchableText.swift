/// A text in the form in which quotes are compared, with the way back to its own bytes.
///
/// Two texts match if they are equal after this normalization: Unicode NFC; each run of white space is one blank;
/// every kind of quotation mark is `"` or `'`; every kind of dash and hyphen is `-`; soft hyphens are dropped.
/// Nothing else is forgiven: letters, digits and their case must be equal.
public struct MatchableText: Sendable {
    /// The normalized UTF-8.
    let bytes: [UInt8]
    /// For each normalized byte where its character starts in the text, and one more for the end.
    private let origins: [Int32]

    /// Normalizes a text.
    ///
    /// - Parameter text: The text. One that is a snapshot is in NFC already; another is brought into it, and then
    ///   places count in its NFC form.
    public init(_ text: String) {
        var text = UnicodeText.nfc(text)
        var bytes: [UInt8] = []
        var origins: [Int32] = []
        bytes.reserveCapacity(text.utf8.count)
        origins.reserveCapacity(text.utf8.count + 1)
        text.withUTF8 { source in
            var index = 0
            while index < source.count {
                let (replacement, length) = Self.replacement(in: source, at: index)
                switch replacement {
                case .same:
                    bytes.append(source[index])
                    origins.append(Int32(index))
                case .byte(let byte):
                    let isRepeatedBlank = byte == 0x20 && bytes.last == 0x20
                    if !isRepeatedBlank {
                        bytes.append(byte)
                        origins.append(Int32(index))
                    }
                case .nothing: break
                }
                index += length
            }
            origins.append(Int32(source.count))
        }
        self.bytes = bytes
        self.origins = origins
    }

    /// The normalized text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Finds every place of another text.
    ///
    /// - Parameters:
    ///   - other: What is looked for; blanks at its ends are ignored.
    ///   - limit: The most places that are returned.
    /// - Returns: Places in bytes of the original text's UTF-8, in order; none for an empty text.
    public func ranges(of other: MatchableText, limit: Int = 64) -> [Range<Int>] {
        let needle = other.trimmed
        guard let first = needle.first, needle.count <= bytes.count else { return [] }
        var found: [Range<Int>] = []
        for start in 0...(bytes.count - needle.count)
        where bytes[start] == first && bytes[start..<start + needle.count].elementsEqual(needle) {
            found.append(Int(origins[start])..<Int(end(after: start + needle.count - 1)))
            if found.count == limit { break }
        }
        return found
    }

    private var trimmed: ArraySlice<UInt8> {
        var slice = bytes[...]
        while slice.first == 0x20 { slice.removeFirst() }
        while slice.last == 0x20 { slice.removeLast() }
        return slice
    }

    /// Where the character of a normalized byte ends: where the next one starts, but for blanks that were folded.
    private func end(after index: Int) -> Int32 { origins[index + 1] }

    private enum Replacement { case same, byte(UInt8), nothing }

    /// What the character at a byte becomes, and how many bytes it had.
    private static func replacement(
        in source: UnsafeBufferPointer<UInt8>,
        at index: Int
    ) -> (Replacement, length: Int) {
        let byte = source[index]
        switch byte {
        case 0x09...0x0D: return (.byte(0x20), 1)
        case 0x20: return (.byte(0x20), 1)
        case UInt8(ascii: "`"): return (.byte(UInt8(ascii: "'")), 1)
        case 0xC2 where index + 1 < source.count: return latin(source[index + 1])
        case 0xE2 where index + 2 < source.count: return punctuation(source[index + 1], source[index + 2])
        case 0xE3 where index + 2 < source.count && source[index + 1] == 0x80:
            // U+3000, the ideographic space.
            return source[index + 2] == 0x80 ? (.byte(0x20), 3) : (.same, 1)
        default: return (.same, 1)
        }
    }

    /// U+0080 to U+00BF.
    private static func latin(_ second: UInt8) -> (Replacement, Int) {
        switch second {
        case 0xA0: (.byte(0x20), 2)
        case 0xAD: (.nothing, 2)
        case 0xAB, 0xBB: (.byte(UInt8(ascii: "\"")), 2)
        case 0xB4: (.byte(UInt8(ascii: "'")), 2)
        default: (.same, 1)
        }
    }

    /// U+2000 to U+2FFF: spaces, dashes and quotation marks.
    private static func punctuation(_ second: UInt8, _ third: UInt8) -> (Replacement, Int) {
        switch (second, third) {
        case (0x80, 0x80...0x8A), (0x80, 0xA8...0xA9), (0x80, 0xAF), (0x81, 0x9F): (.byte(0x20), 3)
        case (0x80, 0x90...0x95), (0x88, 0x92): (.byte(UInt8(ascii: "-")), 3)
        case (0x80, 0x98...0x9B), (0x80, 0xB2), (0x80, 0xB9...0xBA): (.byte(UInt8(ascii: "'")), 3)
        case (0x80, 0x9C...0x9F), (0x80, 0xB3): (.byte(UInt8(ascii: "\"")), 3)
        default: (.same, 1)
        }
    }
}
