/// Where in a text a secret may begin: a table of pairs of bytes, and what each pair may be the beginning of.
///
/// Shared and never changed once it is made.
final class SecretIndex: Sendable {
    /// The index without keys, which most texts need.
    static let standard = SecretIndex(words: [], hasPatterns: true)

    private static let patterns = Dictionary(grouping: SecretPattern.all) { pair($0.prefix[0], $0.prefix[1]) }

    /// One bit for each pair.
    private let bits: [UInt64]
    private let words: [UInt16: [[UInt8]]]

    /// Creates an index.
    ///
    /// - Parameters:
    ///   - keysInUse: Keys that are removed in every form; those below eight characters are no keys.
    ///   - hasPatterns: Whether other secrets are looked for, too.
    convenience init(keysInUse: [String], hasPatterns: Bool = true) {
        self.init(
            words: keysInUse.filter { $0.utf8.count >= KeyForms.leastLength }.flatMap { KeyForms.all(of: $0) },
            hasPatterns: hasPatterns
        )
    }

    private init(words: [[UInt8]], hasPatterns: Bool) {
        // The longest first: a form may begin another.
        let sorted = Set(words).sorted { $0.count == $1.count ? $0.lexicographicallyPrecedes($1) : $0.count > $1.count }
        self.words = Dictionary(grouping: sorted) { Self.pair($0[0], $0[1]) }
        var bits = [UInt64](repeating: 0, count: 1_024)
        func set(_ pair: UInt16) { bits[Int(pair >> 6)] |= 1 << UInt64(pair & 63) }
        self.words.keys.forEach(set)
        if hasPatterns {
            Self.patterns.keys.forEach(set)
            for pair in ["--", "Be", "be", "BE", "Ba", "ba", "ey"].map({ Array($0.utf8) }) {
                set(Self.pair(pair[0], pair[1]))
            }
            // An assignment may have anything after its sign.
            for second in UInt8.min...UInt8.max {
                set(Self.pair(UInt8(ascii: "="), second))
                set(Self.pair(UInt8(ascii: ":"), second))
            }
        }
        self.bits = bits
    }

    /// Finds the next place where a secret may begin.
    ///
    /// - Returns: The place, or that of the last byte, which alone says nothing.
    func nextCandidate(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        bits.withUnsafeBufferPointer { bits in
            let last = bytes.count - 1
            guard start < last else { return max(start, last) }
            var index = start
            var first = UInt16(bytes[index])
            while index < last {
                let second = UInt16(bytes[index + 1])
                let pair = second << 8 | first
                if bits[Int(pair >> 6)] >> UInt64(pair & 63) & 1 == 1 { return index }
                first = second
                index += 1
            }
            return last
        }
    }

    /// The patterns that begin with a pair of bytes.
    func patterns(_ first: UInt8, _ second: UInt8) -> [SecretPattern] {
        Self.patterns[Self.pair(first, second)] ?? []
    }

    /// The keys in use, in all their forms, that begin with a pair of bytes.
    func words(_ first: UInt8, _ second: UInt8) -> [[UInt8]] {
        words.isEmpty ? [] : words[Self.pair(first, second)] ?? []
    }

    private static func pair(_ first: UInt8, _ second: UInt8) -> UInt16 { UInt16(second) << 8 | UInt16(first) }
}

/// How a key may be written.
enum KeyForms {
    /// What is shorter is no key: it would be found in ordinary words.
    static let leastLength = 8
    /// The longest beginning of a key that is looked for, in bytes.
    private static let lengthLimit = 512

    /// A key as it is, percent-encoded, and in base64 wherever it stands in what was encoded.
    static func all(of key: String) -> [[UInt8]] {
        let bytes = Array(key.utf8.prefix(lengthLimit))
        var forms = [bytes, percentEncoded(bytes, "0123456789ABCDEF"), percentEncoded(bytes, "0123456789abcdef")]
        for offset in 0..<3 {
            let standard = base64(bytes, offset: offset)
            forms.append(standard)
            forms.append(
                standard.map {
                    $0 == UInt8(ascii: "+") ? UInt8(ascii: "-") : $0 == UInt8(ascii: "/") ? UInt8(ascii: "_") : $0
                }
            )
        }
        return forms.filter { $0.count >= leastLength }
    }

    /// Encodes all but the unreserved characters of RFC 3986.
    private static func percentEncoded(_ bytes: [UInt8], _ digits: String) -> [UInt8] {
        let digits = Array(digits.utf8)
        let unreserved = ByteSet.word("-._~")
        return bytes.flatMap {
            unreserved.contains($0) ? [$0] : [UInt8(ascii: "%"), digits[Int($0 >> 4)], digits[Int($0 & 15)]]
        }
    }

    /// The characters of base64 that depend on nothing but the key, if so many bytes come before it.
    private static func base64(_ bytes: [UInt8], offset: Int) -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        let padded = [UInt8](repeating: 0, count: offset) + bytes
        let first = (offset * 8 + 5) / 6
        return (first..<padded.count * 8 / 6).map { index in
            let bit = index * 6
            let pair = UInt16(padded[bit / 8]) << 8 | (bit / 8 + 1 < padded.count ? UInt16(padded[bit / 8 + 1]) : 0)
            return alphabet[Int(pair >> UInt16(10 - bit % 8) & 0x3F)]
        }
    }
}
