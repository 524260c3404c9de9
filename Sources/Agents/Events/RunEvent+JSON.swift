public import Core

extension RunEvent {
    /// The event as it is stored and as `--jsonl` prints it.
    public var json: JSON {
        let head: [JSON.Member] = [
            JSON.Member("seq", .int(sequence)), JSON.Member("time", .string(time.description)),
            JSON.Member("agent", .string(agent.description)), JSON.Member("event", .string(kind.name)),
        ]
        return .object(head + kind.members)
    }

    /// Reads a stored event.
    ///
    /// - Parameter json: An object as `json` makes it; nothing comes of one of a kind that is unknown.
    public init?(_ json: JSON) {
        guard let sequence = json["seq"]?.int, let time = json["time"]?.string.flatMap(Timestamp.init),
            let agent = json["agent"]?.string.flatMap(AgentID.init), let name = json["event"]?.string,
            let kind = Kind(name, json)
        else { return nil }
        self.init(sequence: sequence, time: time, agent: agent, kind: kind)
    }
}

extension RunEvent.Kind {
    /// The kind's name, such as `tool_started`.
    public var name: String {
        switch self {
        case .spawned: "spawned"
        case .started: "started"
        case .restarted: "restarted"
        case .progress: "progress"
        case .toolStarted: "tool_started"
        case .toolCompleted: "tool_completed"
        case .decided: "approval"
        case .warned: "warning"
        case .noted: "notice"
        case .ended(let outcome, _): outcome.rawValue
        case .paused: "paused"
        case .resumed: "resumed"
        }
    }

    fileprivate var members: [JSON.Member] {
        let object: JSON =
            switch self {
            case .spawned(let parent, let role, let task):
                ["parent": JSON(parent?.description), "role": .string(role), "task": .string(task)]
            case .started(let attempt): ["attempt": .int(attempt)]
            case .restarted(let attempt, let error): ["attempt": .int(attempt), "last_error": .string(error)]
            case .progress(let iteration, let limit, let tokens, let dollars):
                [
                    "iteration": .int(iteration), "limit": limit.map(JSON.int) ?? .null, "tokens": .int(tokens),
                    "cost_usd": dollars.map(JSON.double) ?? .null,
                ]
            case .toolStarted(let call, let tool): ["call": .string(call), "tool": .string(tool)]
            case .toolCompleted(let call, let tool, let time, let error):
                ["call": .string(call), "tool": .string(tool), "ms": .int(time), "error": JSON(error)]
            case .decided(let tool, let kind, let isApproved, let source):
                [
                    "tool": .string(tool), "class": .string(kind.rawValue), "approved": .bool(isApproved),
                    "by": .string(source.rawValue),
                ]
            case .warned(let text): ["text": .string(text)]
            case .noted(let code, let text): ["code": .string(code), "text": .string(text)]
            case .ended(_, let reason): ["reason": JSON(reason)]
            case .paused, .resumed: [:]
            }
        if case .object(let members) = object { return members }
        return []
    }

    fileprivate init?(_ name: String, _ json: JSON) {
        func text(_ name: String) -> String { json[name]?.string ?? "" }
        func number(_ name: String) -> Int { json[name]?.int ?? 0 }
        switch name {
        case "spawned":
            let parent = json["parent"]?.string.flatMap(AgentID.init)
            self = .spawned(parent: parent, role: text("role"), task: text("task"))
        case "started": self = .started(attempt: number("attempt"))
        case "restarted": self = .restarted(attempt: number("attempt"), lastError: text("last_error"))
        case "progress":
            let (limit, dollars) = (json["limit"]?.int, json["cost_usd"]?.double)
            self = .progress(iteration: number("iteration"), limit: limit, tokens: number("tokens"), dollars: dollars)
        case "tool_started": self = .toolStarted(call: text("call"), tool: text("tool"))
        case "tool_completed":
            let error = json["error"]?.string
            self = .toolCompleted(call: text("call"), tool: text("tool"), milliseconds: number("ms"), error: error)
        case "approval":
            guard let kind = ToolAccess(rawValue: text("class")), let isApproved = json["approved"]?.bool,
                let source = ApprovalDecision.Source(rawValue: text("by"))
            else { return nil }
            self = .decided(tool: text("tool"), kind: kind, isApproved: isApproved, source: source)
        case "warning": self = .warned(text("text"))
        case "notice": self = .noted(code: text("code"), text: text("text"))
        case "paused": self = .paused
        case "resumed": self = .resumed
        default:
            guard let outcome = RunEvent.Outcome(rawValue: name) else { return nil }
            self = .ended(outcome, reason: json["reason"]?.string)
        }
    }
}
