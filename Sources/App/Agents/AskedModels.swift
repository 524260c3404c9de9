import Agents
import Core
import LanguageModels
import Synchronization

/// Notes whose models the agents of a run have got, for who tells the run again: by then others may be configured, or none.
final class AskedModels: Sendable {
    /// Who is told of where nothing is known.
    static let unknown = ModelIdentity(provider: "unknown", model: "unknown")
    /// The member of a run's usage that tells.
    private static let key = "models"

    private let members = Mutex<[String: RunTeam.Member]>([:])

    /// The place of an agent, by which its model is found again: a role may work at the top with another model than below.
    ///
    /// - Parameters:
    ///   - role: Its role; nothing for an agent without one.
    ///   - isWorker: Whether another agent hands it its task.
    /// - Returns: The place in words.
    static func seat(of role: Role?, isWorker: Bool) -> String {
        (isWorker ? "worker" : "top") + (role.map { " \($0.name)" } ?? "")
    }

    /// What is written down with a run that has ended.
    ///
    /// - Parameter usage: What the run tells of what it has used.
    /// - Returns: The models by place; nothing if that was not written down.
    static func recorded(in usage: JSON?) -> RunTeam? { RunTeam(usage?[key]) }

    /// Notes the model of an agent.
    func note(_ member: RunTeam.Member, _ role: Role?, isWorker: Bool) {
        members.withLock { $0[Self.seat(of: role, isWorker: isWorker)] = member }
    }

    /// What is to be written down with the run.
    var json: JSON.Member { JSON.Member(Self.key, RunTeam(members: members.withLock { $0 }).json) }
}
