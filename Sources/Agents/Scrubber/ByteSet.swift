/// A set of bytes, as a table of bits.
struct ByteSet: Sendable, Equatable {
    private var words = SIMD4<UInt64>(repeating: 0)

    /// Letters, digits and more characters.
    static func word(_ more: String = "") -> ByteSet { digits.union(letters).union(ByteSet(more)) }

    static let digits = ByteSet("0123456789")
    static let upper = ByteSet("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    static let letters = ByteSet("abcdefghijklmnopqrstuvwxyz").union(upper)
    static let hexadecimal = ByteSet("0123456789abcdefABCDEF")
    static let alphanumeric = word()
    /// What the URL-safe base64 alphabet holds.
    static let base64URL = word("_-")

    init(_ characters: String) {
        for byte in characters.utf8 { insert(byte) }
    }

    mutating func insert(_ byte: UInt8) { words[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }

    func contains(_ byte: UInt8) -> Bool { words[Int(byte >> 6)] >> UInt64(byte & 63) & 1 == 1 }

    func union(_ other: ByteSet) -> ByteSet {
        var result = self
        result.words |= other.words
        return result
    }

    /// All bytes that are not in it.
    var inverted: ByteSet {
        var result = self
        result.words = ~words
        return result
    }
}
