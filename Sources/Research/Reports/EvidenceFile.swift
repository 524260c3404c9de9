import Blackboard
public import Core

/// The file beside a report that says where each of its claims stands.
public enum EvidenceFile {
    /// The name of the file that belongs to a report.
    ///
    /// - Parameter report: The report.
    /// - Returns: Its path with `.evidence.json` behind it.
    public static func path(of report: Path) -> Path { Path(report.string + ".evidence.json") }

    /// Writes the evidence of an answer, with the selectors of the W3C Web Annotation Data Model.
    ///
    /// - Parameters:
    ///   - answer: What was found out.
    ///   - checks: The verdicts of its citations.
    /// - Returns: A JSON object.
    public static func json(_ answer: Answer, checks: [String: Verdict]) -> JSON {
        let claims = answer.claims.enumerated().map { index, claim -> JSON in
            [
                "n": .int(index + 1), "text": .string(claim.text), "finding": .string(claim.finding.description),
                "findings": .array(claim.findings.map { .string($0.description) }), "support": .int(claim.support),
                "verbatim": .bool(claim.isVerbatim), "reservation": JSON(claim.reservation?.rawValue),
                "citations": .array(claim.citations.map { object($0, of: answer, checks: checks) }),
            ]
        }
        return [
            "schema": "slate.evidence/1", "run": .string(answer.run), "question": .string(answer.question),
            "claims": .array(claims), "gaps": .array(answer.gaps.map(JSON.string)),
        ]
    }

    private static func object(_ citation: Answer.Citation, of answer: Answer, checks: [String: Verdict]) -> JSON {
        let source = answer.source(citation.label)
        return [
            "label": .string(citation.label), "finding": .string(citation.finding.description),
            "source": .string(citation.quote.source.description),
            "uri": JSON(source?.uri), "title": JSON(source?.title),
            "snapshot": .string(citation.quote.snapshot.hexadecimal), "exact": .string(citation.quote.exact),
            "prefix": .string(citation.quote.prefix), "suffix": .string(citation.quote.suffix),
            "start": .int(citation.quote.start), "end": .int(citation.quote.end),
            "check": .string((checks[citation.key] ?? .unchecked).rawValue),
        ]
    }
}
