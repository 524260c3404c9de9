/// Makers of run identifiers.
///
/// A run identifier is a ULID: 48 bits of time and 80 of randomness in Crockford's base 32, so that identifiers sort
/// by time. Source: the ULID specification, <https://github.com/ulid/spec>.
public enum RunID {
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

    /// Makes an identifier.
    ///
    /// - Parameters:
    ///   - moment: The time that the identifier carries.
    ///   - generator: The source of its randomness.
    /// - Returns: 26 characters.
    public static func make(at moment: Timestamp, using generator: inout some RandomNumberGenerator) -> String {
        var characters: [Character] = []
        let time = UInt64(max(0, moment.milliseconds))
        for shift in stride(from: 45, through: 0, by: -5) {
            characters.append(alphabet[Int(time >> UInt64(shift) & 31)])
        }
        for _ in 0..<16 { characters.append(alphabet[Int.random(in: 0..<32, using: &generator)]) }
        return String(characters)
    }

    /// The identifier that sorts right behind another, for when the clock has not moved on.
    ///
    /// - Parameter id: An identifier.
    /// - Returns: The identifier with its number raised by one; nothing if it is none.
    public static func successor(of id: String) -> String? {
        var digits = id.compactMap { alphabet.firstIndex(of: $0) }
        guard digits.count == 26, digits.count == id.count else { return nil }
        for index in digits.indices.reversed() {
            digits[index] = (digits[index] + 1) % 32
            if digits[index] != 0 { break }
        }
        return String(digits.map { alphabet[$0] })
    }
}
