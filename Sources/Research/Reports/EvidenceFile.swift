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
    ///   - checks: The verdicts of the checks, by finding.
    /// - Returns: A JSON object.
    public static func json(_ answer: Answer, checks: [String: Verdict]) -> JSON {
        let claims = answer.claims.enumerated().map { index, claim in
            let source = answer.sources.first { $0.label == claim.label }
            return [
                "n": .int(index + 1), "text": .string(claim.text), "finding": .string(claim.finding.description),
                "support": .int(claim.support),
                "citations": [
                    [
                        "label": .string(claim.label), "source": .string(claim.quote.source.description),
                        "uri": JSON(source?.uri), "title": JSON(source?.title),
                        "snapshot": .string(claim.quote.snapshot.hexadecimal), "exact": .string(claim.quote.exact),
                        "prefix": .string(claim.quote.prefix), "suffix": .string(claim.quote.suffix),
                        "start": .int(claim.quote.start), "end": .int(claim.quote.end),
                        "check": .string((checks[claim.finding.description] ?? .unchecked).rawValue),
                    ]
                ],
            ] as JSON
        }
        return [
            "schema": "slate.evidence/1", "run": .string(answer.run), "question": .string(answer.question),
            "claims": .array(claims), "gaps": .array(answer.gaps.map(JSON.string)),
        ]
    }
}
