import Blackboard
import Core

/// What the check of a draft came to, as the task of the check keeps it.
struct Review: Sendable, Equatable {
    /// Whether a sentence says what its findings say.
    enum Verdict: String, Sendable, CaseIterable {
        /// All of it is in the findings.
        case supported
        /// Some of it is.
        case partly
        /// None of it is.
        case not
        /// The findings say otherwise.
        case contradicts
        /// Nobody could tell; that is no objection.
        case unchecked

        /// What it counts for one draft against another.
        var weight: Double {
            switch self {
            case .supported: 1
            case .partly, .unchecked: 0.5
            case .not, .contradicts: -1
            }
        }
    }

    /// The verdict on one sentence.
    struct Judgement: Sendable, Equatable {
        let sentence: Draft.Sentence
        let verdict: Verdict
        /// Why, in a few words.
        let reason: String
    }

    private static let schema = "slate.review/1"

    let judgements: [Judgement]
    /// How many parts of the question the draft speaks to.
    let covered: Int
    /// Why no model judged, if that was to be.
    let failure: String?

    init(judgements: [Judgement], covered: Int, failure: String? = nil) {
        self.judgements = judgements
        self.covered = covered
        self.failure = failure
    }

    /// The better of two drafts has the higher one.
    var quality: Double { judgements.reduce(Double(covered)) { $0 + $1.verdict.weight } }

    /// The verdict on a sentence; nothing if it was not there when the draft was checked.
    func judgement(of sentence: Draft.Sentence) -> Judgement? { judgements.first { $0.sentence == sentence } }

    /// Reads what `text` wrote.
    init?(text: String) {
        // A task whose text somebody has changed is no review; the draft is checked again.
        guard let json = try? JSON(parsing: text), json["schema"]?.string == Self.schema else { return nil }
        judgements = (json["judgements"]?.array ?? []).compactMap { item in
            guard let text = item["sentence"]?.string,
                let verdict = item["verdict"]?.string.flatMap(Verdict.init(rawValue:))
            else { return nil }
            let findings = (item["findings"]?.array ?? []).compactMap { $0.string.flatMap { EntryID($0) } }
            return Judgement(
                sentence: Draft.Sentence(text: text, findings: findings),
                verdict: verdict,
                reason: item["reason"]?.string ?? ""
            )
        }
        covered = json["covered"]?.int ?? 0
        failure = json["failure"]?.string
    }

    /// The review as a text that people and programs can read.
    var text: String {
        let items = judgements.map { item -> JSON in
            [
                "sentence": .string(item.sentence.text),
                "findings": .array(item.sentence.findings.map { .string($0.description) }),
                "verdict": .string(item.verdict.rawValue), "reason": .string(item.reason),
            ]
        }
        let json: JSON = [
            "schema": .string(Self.schema), "covered": .int(covered), "failure": JSON(failure),
            "judgements": .array(items),
        ]
        return json.prettyText
    }
}
