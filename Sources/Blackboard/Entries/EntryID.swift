/// The short, stable name of an entry, such as F42.
public struct EntryID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// What the entry is.
    public let kind: EntryKind
    /// Its number among the entries of its kind, from 1.
    public let number: Int

    /// Creates an id.
    ///
    /// - Parameters:
    ///   - kind: What the entry is.
    ///   - number: Its number among the entries of its kind, from 1.
    public init(_ kind: EntryKind, _ number: Int) {
        self.kind = kind
        self.number = number
    }

    /// Reads an id as people write it.
    ///
    /// - Parameter text: A letter in either case and a number, such as `F42` or `f0042`.
    public init?(_ text: String) {
        guard let letter = text.first,
            let kind = EntryKind.allCases.first(where: { $0.letter == Character(letter.uppercased()) }),
            text.dropFirst().allSatisfy({ $0.isASCII && $0.isNumber }),
            let number = Int(text.dropFirst()), number > 0
        else { return nil }
        self.init(kind, number)
    }

    /// Orders by kind, then by number.
    public static func < (left: EntryID, right: EntryID) -> Bool {
        (String(left.kind.letter), left.number) < (String(right.kind.letter), right.number)
    }

    /// The letter and the number.
    public var description: String { "\(kind.letter)\(number)" }
}
