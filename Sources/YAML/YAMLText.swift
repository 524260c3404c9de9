/// Writes values so that every YAML reader takes them for what they are.
public enum YAMLText {
    /// Writes a string as a scalar.
    ///
    /// - Parameter text: Any string.
    /// - Returns: The string itself if nothing in it has a meaning in YAML; else in double quotes, with escapes.
    public static func scalar(_ text: String) -> String { isPlain(text) ? text : quoted(text) }

    /// Plain is what begins with a letter and holds nothing that YAML 1.1 or 1.2 could read as more than text.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, first.properties.isAlphabetic, text.last != " ", text.last != ":",
            !reserved.contains(text.lowercased())
        else { return false }
        for scalar in text.unicodeScalars where !isHarmless(scalar) { return false }
        return !text.contains(": ") && !text.contains(" #")
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.properties.isAlphabetic && scalar.value < 0xD800 { return true }
        return "0123456789 .,;:()+/#%_-'".unicodeScalars.contains(scalar)
    }

    private static let reserved: Set<String> = ["true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan"]

    /// The string in double quotes.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case _ where isPrintable(scalar): result.unicodeScalars.append(scalar)
            default:
                let digits = String(scalar.value, radix: 16)
                result += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
            }
        }
        return result + "\""
    }

    /// The printable set of YAML, section 5.1, less its line separators and the byte order mark.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }
}
