import Agents
public import Blackboard
public import Core

/// What `ask` prints.
public enum AnswerOutput {
    /// Whether a claim's words are in the text that it cites, looked up anew.
    ///
    /// - Parameters:
    ///   - answer: The answer.
    ///   - board: Where the texts are.
    /// - Returns: A verdict for each citation, by its `key`.
    /// - Throws: What the board throws, but for texts that are gone.
    public static func checks(_ answer: Answer, on board: Blackboard) async throws -> [String: Verdict] {
        var verdicts: [String: Verdict] = [:]
        for citation in answer.claims.flatMap(\.citations) {
            do {
                let check = QuoteCheck(try await board.snapshot(citation.quote.snapshot))
                verdicts[citation.key] = check.holds(citation.quote.exact) ? .found : .notFound
            } catch let error as BlackboardError where error.code == .snapshotMissing {
                verdicts[citation.key] = .unchecked
            }
        }
        return verdicts
    }

    /// What is told where sources are there and none of them says anything of what was asked.
    ///
    /// - Parameter count: How many there are.
    /// - Returns: A sentence.
    public static func unanswered(bySources count: Int) -> String {
        count == 1
            ? "The only source does not answer this question." : "None of the \(count) sources answers this question."
    }

    /// The answer as text.
    ///
    /// - Parameter answer: The answer.
    /// - Returns: Markdown without escapes, for people.
    public static func text(_ answer: Answer) -> String {
        var parts = [answer.notice]
        if answer.claims.isEmpty {
            parts.append(
                answer.sourceCount == 0
                    ? "There is no source on the board yet. Add some: slate ingest PATH, or ask with --source PATH."
                    : unanswered(bySources: answer.sourceCount)
            )
        }
        parts += answer.lead.map { plain($0) }
        let isSingle = answer.sections.count == 1
        let leads = Set(answer.lead.map(\.key))
        for section in answer.sections {
            let rest = section.claims.filter { !leads.contains($0.key) }
            if rest.isEmpty { continue }
            let lines = rest.map { "- " + plain($0) }
            parts.append(((isSingle ? [] : [section.question]) + lines).joined(separator: "\n"))
        }
        if !answer.conflicts.isEmpty { parts.append(conflicts(answer)) }
        if !answer.gapsAndRemarks.isEmpty {
            parts.append("Not established:\n" + answer.gapsAndRemarks.map { "- \($0)" }.joined(separator: "\n"))
        }
        if !answer.sources.isEmpty { parts.append(sources(answer)) }
        return parts.joined(separator: "\n\n")
    }

    private static func plain(_ claim: Answer.Claim) -> String {
        let words = claim.isVerbatim ? "“\(claim.text)”" : claim.text
        return words + (claim.reservation.map { " " + $0.words } ?? "") + " " + claim.labels
    }

    private static func conflicts(_ answer: Answer) -> String {
        let lines = answer.conflicts.map { conflict in
            "- \(conflict.leftClaim): “\(conflict.left.text)” \(conflict.left.labels)\n"
                + "  against \(conflict.rightClaim): “\(conflict.right.text)” \(conflict.right.labels)"
        }
        return "Disagreements:\n" + lines.joined(separator: "\n")
    }

    private static func sources(_ answer: Answer) -> String {
        let lines = answer.sources.flatMap { source in
            ["[\(source.label)] \(source.title) (\(source.id)) \(source.uri)"]
                + (source.remark.map { ["     " + $0] } ?? [])
        }
        return "Sources:\n" + lines.joined(separator: "\n")
    }

    /// What was done, step by step.
    ///
    /// - Parameter answer: The answer.
    /// - Returns: A list of objects.
    public static func progress(_ answer: Answer) -> JSON {
        .array(
            answer.progress.map {
                [
                    "step": .string($0.step), "digest": .string($0.digest), "tokens_in": .int($0.inputTokens),
                    "tokens_out": .int($0.outputTokens),
                ]
            }
        )
    }

    /// The answer as an object.
    ///
    /// - Parameters:
    ///   - answer: The answer.
    ///   - checks: The verdicts of its citations.
    /// - Returns: The object of the contract.
    public static func json(_ answer: Answer, checks: [String: Verdict]) -> JSON {
        let citations = answer.claims.flatMap { claim in
            claim.citations.map { citation -> JSON in
                let source = answer.source(citation.label)
                return [
                    "label": .string(citation.label), "source": .string(citation.quote.source.description),
                    "finding": .string(citation.finding.description), "uri": JSON(source?.uri),
                    "title": JSON(source?.title), "quote": .string(citation.quote.exact),
                    "start": .int(citation.quote.start), "end": .int(citation.quote.end),
                    "check": .string((checks[citation.key] ?? .unchecked).rawValue),
                ]
            }
        }
        return [
            "question": .string(answer.question), "answer": .string(text(answer)),
            "engine": .string(answer.making.engine),
            "citations": .array(citations), "gaps": .array(answer.gaps.map(JSON.string)),
            "disagreements": .array(
                answer.conflicts.map {
                    [
                        "left": .string($0.left.label), "right": .string($0.right.label),
                        "left_claim": .string($0.leftClaim), "right_claim": .string($0.rightClaim),
                    ]
                }
            ),
            "progress": progress(answer),
            "run": .string(answer.run), "outcome": .string(answer.outcome), "exit_reason": .string(answer.exitReason),
            "message": answer.making.ending.flatMap { $0.message.isEmpty ? nil : .string($0.message) } ?? .null,
            "usage": answer.making.usedAgents
                ? answer.making.usage.json : ["calls": 0, "input_tokens": 0, "output_tokens": 0, "cost_usd": nil],
            "seconds": .double(answer.seconds),
        ]
    }
}
