/// Words by which a sentence tells what it is for.
///
/// Words are compared by the hash of their stem, so that a stream can be searched without making strings.
struct CueWords: Sendable {
    private let hashes: Set<UInt64>
    /// One bit for each hash modulo its size, which says no in nearly all cases.
    private let bits: [UInt64]

    private static let bitCount: UInt64 = 8_192

    init(_ words: some Sequence<UInt64>) {
        hashes = Set(words)
        var bits = [UInt64](repeating: 0, count: Int(Self.bitCount / 64))
        for hash in hashes { bits[Int(hash % Self.bitCount / 64)] |= 1 << (hash % 64) }
        self.bits = bits
    }

    init(_ text: String) {
        var hashes: [UInt64] = []
        var text = text
        text.withUTF8 { bytes in
            var scanner = HashedWords(bytes)
            while let word = scanner.next() { hashes.append(word.hash) }
        }
        self.init(hashes)
    }

    var isEmpty: Bool { hashes.isEmpty }

    func contains(_ hash: UInt64) -> Bool {
        bits[Int(hash % Self.bitCount / 64)] >> (hash % 64) & 1 == 1 && hashes.contains(hash)
    }

    /// What tells of an error wherever it stands.
    static let errors = CueWords("fatal traceback segfault unhandled stacktrace crashed aborted timeout unreachable")
    /// What tells of an error as a label, such as `error:` or `FAILED`, but in prose also of an error's size.
    static let errorLabels = CueWords("error exception panic failed failure cannot unable corrupt denied refused")
    /// What announces the result of a whole text.
    static let conclusions = CueWords(
        "conclusion conclusions conclude concluded concludes summary summarize overall therefore finally answer verdict recommend recommendation"
    )
    /// What announces the result of some step.
    static let results = CueWords(
        """
        thus hence result results found find finding findings show shows shown showed demonstrate demonstrated indicate \
        indicates suggest suggests confirm confirmed establish established significant significantly increase increased \
        decrease decreased total average percent because however contrary
        """
    )

    /// Whether a text tells of an error.
    static func hasError(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var scanner = HashedWords(bytes)
        while let word = scanner.next() {
            if tellsError(word, in: bytes) { return true }
        }
        return false
    }

    /// Whether a word tells of an error: by itself, as a label, or as the name of a type, such as `TypeError`.
    static func tellsError(_ word: HashedWords.Word, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        if errors.contains(word.hash) { return true }
        let isLabel = word.isCapital || word.end < bytes.count && bytes[word.end] == UInt8(ascii: ":")
        guard isLabel else { return false }
        return errorLabels.contains(word.hash)
            || word.isCapital
                && typeEndings.contains { bytes[word.start..<word.end].suffix($0.count).elementsEqual($0) }
    }

    private static let typeEndings = ["Error", "Exception"].map { Array($0.utf8) }
}

/// The words of a text, each as the hash of its stem.
struct HashedWords {
    struct Word {
        let hash: UInt64
        let start: Int
        let end: Int
        let isCapital: Bool
        let isNumber: Bool
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    /// The character before, in a run of a script without blanks: such text is compared by pairs.
    private var previousWide: UInt64 = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    mutating func next() -> Word? {
        while position < bytes.count {
            let byte = bytes[position]
            if byte >= 0xE3, byte <= 0xED, position + 2 < bytes.count { return nextWide() }
            previousWide = 0
            if Self.beginsWord(byte) { return nextWord() }
            position += 1
        }
        return nil
    }

    private mutating func nextWide() -> Word {
        let start = position
        let character = UInt64(bytes[start]) << 16 | UInt64(bytes[start + 1]) << 8 | UInt64(bytes[start + 2])
        let hash = (previousWide << 24 | character) &* 0x9E37_79B9_7F4A_7C15
        previousWide = character
        position += 3
        return Word(hash: hash ^ hash >> 29, start: start, end: position, isCapital: false, isNumber: false)
    }

    private mutating func nextWord() -> Word {
        let start = position
        var end = start
        while end < bytes.count, Self.beginsWord(bytes[end]) || bytes[end] & 0xC0 == 0x80 { end += 1 }
        position = end
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in start..<Self.stemEnd(bytes, start, end) {
            let byte = bytes[index]
            hash = (hash ^ UInt64(byte &- 0x41 < 26 ? byte | 0x20 : byte)) &* 0x100_0000_01B3
        }
        let first = bytes[start]
        return Word(
            hash: hash ^ hash >> 31,
            start: start,
            end: end,
            isCapital: first &- 0x41 < 26,
            isNumber: first &- 0x30 < 10
        )
    }

    /// Whether a byte begins a letter or digit; C2 and E2 begin signs, E3 to ED what is compared by pairs.
    private static func beginsWord(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte >= 0xC3 && byte < 0xE2 || byte >= 0xEE
    }

    /// Where a word's stem ends: a light one, since only words of one language's endings are meant to meet.
    private static func stemEnd(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Int {
        guard end - start > 4 else { return end }
        var end = end
        let (last, second) = (bytes[end - 1] | 0x20, bytes[end - 2] | 0x20)
        if last == UInt8(ascii: "s"), second != UInt8(ascii: "s") {
            end -= 1
        } else if last == UInt8(ascii: "d"), second == UInt8(ascii: "e") {
            end -= 2
        } else if last == UInt8(ascii: "y"), second == UInt8(ascii: "l") {
            end -= 2
        } else if last == UInt8(ascii: "g"), second == UInt8(ascii: "n"), end - start > 6 {
            end -= 3
        }
        if bytes[end - 1] | 0x20 == UInt8(ascii: "e"), end - start > 3 { end -= 1 }
        return end
    }
}
