public import Core

/// What a check of a citation came to.
public enum Verdict: String, Sendable {
    /// The words are in the text that is cited.
    case found
    /// They are not.
    case notFound = "not_found"
    /// The text can no longer be looked at.
    case unchecked
}

/// The outcome of the checks of a report.
public struct Verification: Sendable {
    /// The check of one claim or listed quote.
    public struct Check: Sendable {
        /// Its line in the report, from 1.
        public let line: Int
        /// The heading that it stands under.
        public let section: String
        /// The words.
        public let text: String
        /// The labels that it cites.
        public let labels: [String]
        /// What it came to.
        public let verdict: Verdict
        /// Why, if it was not found or could not be checked.
        public let reason: String
    }

    /// The checks, in the order of the report.
    public let checks: [Check]

    /// How many came to what.
    public var counts: ReportText.Counts {
        var counts = ReportText.Counts()
        for check in checks {
            switch check.verdict {
            case .found: counts.found += 1
            case .notFound: counts.notFound += 1
            case .unchecked: counts.unchecked += 1
            }
        }
        return counts
    }

    /// The outcome as an object.
    public var json: JSON {
        let items = checks.enumerated().map { index, check -> JSON in
            [
                "n": .int(index + 1), "line": .int(check.line), "section": .string(check.section),
                "text": .string(check.text),
                "labels": .array(check.labels.map(JSON.string)), "verdict": .string(check.verdict.rawValue),
                "reason": check.reason.isEmpty ? nil : .string(check.reason),
            ]
        }
        let claims: JSON = [
            "found": .int(counts.found), "not_found": .int(counts.notFound), "unchecked": .int(counts.unchecked),
        ]
        return ["ok": .bool(counts.notFound == 0), "claims": claims, "checks": .array(items)]
    }
}
