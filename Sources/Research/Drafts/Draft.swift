import Blackboard

/// A text in the making: sentences that cite findings, by the part of the question that they answer.
struct Draft: Sendable, Equatable {
    /// A sentence with what it rests on.
    struct Sentence: Sendable, Hashable {
        /// Its words on one line, without citations.
        var text: String
        /// The findings that it cites, in order and once each.
        var findings: [EntryID] = []
        /// What it cites that is no finding, as it was written.
        var strays: [String] = []
    }

    /// What is said on a part of the question.
    struct Section: Sendable, Equatable {
        /// The part.
        let question: EntryID
        var sentences: [Sentence]
    }

    /// What opens the text.
    var summary: [Sentence] = []
    var sections: [Section] = []
    /// What stands under headings that name no part.
    var unplaced: [Sentence] = []
    /// What could not be established, in words.
    var gaps: [String] = []

    /// All sentences in order.
    var sentences: [Sentence] { summary + sections.flatMap(\.sentences) + unplaced }

    /// All findings that are cited, in order and once each.
    var findings: [EntryID] {
        var seen: Set<EntryID> = []
        return sentences.flatMap(\.findings).filter { seen.insert($0).inserted }
    }

    /// The draft with some of its sentences only.
    func keeping(_ isKept: (Sentence) -> Bool) -> Draft {
        var draft = self
        draft.summary = summary.filter(isKept)
        draft.unplaced = unplaced.filter(isKept)
        for index in draft.sections.indices {
            draft.sections[index].sentences = sections[index].sentences.filter(isKept)
        }
        draft.sections.removeAll { $0.sentences.isEmpty }
        return draft
    }

    /// Adds sentences to what is said on a part.
    mutating func add(_ sentences: [Sentence], on question: EntryID) {
        if let index = sections.firstIndex(where: { $0.question == question }) {
            sections[index].sentences += sentences
        } else {
            sections.append(Section(question: question, sentences: sentences))
        }
    }

    /// The draft with each unplaced sentence in the part that its first finding answers, else in the opening.
    ///
    /// - Parameter parts: The part that each finding answers.
    /// - Returns: A draft without unplaced sentences.
    func placing(by parts: [EntryID: EntryID]) -> Draft {
        var draft = self
        draft.unplaced = []
        for sentence in unplaced {
            if let part = sentence.findings.lazy.compactMap({ parts[$0] }).first {
                draft.add([sentence], on: part)
            } else {
                draft.summary.append(sentence)
            }
        }
        return draft
    }

    /// The draft as Markdown, which ``DraftParser`` reads.
    ///
    /// - Parameter titles: The words of the parts.
    /// - Returns: The text, in which each item of a list is one sentence.
    func markdown(titles: [EntryID: String]) -> String {
        var parts: [String] = []
        if !summary.isEmpty { parts.append("## Answer\n\n" + Self.lines(summary)) }
        for section in sections {
            let title = titles[section.question].map { " " + MarkdownText.escaped($0) } ?? ""
            parts.append("## \(section.question)\(title)\n\n\(Self.lines(section.sentences))")
        }
        if !gaps.isEmpty {
            parts.append(
                "## Not established\n\n" + gaps.map { "- " + MarkdownText.escaped($0) }.joined(separator: "\n")
            )
        }
        return parts.joined(separator: "\n\n")
    }

    private static func lines(_ sentences: [Sentence]) -> String {
        sentences.map { "- " + MarkdownText.escaped($0.text) + $0.findings.map { " [\($0)]" }.joined() }
            .joined(separator: "\n")
    }
}
