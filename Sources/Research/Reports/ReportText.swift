public import Agents
import Core
import LanguageModels
import YAML

/// Writes an answer as a report in Markdown.
public struct ReportText: Sendable {
    /// What the checks of a report's citations came to.
    public struct Counts: Sendable, Equatable {
        /// Claims whose words are in their sources.
        public var found = 0
        /// Claims whose words are not.
        public var notFound = 0
        /// Claims whose source can no longer be looked at.
        public var unchecked = 0

        /// Creates counts, all zero.
        public init() {}

        /// The counts, such as `2 citations found, 0 not found, 1 unchecked`.
        public var words: String { "\(found.of("citation")) found, \(notFound) not found, \(unchecked) unchecked" }
    }

    private let answer: Answer
    private let version: String
    private let skills: [SkillSelection.Candidate]

    /// Prepares a report.
    ///
    /// - Parameters:
    ///   - answer: What was found out.
    ///   - version: The version of the program.
    ///   - skills: The skills that its question got.
    public init(_ answer: Answer, version: String, skills: [SkillSelection.Candidate] = []) {
        self.answer = answer
        self.version = version
        self.skills = skills
    }

    /// The report as a file of its own.
    ///
    /// - Parameter counts: What the checks of its citations came to.
    /// - Returns: Markdown with front matter.
    public func markdown(_ counts: Counts) -> String {
        "---\nrun: \(answer.run)\ncreated: \(answer.created)\n\(fields(counts))\n---\n\(body)\n"
    }

    /// The report without front matter.
    public var body: String {
        (["# " + MarkdownText.escaped(answer.question), notice] + sections).joined(separator: "\n\n")
    }

    /// What the report says of itself, as lines of front matter.
    ///
    /// - Parameter counts: What the checks of its citations came to.
    /// - Returns: YAML, without the run and the time, which every entry has.
    public func fields(_ counts: Counts) -> String {
        """
        schema: slate.report/1
        question: \(YAMLText.scalar(answer.question))
        slate: \(YAMLText.scalar(version))
        engine: \(YAMLText.scalar(answer.making.engine))
        models: {\(models)}
        sources_fetched: \(answer.sourceCount)
        sources_cited: \(answer.sources.count)
        claims: {found: \(counts.found), not_found: \(counts.notFound), unchecked: \(counts.unchecked)}
        skills: \(skillList.text)
        progress: \(stepList.text)
        usage: {calls: \(usage.calls), input_tokens: \(usage.tokens.inputTokens), \
        output_tokens: \(usage.tokens.outputTokens), cost_usd: \(cost)}
        stop_reason: \(answer.exitReason)
        """
    }

    /// In JSON, which is YAML that no name can break.
    private var skillList: JSON {
        .array(
            skills.map { candidate in
                let score = (candidate.score * 1_000).rounded() / 1_000
                return [
                    "name": .string(candidate.skill.name), "score": .double(score), "tokens": .int(candidate.tokens),
                ]
            }
        )
    }

    private var stepList: JSON {
        .array(
            answer.progress.map {
                ["step": .string($0.step), "tokens_in": .int($0.inputTokens), "tokens_out": .int($0.outputTokens)]
            }
        )
    }

    private var usage: AgentUsage { answer.making.usage }

    private var cost: String { usage.cost.map { $0 == 0 ? "0" : "\($0)" } ?? "null" }

    private var models: String {
        answer.making.models.sorted { $0.key < $1.key }
            .map { "\(YAMLText.scalar($0.key)): \(YAMLText.scalar($0.value))" }.joined(separator: ", ")
    }

    private var notice: String {
        "*\(MarkdownText.escaped(answer.notice)) `slate verify` re-checks each of them.*"
    }

    private var sections: [String] {
        var parts: [String] = []
        if answer.claims.isEmpty {
            parts.append("No source on the board answers this question.")
        } else if !answer.lead.isEmpty {
            parts.append("## Answer\n\n" + answer.lead.map { line($0) }.joined(separator: "\n"))
        }
        for section in answer.sections where !section.claims.isEmpty {
            let claims = section.claims.map { line($0) }.joined(separator: "\n")
            parts.append("## \(MarkdownText.escaped(section.question))\n\n\(claims)")
        }
        if !answer.conflicts.isEmpty { parts.append("## Disagreements\n\n" + conflicts) }
        if !answer.gapsAndRemarks.isEmpty {
            let gaps = answer.gapsAndRemarks.map { "- " + MarkdownText.escaped($0) }
            parts.append("## Not established\n\n" + gaps.joined(separator: "\n"))
        }
        if !answer.sources.isEmpty { parts.append("## Sources\n\n" + sources) }
        return parts
    }

    private var conflicts: String {
        answer.conflicts.map { conflict in
            let left = line(conflict.left, lead: conflict.leftClaim)
            return left + "\n" + line(conflict.right, lead: "against: " + conflict.rightClaim, indent: "  ")
        }
        .joined(separator: "\n")
    }

    private func line(_ claim: Answer.Claim, lead: String = "", indent: String = "") -> String {
        let lead = lead.isEmpty ? "" : MarkdownText.escaped(lead) + ": "
        let words = claim.isVerbatim ? MarkdownText.quoted(claim.text) : MarkdownText.escaped(claim.text)
        let reservation = claim.reservation.map { " *\($0.words)*" } ?? ""
        return "\(indent)- \(lead)\(words)\(reservation) \(claim.labels)"
    }

    private var sources: String {
        answer.sources.map { source in
            var lines = [
                "- **[\(source.label)]** \(MarkdownText.escaped(source.title)). \(MarkdownText.address(source.uri)) "
                    + "— \(source.id) on the board, accessed \(source.accessed), snapshot sha256:\(source.snapshot)"
            ]
            if let remark = source.remark { lines.append("  - " + remark) }
            var seen: Set<String> = []
            for citation in answer.claims.flatMap(\.citations) where citation.label == source.label {
                if seen.insert(citation.text).inserted { lines.append("  > " + MarkdownText.quoted(citation.text)) }
            }
            return lines.joined(separator: "\n")
        }
        .joined(separator: "\n\n")
    }
}
