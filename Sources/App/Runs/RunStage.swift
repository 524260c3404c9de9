import Agents
import Blackboard
import Core

/// A part of a run: from when it was begun or taken up until it came to an answer.
///
/// A run that reached a limit, or whose writer failed, has come to an answer that is not its last one, and has left drafts
/// and critiques on the board. Whoever works it through again has to do that stage by stage.
struct RunStage: Sendable {
    private static let limitsKey = "limits"
    private static let optionsKey = "options"
    private static let teamKey = "models"

    /// The step with which it ended; nothing for the last one.
    let end: Int?
    /// What it might use; nothing if that was not written down.
    let limits: BudgetLimits?
    /// The options of the call that decide who is asked and how far agents may go.
    let options: [String: [String]]
    /// Who was asked; nothing if that was not written down.
    let team: RunTeam?

    /// What is written down of a stage.
    ///
    /// - Parameters:
    ///   - session: What works on it.
    ///   - team: Who was asked.
    /// - Returns: Members of an object.
    static func circumstances(of session: Session, _ team: RunTeam) -> [JSON.Member] {
        let names = Set((ModelOptions.choice + ModelOptions.limits + ModelOptions.agents).map(\.name))
        let values = session.invocation.values.filter { names.contains($0.key) }.sorted { $0.key < $1.key }
        return [
            JSON.Member(limitsKey, session.configuration.runBudget.json),
            JSON.Member(optionsKey, .object(values.map { JSON.Member($0.key, .array($0.value.map(JSON.string))) })),
            JSON.Member(teamKey, team.json),
        ]
    }

    /// The stages of a run.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - board: The board that has it.
    /// - Returns: At least one.
    /// - Throws: What the board throws.
    static func all(of run: String, on board: Blackboard) async throws -> [RunStage] {
        let facts = try await board.steps(of: RunFacts.agent, in: run)
        let answers = facts.filter { $0.kind == .clock && !$0.isSuperseded }.sorted { $0.id < $1.id }
        if answers.isEmpty { return [RunStage(end: nil, limits: nil, options: [:], team: nil)] }
        return answers.indices.map { index in
            let answer = answers[index]
            return RunStage(
                end: index == answers.endIndex - 1 ? nil : answer.id,
                limits: answer.result[limitsKey].map(BudgetLimits.init),
                options: options(answer.result[optionsKey]),
                team: RunTeam(answer.result[teamKey])
            )
        }
    }

    private static func options(_ json: JSON?) -> [String: [String]] {
        guard case .object(let members) = json else { return [:] }
        let pairs = members.map { ($0.name, $0.value.array?.compactMap(\.string) ?? []) }
        return Dictionary(pairs) { first, _ in first }
    }
}
