/// A file of variables, as `.env` files are written.
public struct EnvironmentFile: Sendable, Equatable {
    /// The most bytes of such a file that are of use.
    public static let sizeLimit = 1 << 20

    private let values: [String: String]

    /// Reads a file's content.
    ///
    /// Lines are `NAME=value`, with `export` before and `# …` after, if there is any. A value may be in double quotes,
    /// where `\n`, `\"`, `\\` and `\$` are escapes, or in single quotes, where nothing is. Nothing is ever substituted or
    /// executed. Lines of any other form are passed over; of two with one name the last counts.
    ///
    /// - Parameter text: The content.
    public init(_ text: String) {
        var values: [String: String] = [:]
        // By bytes: in Swift "\r\n" is one character.
        for line in text.utf8.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            guard let (name, value) = Self.read(String(Substring(line)).trimmingSpaces) else { continue }
            values[name] = value
        }
        self.values = values
    }

    /// The value of a variable.
    ///
    /// - Parameter name: The variable.
    public subscript(name: String) -> String? { values[name] }

    private static func read(_ line: String) -> (name: String, value: String)? {
        var line = line
        // A byte order mark is no part of the first name.
        if line.unicodeScalars.first == "\u{FEFF}" { line.unicodeScalars.removeFirst() }
        if line.hasPrefix("export ") { line = String(line.dropFirst(7)).trimmingSpaces }
        guard let sign = line.firstIndex(of: "="), !line.hasPrefix("#") else { return nil }
        let name = String(line[..<sign]).trimmingSpaces
        let isName = name.utf8.allSatisfy {
            $0 == 0x5F || (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF)
        }
        guard isName, let first = name.utf8.first, !(0x30...0x39).contains(first) else { return nil }
        return (name, value(String(line[line.index(after: sign)...]).trimmingSpaces))
    }

    private static func value(_ text: String) -> String {
        switch text.first {
        case "'": return String(text.dropFirst().prefix { $0 != "'" })
        case "\"": return unescaped(text.dropFirst())
        default:
            guard let comment = text.firstRange(of: " #") else { return text }
            return String(text[..<comment.lowerBound]).trimmingSpaces
        }
    }

    private static func unescaped(_ text: Substring) -> String {
        var value = ""
        var isEscape = false
        for character in text {
            if isEscape {
                value.append(character == "n" ? "\n" : character)
                isEscape = false
            } else if character == "\\" {
                isEscape = true
            } else if character == "\"" {
                break
            } else {
                value.append(character)
            }
        }
        return value
    }
}
