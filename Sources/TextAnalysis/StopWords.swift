/// Function words of English: they say little about the subject of a text.
///
/// They are indexed, so that a question made of nothing else finds something, but left out of questions that say more.
public enum StopWords {
    /// Whether a word is a function word.
    ///
    /// - Parameter word: A word in any case.
    /// - Returns: True if it is.
    public static func contains(_ word: String) -> Bool {
        // Most words are ASCII, and in lower case already.
        if word.utf8.allSatisfy({ $0 < 0x80 }) {
            return words.contains(word.utf8.contains { $0 &- 0x41 < 26 } ? word.lowercased() : word)
        }
        return words.contains(word.lowercased()) || isParticle(word)
    }

    /// Whether a pair of characters holds the hiragana of Japanese grammar, or a particle of Chinese.
    private static func isParticle(_ word: String) -> Bool {
        word.unicodeScalars.contains { (0x3041...0x309F).contains($0.value) || particles.contains($0) }
    }

    private static let particles = Set("的了是在和有吗呢什么哪怎何吧啊".unicodeScalars)

    // The halves of "don't" and its kin stand without what follows the apostrophe, as the tokenizer leaves them.
    private static let words = Set(
        """
        aren couldn didn doesn don hadn hasn haven isn mustn shouldn wasn weren won wouldn \
        a about above after again against all also am an and any are as at be because been before being below between \
        both but by can could did do does doing down during each few for from further had has have having he her here \
        hers herself him himself his how i if in into is it its itself just many may me might more most much must my myself no \
        nor not now of off on once only or other our ours ourselves out over own same shall she should so some such \
        than that the their theirs them themselves then there these they this those through to too under until up upon \
        us very was we were what when where whether which while who whom whose why will with within without would you \
        your yours yourself yourselves
        """
        .split(separator: " ").map(String.init)
    )
}
