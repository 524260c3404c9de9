/// Finds a terminal's answer to where its cursor is among the keys that are typed.
public struct CursorReport: Sendable {
    /// What came of a byte.
    public enum Step: Sendable, Equatable {
        /// It may belong to an answer.
        case unclear
        /// These are keys.
        case keys([UInt8])
        /// The answer is complete: the column of the cursor, from 0.
        case column(Int)
    }

    /// No answer is longer.
    private static let limit = 16
    /// What an answer begins with, as the sequence of a key does.
    public static let escape: UInt8 = 0x1B

    private var held: [UInt8] = []

    /// Creates a reader that has read nothing.
    public init() {}

    /// Takes a byte.
    ///
    /// - Parameter byte: The byte.
    /// - Returns: What came of it, and of those before it that were unclear.
    public mutating func take(_ byte: UInt8) -> Step {
        if byte == Self.escape {
            let keys = giveUp()
            held = [byte]
            return keys.isEmpty ? .unclear : .keys(keys)
        }
        held.append(byte)
        let step = Self.read(held)
        if case .unclear = step { return step }
        held = []
        return step
    }

    /// Takes what was unclear for keys, as nothing follows.
    ///
    /// - Returns: The keys.
    public mutating func giveUp() -> [UInt8] {
        defer { held = [] }
        return held
    }

    /// An answer is an escape character, a bracket, the line, a semicolon, the column and an R.
    private static func read(_ bytes: [UInt8]) -> Step {
        guard bytes.starts(with: [escape, UInt8(ascii: "[")]), bytes.count <= limit else { return .keys(bytes) }
        var rest = bytes.dropFirst(2)
        let line = number(&rest)
        if rest.isEmpty { return .unclear }
        guard rest.popFirst() == UInt8(ascii: ";"), line != nil else { return .keys(bytes) }
        let column = number(&rest)
        if rest.isEmpty { return .unclear }
        guard rest.popFirst() == UInt8(ascii: "R"), let column, column > 0 else { return .keys(bytes) }
        return .column(column - 1)
    }

    private static func number(_ bytes: inout ArraySlice<UInt8>) -> Int? {
        let digits = bytes.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        bytes = bytes.dropFirst(digits.count)
        return Int(String(decoding: digits, as: UTF8.self))
    }
}
