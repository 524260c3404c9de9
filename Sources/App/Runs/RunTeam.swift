import Agents
import Core
import LanguageModels
import Research

/// Which roles of a run have a model, and which.
///
/// It is written down with the run: who is configured by the time that the run is told again has no part in it.
struct RunTeam: Sendable {
    /// A model of a role.
    struct Member: Sendable, Equatable {
        private static let providerKey = "provider"
        private static let modelKey = "model"
        private static let contextKey = "context"

        let identity: ModelIdentity
        /// How many tokens it takes; nothing if that is not configured.
        let contextTokens: Int?

        init(_ identity: ModelIdentity, contextTokens: Int?) {
            self.identity = identity
            self.contextTokens = contextTokens
        }

        init?(_ json: JSON) {
            guard let provider = json[Self.providerKey]?.string, let model = json[Self.modelKey]?.string else {
                return nil
            }
            self.init(
                ModelIdentity(provider: provider, model: model),
                contextTokens: json[Self.contextKey]?.int
            )
        }

        var json: JSON {
            [
                Self.providerKey: .string(identity.provider), Self.modelKey: .string(identity.model),
                Self.contextKey: contextTokens.map(JSON.int) ?? .null,
            ]
        }
    }

    /// Whose models a run of `ask` or `report` has.
    static let roles = ["orchestrator", "researcher", "writer", "critic"]
    /// Nobody: all is done with the words of the sources.
    static let none = RunTeam(members: [:])

    /// The models by role; a role without one works without.
    let members: [String: Member]

    init(members: [String: Member]) { self.members = members }

    /// Reads what is written down; nothing if that is none.
    init?(_ json: JSON?) {
        guard case .object(let members) = json else { return nil }
        let pairs = members.compactMap { member in Member(member.value).map { (member.name, $0) } }
        self.members = Dictionary(pairs) { first, _ in first }
    }

    var json: JSON { .object(members.sorted { $0.key < $1.key }.map { JSON.Member($0.key, $0.value.json) }) }
}

extension Session {
    /// The team of the run that is told again, as it was; nothing for that of the configuration.
    var recordedTeam: RunTeam? { invocation.taken?.repetition?.stage.team }

    /// What a role works with in this run.
    func means(of role: String) -> ResearchOptions.Means {
        if let recordedTeam { return recordedTeam.members[role] == nil ? .extractive : .model }
        return configuration.model(for: .role(role, isDelegated: true)).isExtractive ? .extractive : .model
    }
}
