import TextAnalysis

/// Brings text from outside into the form in which it is stored.
enum Cleaning {
    /// Cleans a text: NFC, LF line ends, no control, bidirectional or invisible characters, no blanks at line ends, and
    /// at most one blank line in a row.
    static func clean(_ text: String) -> String {
        collapse(UnicodeText.nfc(filtered(text)))
    }

    /// Takes out what a reader cannot see; text that holds nothing of it is returned as it is.
    private static func filtered(_ text: String) -> String {
        if text.utf8.allSatisfy({ ($0 >= 0x20 && $0 < 0x7F) || $0 == 0x0A }) { return text }
        // What belongs to an escape sequence is no text either, such as the title of a window.
        let text = text.utf8.contains(0x1B) ? TextCleaner.clean(document: text) : text
        var result = String.UnicodeScalarView()
        var previous: Unicode.Scalar = " "
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0D: result.append("\n")
            case 0x0A: if previous != "\r" { result.append(scalar) }
            case 0x0C, 0x0B, 0x85, 0x2028: result.append("\n")
            case 0x2029: result.append(contentsOf: "\n\n".unicodeScalars)
            case 0x09: result.append(" ")
            case _ where isInvisible(scalar): break
            default: result.append(scalar)
            }
            previous = scalar
        }
        return String(result)
    }

    /// Controls, directional overrides, zero-width characters and tags; the joiners of Indic scripts and emoji stay.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F, 0xAD, 0x200B, 0x200E...0x200F, 0x202A...0x202E, 0x2060...0x206F: true
        case 0x061C, 0x180E, 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F: true
        default: false
        }
    }

    private static func collapse(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            if byte == 0x0A {
                while bytes.last == 0x20 { bytes.removeLast() }
                if bytes.isEmpty || bytes.suffix(2) == [0x0A, 0x0A] { continue }
            }
            bytes.append(byte)
        }
        while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
