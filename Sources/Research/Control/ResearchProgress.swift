public import Blackboard
import Core

/// What happens during a run with agents, for whoever watches.
public enum ResearchProgress: Sendable, Equatable {
    /// A run begins or is taken up.
    case started(run: String, question: EntryID, isResumed: Bool)
    /// The plan is on the board.
    case planned(Plan)
    /// Findings that the board had are used, from sources that were read some days ago.
    case reused([EntryID], part: String, days: Int)
    /// Research on a part begins.
    case researching(EntryID, part: String)
    /// Research on a part has ended.
    case researched(EntryID, findings: Int, error: String?)
    /// A draft goes back to its writer, for these reasons.
    case returned([String])
    /// A draft is on the board.
    case drafted(EntryID)
    /// A draft was checked.
    case reviewed(EntryID, critiques: Int)
    /// Something did not work; the run goes on without it.
    case fellBack(role: String, reason: String)
    /// The run has ended.
    case ended(ResearchEnding)
}

extension ResearchProgress: CustomStringConvertible {
    /// One line for a person.
    public var description: String {
        switch self {
        case .started(let run, let question, let isResumed):
            "\(isResumed ? "goes on with" : "works on") \(question), run \(run)"
        case .planned(let plan): "plan: \(plan.parts.count.of("part"))"
        case .reused(let findings, let part, let days):
            "known already: \(findings.map(\.description).joined(separator: ", ")), from sources read "
                + "\(Self.ago(days)), for: \(part)"
        case .researching(let task, let part): "\(task): researches \(part)"
        case .researched(let task, let findings, let error):
            "\(task): \(findings.of("finding"))" + (error.map { "; \($0)" } ?? "")
        case .returned(let reasons): "the draft goes back: \(reasons.joined(separator: "; "))"
        case .drafted(let draft): "\(draft) is written"
        case .reviewed(let draft, let critiques):
            "\(draft) is checked: \(critiques.of("critique"))"
        case .fellBack(let role, let reason): "the \(role) goes on without a model: \(reason)"
        case .ended(let ending):
            ending.message.isEmpty ? ending.code.rawValue : "\(ending.code.rawValue): \(ending.message)"
        }
    }

    private static func ago(_ days: Int) -> String {
        switch days {
        case ...0: "today"
        case 1: "yesterday"
        default: "\(days) days ago"
        }
    }
}
