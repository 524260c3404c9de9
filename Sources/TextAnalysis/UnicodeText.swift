import CUTF8Proc
import Glibc

/// What the Unicode standard knows about text, by way of utf8proc.
public enum UnicodeText {
    /// Composes a text canonically (Unicode Standard Annex 15, form C).
    ///
    /// - Parameter text: Any text.
    /// - Returns: The text in NFC; the text itself if it is plain ASCII.
    public static func nfc(_ text: String) -> String {
        mapped(text, UTF8PROC_STABLE.rawValue | UTF8PROC_COMPOSE.rawValue)
    }

    /// Folds what a reader would not tell apart in a search: case, compatibility forms, diacritics.
    ///
    /// - Parameter text: A word.
    /// - Returns: Its folded form, such as `cafe` for `CAFÉ`; marks of scripts that need them are kept.
    public static func folded(_ text: String) -> String {
        let options =
            UTF8PROC_STABLE.rawValue | UTF8PROC_DECOMPOSE.rawValue | UTF8PROC_COMPAT.rawValue
            | UTF8PROC_CASEFOLD.rawValue
        let decomposed = mapped(text, options)
        guard decomposed.utf8.contains(where: { $0 >= 0x80 }) else { return decomposed.lowercased() }
        let kept = decomposed.unicodeScalars.filter { !(0x300...0x36F).contains($0.value) }
        return nfc(String(String.UnicodeScalarView(kept)))
    }

    /// How many columns a terminal needs for a text.
    ///
    /// - Parameter text: Text on one line, free of control characters.
    /// - Returns: Columns; wide East Asian characters and emoji take two, combining marks none.
    public static func displayWidth(_ text: String) -> Int {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.reduce(0) { sum, character in
            let scalars = character.unicodeScalars
            if scalars.contains("\u{FE0F}") { return sum + 2 }
            return sum + (scalars.map { Int(utf8proc_charwidth(Int32($0.value))) }.max() ?? 0)
        }
    }

    /// Whether a character is of a script that writes words without blanks between them.
    ///
    /// - Parameter scalar: The character.
    /// - Returns: True for Han, kana, Hangul, Thai, Lao, Khmer and Burmese.
    public static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1100...0x11FF, 0x1780...0x17FF: true
        case 0x3005...0x3007, 0x3040...0x30FF, 0x3130...0x318F, 0x31F0...0x31FF: true
        case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7AF, 0xF900...0xFAFF: true
        case 0xFF66...0xFF9F, 0x20000...0x3FFFF: true
        default: false
        }
    }

    /// Whether a character belongs to a word: a letter, a mark, a number.
    ///
    /// - Parameter scalar: The character.
    /// - Returns: True if it does.
    public static func isWordCharacter(_ scalar: Unicode.Scalar) -> Bool {
        switch utf8proc_category(Int32(scalar.value)) {
        case UTF8PROC_CATEGORY_LU, UTF8PROC_CATEGORY_LL, UTF8PROC_CATEGORY_LT, UTF8PROC_CATEGORY_LM,
            UTF8PROC_CATEGORY_LO, UTF8PROC_CATEGORY_MN, UTF8PROC_CATEGORY_MC, UTF8PROC_CATEGORY_ND,
            UTF8PROC_CATEGORY_NL, UTF8PROC_CATEGORY_NO, UTF8PROC_CATEGORY_CO:
            true
        default: false
        }
    }

    private static func mapped(_ text: String, _ options: UInt32) -> String {
        var text = text
        return text.withUTF8 { bytes in
            var result: UnsafeMutablePointer<UInt8>?
            if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
            let count = utf8proc_map(bytes.baseAddress, bytes.count, &result, utf8proc_option_t(rawValue: options))
            defer { free(result) }
            // It fails only for want of memory or on invalid UTF-8, which a String never holds.
            guard count >= 0, let result else { return String(decoding: bytes, as: UTF8.self) }
            return String(decoding: UnsafeBufferPointer(start: result, count: count), as: UTF8.self)
        }
    }
}
