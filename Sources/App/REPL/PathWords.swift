/// Paths as people type them: a blank behind a backslash, or between double quotes, belongs to the word.
enum PathWords {
    /// The words of a text, without what held them together.
    ///
    /// - Parameters:
    ///   - text: What was typed.
    ///   - home: What `~/` at the beginning of a word stands for.
    /// - Returns: The words; a quote that is not closed reaches to the end.
    static func split(_ text: String, home: String?) -> [String] {
        words(of: text).map { word in
            guard word.written.hasPrefix("~/"), let home else { return word.meant }
            return home + word.meant.dropFirst()
        }
    }

    /// The last word of a text as it is written; empty behind a blank.
    static func lastWritten(_ text: String) -> String {
        guard let last = words(of: text).last, text.hasSuffix(last.written) else { return "" }
        return last.written
    }

    /// A path as it has to be written to be one word.
    static func escaped(_ path: String) -> String {
        String(path.flatMap { " \\\"".contains($0) ? ["\\", $0] : [$0] })
    }

    private static func words(of text: String) -> [(written: String, meant: String)] {
        var result: [(written: String, meant: String)] = []
        var word: (written: String, meant: String) = ("", "")
        var isQuoted = false
        var isEscaped = false
        for character in text + " " {
            // The blank that was added ends the last word, but is no part of it.
            if character == " ", !isQuoted, !isEscaped {
                if !word.written.isEmpty { result.append(word) }
                word = ("", "")
                continue
            }
            word.written.append(character)
            if !isEscaped, character == "\\" {
                isEscaped = true
            } else {
                if !isEscaped, character == "\"" { isQuoted.toggle() } else { word.meant.append(character) }
                isEscaped = false
            }
        }
        // A quote or backslash without an end has swallowed the blank that was added.
        if !word.written.isEmpty { result.append((String(word.written.dropLast()), String(word.meant.dropLast()))) }
        return result
    }
}
