import Core

/// A text made of a file's bytes, and how.
struct DecodedText {
    /// The text, not cleaned.
    var text: String
    /// What was guessed or repaired.
    var notices: [String] = []
}

/// Finds out how a file's bytes encode text.
enum TextDecoding {
    /// What may declare the encoding.
    enum Declaration {
        /// Nothing but a byte order mark.
        case text
        /// A `<meta>` element too.
        case html
    }

    /// How far into an HTML file a declaration is looked for, in bytes (the HTML standard says 1,024).
    private static let declarationLimit = 4_096

    /// Decodes a file.
    ///
    /// A byte order mark comes first, then what was told from outside, then what an HTML file declares, then UTF-16 by its pattern of zeros, then UTF-8.
    /// What is no UTF-8 is Windows-1252 if most of its bytes beyond ASCII cannot be UTF-8; else it is repaired.
    static func decode(_ bytes: [UInt8], as declaration: Declaration, charset: String? = nil) -> DecodedText {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return utf8(bytes.dropFirst(3)) }
        if bytes.starts(with: [0xFF, 0xFE]) { return utf16(bytes.dropFirst(2), isBigEndian: false) }
        if bytes.starts(with: [0xFE, 0xFF]) { return utf16(bytes.dropFirst(2), isBigEndian: true) }
        if let isBigEndian = utf16Pattern(bytes) { return utf16(bytes[...], isBigEndian: isBigEndian) }
        if let name = charset ?? (declaration == .html ? declaredCharset(bytes) : nil) {
            // Servers that say us-ascii or Latin-1 without a reason are common; valid UTF-8 is never that by accident.
            if isLatin(name), charset == nil || String(validating: bytes, as: UTF8.self) == nil {
                return DecodedText(text: windows1252(bytes))
            }
            // A page that could say so in ASCII is no UTF-16, whatever it says.
        }
        if let text = String(validating: bytes, as: UTF8.self) { return DecodedText(text: text) }
        if looksLatin(bytes) {
            return DecodedText(text: windows1252(bytes), notices: ["it is no UTF-8; read as Windows-1252"])
        }
        return utf8(bytes[...])
    }

    /// Whether bytes are no text in any of the encodings.
    static func looksBinary(_ bytes: [UInt8]) -> Bool {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return false }
        let head = bytes.prefix(8_192)
        let zeros = head.count { $0 == 0 }
        if zeros > 0 { return utf16Pattern(bytes) == nil }
        let controls = head.count { $0 < 0x20 && !(0x07...0x0D).contains($0) && $0 != 0x1B }
        return controls * 20 > head.count
    }

    private static func utf8(_ bytes: ArraySlice<UInt8>) -> DecodedText {
        let text = String(decoding: bytes, as: UTF8.self)
        let repaired = text.unicodeScalars.count { $0 == "\u{FFFD}" }
        return DecodedText(
            text: text,
            notices: repaired == 0 ? [] : ["what was no valid UTF-8 was replaced in \(repaired.of("place"))"]
        )
    }

    private static func utf16(_ bytes: ArraySlice<UInt8>, isBigEndian: Bool) -> DecodedText {
        let bytes = Array(bytes)
        let units = stride(from: 0, to: bytes.count - 1, by: 2).map { index in
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            return isBigEndian ? first << 8 | second : second << 8 | first
        }
        return DecodedText(text: String(decoding: units, as: UTF16.self))
    }

    /// Mostly Latin text in UTF-16 has a zero in every other byte.
    private static func utf16Pattern(_ bytes: [UInt8]) -> Bool? {
        let head = bytes.prefix(1_024)
        guard head.count >= 4, head.count % 2 == 0 || bytes.count > 1_024 else { return nil }
        var zeros = [0, 0]
        for (index, byte) in head.enumerated() where byte == 0 { zeros[index % 2] += 1 }
        let half = head.count / 2
        if zeros[1] * 10 > half * 7, zeros[0] * 10 < half { return false }
        if zeros[0] * 10 > half * 7, zeros[1] * 10 < half { return true }
        return nil
    }

    private static func declaredCharset(_ bytes: [UInt8]) -> String? {
        let head = String(decoding: bytes.prefix(declarationLimit), as: UTF8.self).lowercased()
        guard let found = head.firstRange(of: "charset") else { return nil }
        let rest = head[found.upperBound...].drop { " =\"'\t".contains($0) }
        return String(rest.prefix { $0.isLetter || $0.isNumber || "-_:.".contains($0) })
    }

    private static func isLatin(_ name: String) -> Bool {
        ["iso-8859-1", "iso8859-1", "latin1", "latin-1", "windows-1252", "cp1252", "us-ascii", "ascii", "iso-8859-15"]
            .contains(name)
    }

    private static func looksLatin(_ bytes: [UInt8]) -> Bool {
        let beyond = bytes.count { $0 >= 0x80 }
        let invalid = String(decoding: bytes, as: UTF8.self).unicodeScalars.count { $0 == "\u{FFFD}" }
        return invalid * 2 > beyond
    }

    /// Decodes Windows-1252, which is what files that say Latin-1 are written in (the Encoding standard agrees).
    private static func windows1252(_ bytes: [UInt8]) -> String {
        var text = String.UnicodeScalarView()
        for byte in bytes {
            let value = (0x80...0x9F).contains(byte) ? c1[Int(byte) - 0x80] : UInt32(byte)
            text.append(Unicode.Scalar(value) ?? "\u{FFFD}")
        }
        return String(text)
    }

    /// Source: the WHATWG Encoding standard, index windows-1252.
    private static let c1: [UInt32] = [
        0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD,
        0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0xFFFD, 0x017E, 0x0178,
    ]
}
