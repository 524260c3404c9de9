/// Checks a model's rewrite of a digest: it may not bring in what the digest does not say.
public enum DigestCheck {
    /// Finds ids, addresses and figures of a rewrite that the digest does not hold.
    ///
    /// Figures are compared by their digits: `1,300` and `1300` are one, `4.2` and `4.20` are two.
    ///
    /// - Parameters:
    ///   - rewrite: What a model made of the digest.
    ///   - digest: The digest.
    /// - Returns: What is new, in order and once each; none if the rewrite can stand.
    public static func unsupported(in rewrite: String, by digest: String) -> [String] {
        let known = Set(marks(in: digest))
        var seen: Set<String> = []
        return marks(in: rewrite).filter { !known.contains($0) && seen.insert($0).inserted }
    }

    /// The words of a text that hold a digit or are an address, without the signs around them.
    private static func marks(in text: String) -> [String] {
        text.split(whereSeparator: { $0.isWhitespace || "[](){}<>|;\"“”".contains($0) }).flatMap { word -> [String] in
            if word.contains("://") { return [trimmed(word)] }
            return word.split(whereSeparator: { "/–—=:".contains($0) }).map(trimmed).filter { mark in
                mark.unicodeScalars.contains { ("0"..."9").contains($0) }
            }
            .map { $0.contains(where: \.isLetter) ? $0 : $0.replacing(",", with: "") }
        }
    }

    private static func trimmed(_ word: Substring) -> String {
        let signs = ".,!?'’%‰€$£¥°*_~`+-−±≈≤≥"
        var word = word
        while let last = word.last, signs.contains(last) { word.removeLast() }
        while let first = word.first, signs.contains(first) { word.removeFirst() }
        return String(word)
    }
}
