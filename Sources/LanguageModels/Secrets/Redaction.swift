/// Makes text of others fit to be shown.
enum Redaction {
    /// The most characters of a message that are shown.
    private static let limit = 300
    /// How keys begin.
    private static let prefixes = ["sk-", "sk_", "gsk_", "xai-", "AIza", "Bearer", "hf_", "pplx-"]

    /// The beginning of a text on one line, without control characters and without words that look like keys.
    ///
    /// - Parameter text: Any text, such as a provider's message.
    /// - Returns: At most 300 characters.
    static func excerpt(_ text: String) -> String {
        let start = text.unicodeScalars.prefix(limit * 2)
        let words = start.split { $0.value <= 0x20 || (0x7F...0xA0).contains($0.value) || isFormat($0) }
        let clean = words.map { redacted(String($0)) }.joined(separator: " ")
        var end = clean.prefix(limit)
        // The caller continues the sentence.
        while let last = end.last, last == "." || last == ";" { end.removeLast() }
        return end.count < clean.count - 1 ? end + "…" : String(end)
    }

    private static func redacted(_ word: String) -> String {
        let parts = word.split { "\"'`()[]{}<>:=,;".contains($0) }
        if parts.contains(where: { part in prefixes.contains { part.hasPrefix($0) } }) { return "(secret)" }
        // Anything long of letters and digits without a break may be a key in part.
        let run = word.utf8.split { !isKeyByte($0) }.map(\.count).max() ?? 0
        return run >= 32 && word.contains(where: \.isNumber) ? "(secret)" : word
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "*"):
            true
        default: false
        }
    }

    /// Marks that turn the direction of text or are invisible.
    private static func isFormat(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF: true
        default: false
        }
    }
}
