/// What a word may say about the sentence that it stands in.
struct Cue: OptionSet {
    let rawValue: UInt64

    /// It tells of an error wherever it stands.
    static let error = Cue(rawValue: 1)
    /// It tells of an error as a label, such as `error:` or `FAILED`; in prose it may be of an error's size.
    static let errorLabel = Cue(rawValue: 2)
    /// It announces the result of a whole text.
    static let conclusion = Cue(rawValue: 4)
    /// It announces the result of some step.
    static let result = Cue(rawValue: 8)

    private static let words = WordTable(
        words(.error, "fatal traceback segfault unhandled stacktrace crashed aborted")
            + words(
                .errorLabel,
                "error exception panic failed failure cannot unable corrupt denied refused timeout unreachable"
            )
            + words(
                .conclusion,
                """
                conclusion conclude concludes summary summarize overall therefore finally answer verdict recommend \
                recommendation
                """
            )
            + words(
                .result,
                """
                thus hence result found find finding show shown demonstrate indicate suggest confirm establish \
                significant increase decrease total average percent because however contrary
                """
            )
    )
    private static let typeEndings = ["Error", "Exception"].map { Array($0.utf8) }

    private static func words(_ cue: Cue, _ text: String) -> [(UInt64, UInt64)] {
        HashedWords.hashes(of: text).map { ($0, cue.rawValue) }
    }

    /// The words with what they say.
    static var table: WordTable { words }

    /// Whether a word tells of an error: by itself, as a label, or as the name of a type, such as `TypeError`.
    func tellsError(_ word: HashedWords.Word, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        if contains(.error) { return true }
        let isLabel = word.isCapital || word.end < bytes.count && bytes[word.end] == UInt8(ascii: ":")
        if contains(.errorLabel) { return isLabel }
        guard word.isCapital, word.end - word.start > 5 else { return false }
        let last = bytes[word.end - 1]
        guard last == UInt8(ascii: "r") || last == UInt8(ascii: "n") else { return false }
        return Self.typeEndings.contains { bytes[word.start..<word.end].suffix($0.count).elementsEqual($0) }
    }

    /// Whether a text tells of an error.
    static func hasError(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let table = words
        var scanner = HashedWords(bytes)
        while let word = scanner.next() {
            if Cue(rawValue: table[word.hash]).tellsError(word, in: bytes) { return true }
        }
        return false
    }
}

/// Words with a value each, found by the hash of their stem.
struct WordTable: Sendable {
    private static let bitCount: UInt64 = 8_192

    private let values: [UInt64: UInt64]
    /// One bit for each hash modulo its size, which says no in nearly all cases.
    private let bits: [UInt64]

    /// Creates a table; of two values of one word the first stays.
    init(_ words: [(UInt64, UInt64)]) {
        values = Dictionary(words, uniquingKeysWith: { first, _ in first })
        var bits = [UInt64](repeating: 0, count: Int(Self.bitCount / 64))
        for hash in values.keys { bits[Int(hash % Self.bitCount / 64)] |= 1 << (hash % 64) }
        self.bits = bits
    }

    /// The value of a word; 0 if it is not in the table.
    subscript(hash: UInt64) -> UInt64 {
        guard bits[Int(hash % Self.bitCount / 64)] >> (hash % 64) & 1 == 1 else { return 0 }
        return values[hash] ?? 0
    }
}
