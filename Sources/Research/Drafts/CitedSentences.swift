import Blackboard
import TextAnalysis

/// Cuts a paragraph into sentences and gives each the citations in it or right behind it.
struct CitedSentences {
    /// What stands in one pair of brackets.
    private struct Citation {
        var findings: [EntryID] = []
        var strays: [String] = []
        /// Where it stood, in bytes of the text without citations.
        var place = 0
    }

    /// The longest inside of brackets that is looked at, in characters.
    private static let lengthLimit = 80

    private var plain = ""
    private var citations: [Citation] = []

    /// Reads a paragraph of Markdown on one line.
    ///
    /// - Parameters:
    ///   - text: The paragraph.
    ///   - isOne: Whether it is one sentence, whatever marks are in it.
    /// - Returns: Its sentences.
    static func read(_ text: String, isOne: Bool = false) -> [Draft.Sentence] {
        var reader = CitedSentences()
        reader.separate(text)
        return reader.sentences(isOne: isOne)
    }

    /// Takes the citations out of the text.
    private mutating func separate(_ text: String) {
        var index = text.startIndex
        while index < text.endIndex {
            let character = text[index]
            if character == "\\", let next = text[index...].dropFirst().first {
                plain.append(MarkdownText.unescaped("\\\(next)"))
                index = text.index(index, offsetBy: 2)
            } else if character == "[" || character == "(",
                let (citation, end) = Self.citation(in: text, at: index, closing: character == "[" ? "]" : ")")
            {
                add(citation)
                index = end
            } else {
                // Emphasis is no part of the words.
                if !"*`".contains(character) { plain.append(character) }
                index = text.index(after: index)
            }
        }
    }

    private mutating func add(_ citation: Citation) {
        while plain.last == " " { plain.removeLast() }
        var citation = citation
        citation.place = plain.utf8.count
        citations.append(citation)
        // A blank for what is left out, so that the words around it stay words.
        plain.append(" ")
    }

    /// Reads `[F1, F2]`, `(F3)`, `[S1]`, `[12]`; words in brackets are none.
    private static func citation(
        in text: String,
        at start: String.Index,
        closing: Character
    ) -> (Citation, String.Index)? {
        let inner = text[text.index(after: start)...].prefix(lengthLimit).prefix { $0 != closing }
        guard inner.endIndex < text.endIndex, text[inner.endIndex] == closing else { return nil }
        var citation = Citation()
        for word in inner.split(whereSeparator: { ",; &".contains($0) }) where word != "and" {
            if let id = EntryID(String(word)), word.first?.isUppercase == true {
                id.kind == .finding ? citation.findings.append(id) : citation.strays.append("[\(word)]")
            } else if closing == "]", word.allSatisfy({ $0.isNumber }) {
                citation.strays.append("[\(word)]")
            } else {
                return nil
            }
        }
        let isEmpty = citation.findings.isEmpty && citation.strays.isEmpty
        return isEmpty ? nil : (citation, text.index(after: inner.endIndex))
    }

    private func sentences(isOne: Bool) -> [Draft.Sentence] {
        let ranges = isOne ? [0..<plain.utf8.count] : SentenceSplitter.sentences(in: plain)
        var sentences = ranges.map { Draft.Sentence(text: Self.tidy(plain.slice($0))) }
        for citation in citations {
            // A citation belongs to what stands before it.
            guard let index = ranges.lastIndex(where: { $0.lowerBound < citation.place }) ?? ranges.indices.first else {
                continue
            }
            sentences[index].findings = (sentences[index].findings + citation.findings).unique
            sentences[index].strays += citation.strays
        }
        return sentences.filter { $0.text.contains { $0.isLetter || $0.isNumber } }
    }

    /// On one line, without the blanks that citations left before a mark.
    private static func tidy(_ text: String) -> String {
        var result = ""
        for character in text.onOneLine {
            if ".,;:!?".contains(character), result.last == " " { result.removeLast() }
            result.append(character)
        }
        return result
    }
}
