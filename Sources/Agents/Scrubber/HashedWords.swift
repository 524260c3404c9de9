/// The words of a text, each as the hash of its stem, so that a stream can be searched without making strings.
struct HashedWords {
    struct Word {
        let hash: UInt64
        let start: Int
        let end: Int
        let isCapital: Bool
        let isNumber: Bool
    }

    /// The hashes of all words of a text.
    static func hashes(of text: String) -> [UInt64] {
        var text = text
        return text.withUTF8 { bytes in
            var hashes: [UInt64] = []
            var scanner = HashedWords(bytes)
            while let word = scanner.next() { hashes.append(word.hash) }
            return hashes
        }
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
