/// Cuts a text into the pieces that are indexed and ranked.
public enum PassageSplitter {
    /// The size that a passage grows to, in bytes of UTF-8: some 260 English words.
    public static let targetSize = 1_600
    /// The size above which a paragraph is cut at the ends of sentences.
    public static let sizeLimit = 2_400

    /// Cuts a text.
    ///
    /// Paragraphs (between blank lines) are put together until a passage has its size; one that is longer is cut at the
    /// ends of its sentences. The same text gives the same passages, so that an index can be rebuilt.
    ///
    /// - Parameter text: The text.
    /// - Returns: Places in bytes of UTF-8, in order; all but white space is in exactly one.
    public static func passages(in text: String) -> [Range<Int>] {
        var text = text
        return text.withUTF8 { bytes in
            var passages: [Range<Int>] = []
            for piece in Paragraphs.ranges(in: bytes).flatMap({ pieces(of: $0, in: bytes) }) {
                if let last = passages.last, piece.upperBound - last.lowerBound <= targetSize {
                    passages[passages.count - 1] = last.lowerBound..<piece.upperBound
                } else {
                    passages.append(piece)
                }
            }
            return passages
        }
    }

    private static func pieces(of paragraph: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
        paragraph.count <= sizeLimit ? [paragraph] : SentenceSplitter.sentences(in: bytes, range: paragraph)
    }
}

/// The paragraphs of a text: what stands between blank lines.
enum Paragraphs {
    /// Finds the paragraphs.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8.
    ///   - range: Where to look; everywhere by default.
    /// - Returns: Places without the white space at their ends.
    static func ranges(in bytes: UnsafeBufferPointer<UInt8>, range: Range<Int>? = nil) -> [Range<Int>] {
        var result: [Range<Int>] = []
        var start: Int?
        var end = 0
        var newlines = 0
        for index in range ?? 0..<bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\n") { newlines += 1 }
            if byte <= 0x20 { continue }
            if let begun = start, newlines > 1 {
                result.append(begun..<end)
                start = nil
            }
            if start == nil { start = index }
            newlines = 0
            end = index + 1
        }
        if let start { result.append(start..<end) }
        return result
    }
}
