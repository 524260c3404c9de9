import Research

/// Writes an answer of quotes as Markdown, in which words from outside stay words.
enum AnswerMarkdown {
    /// The answer as Markdown.
    static func text(_ answer: Answer) -> String {
        var parts = [lead(answer)].filter { !$0.isEmpty }
        let leads = Set(answer.lead.map(\.finding))
        for section in answer.sections {
            let rest = section.claims.filter { !leads.contains($0.finding) }
            if rest.isEmpty { continue }
            if answer.sections.count > 1 { parts.append("### " + escaped(section.question)) }
            parts.append(rest.map { "- " + claim($0) }.joined(separator: "\n"))
        }
        if !answer.conflicts.isEmpty { parts.append("### Disagreements\n\n" + conflicts(answer)) }
        if !answer.gaps.isEmpty {
            parts.append("### Not established\n\n" + answer.gaps.map { "- " + escaped($0) }.joined(separator: "\n"))
        }
        if !answer.sources.isEmpty { parts.append("### Sources:\n\n" + sources(answer)) }
        return parts.joined(separator: "\n\n") + "\n"
    }

    private static func lead(_ answer: Answer) -> String {
        if !answer.claims.isEmpty { return answer.lead.map(claim).joined(separator: "\n\n") }
        return answer.sourceCount == 0
            ? "There is no source on the board yet. Add some with `/sources PATH`."
            : AnswerOutput.unanswered(bySources: answer.sourceCount)
    }

    private static func claim(_ claim: Answer.Claim) -> String { "“\(escaped(claim.text))” \(claim.labels)" }

    private static func conflicts(_ answer: Answer) -> String {
        answer.conflicts.map { conflict in
            "- \(escaped(conflict.leftClaim)): \(claim(conflict.left))\n"
                + "  against \(escaped(conflict.rightClaim)): \(claim(conflict.right))"
        }
        .joined(separator: "\n")
    }

    private static func sources(_ answer: Answer) -> String {
        answer.sources.map { source in
            let remark = source.remark.map { "\n  " + $0 } ?? ""
            return "- [\(source.label)] \(escaped(source.title)) (\(source.id)) \(escaped(source.uri))\(remark)"
        }
        .joined(separator: "\n")
    }

    /// Escapes what Markdown could take for a mark.
    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text.onOneLine {
            if "\\`*_[]<>|#~&!".contains(character) { result.append("\\") }
            result.append(character)
        }
        return result
    }
}
