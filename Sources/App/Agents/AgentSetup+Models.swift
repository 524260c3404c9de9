import Agents
import Blackboard
import LanguageModels
import Research

extension AgentSetup {
    /// The model of an agent.
    ///
    /// - Parameters:
    ///   - role: Its role; nothing for an agent without one.
    ///   - isWorker: Whether another agent hands it its task.
    /// - Returns: The model; nothing was sent.
    /// - Throws: `ConfigurationError`, also if there is none; `ModelError` or `CancellationError` from finding a key.
    func model(of role: Role?, isWorker: Bool) async throws -> ChosenModel {
        let choice = session.configuration.model(of: role, isWorker: isWorker)
        if session.invocation.taken?.mode == .replay {
            let member = await recordedMember(of: role, isWorker: isWorker, choice)
            return ChosenModel(RecordedModel(member.identity), contextTokens: member.contextTokens)
        }
        guard let model = try await models.model(choice, warn: { session.console.warn($0) }) else {
            throw ConfigurationError(
                message: "an agent needs a model, and none is configured: use --model NAME, or set model in "
                    + "\(session.configuration.files[0]) ('slate models' shows what could be used)"
            )
        }
        asked.note(RunTeam.Member(model.chain.identity, contextTokens: model.contextTokens), role, isWorker: isWorker)
        return ChosenModel(model.chain, contextTokens: model.contextTokens)
    }

    /// Who has answered for an agent of a run that is told again: what is configured by now counts only where the run
    /// does not tell, since it was killed, say.
    private func recordedMember(of role: Role?, isWorker: Bool, _ choice: ModelChoice) async -> RunTeam.Member {
        // What was removed from texts then is removed again.
        await models.noteKey(of: choice)
        if let member = role.flatMap({ session.recordedTeam?.members[$0.name] }) { return member }
        let seat = AskedModels.seat(of: role, isWorker: isWorker)
        if let member = session.invocation.taken?.asked?.members[seat] { return member }
        // Who is not configured properly by now is as good as nobody: nothing is asked.
        let identity = choice.isExtractive ? nil : try? models.identity(of: choice)
        return RunTeam.Member(identity ?? AskedModels.unknown, contextTokens: choice.contextTokens)
    }

    /// Who is asked in a run of `ask` or `report`.
    ///
    /// - Throws: `ConfigurationError` if nothing tells who serves a model.
    var team: RunTeam {
        get throws {
            if let recorded = session.recordedTeam { return recorded }
            var members: [String: RunTeam.Member] = [:]
            for name in RunTeam.roles where session.means(of: name) == .model {
                let choice = session.configuration.model(of: try roles.role(named: name), isWorker: true)
                members[name] = RunTeam.Member(try models.identity(of: choice), contextTokens: choice.contextTokens)
            }
            return RunTeam(members: members)
        }
    }
}

extension Configuration {
    /// The model of an agent: what the configuration says of its role, else what the role's file says, else the
    /// model of workers, else the main one.
    func model(of role: Role?, isWorker: Bool) -> ModelChoice {
        var choice = model(for: .role(role?.name ?? "", isDelegated: isWorker))
        guard let role, let name = role.model, value(at: ["roles", role.name, "model"]) == nil else { return choice }
        choice.model = name
        choice.origin = role.path ?? "the role \(role.name)"
        if let provider = role.provider, provider != choice.provider {
            choice.provider = provider
            // A key must not go to a server that it is not for.
            (choice.baseURL, choice.key, choice.keyVariable, choice.keyCommand) = (nil, nil, nil, nil)
        }
        choice.contextTokens = nil
        return choice
    }
}
