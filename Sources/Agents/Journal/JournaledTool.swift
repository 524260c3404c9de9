public import Blackboard
public import Core
public import LanguageModels

/// A tool whose calls are journaled: what it gave before it gives again, without doing anything.
public struct JournaledTool: Tool {
    /// The most bytes of one text of the arguments that is kept for people.
    private static let textLimit = 2_000
    private static let labelLimit = 100

    private let tool: any Tool
    private let journal: Journal
    private let agent: JournalAgent

    /// Wraps a tool.
    ///
    /// - Parameters:
    ///   - tool: The tool.
    ///   - journal: The journal of the run.
    ///   - agent: Who uses it.
    public init(_ tool: any Tool, journal: Journal, agent: JournalAgent) {
        self.tool = tool
        self.journal = journal
        self.agent = agent
    }

    /// What the model is told of it.
    public var definition: ToolDefinition { tool.definition }
    /// What it is able to do.
    public var access: ToolAccess { tool.access }
    /// Whether calls may run at the same time as others.
    public var runsInParallel: Bool { tool.runsInParallel }
    /// True: what no model may see is not written down either.
    public var cleansText: Bool { true }

    /// Does it, or tells what came of it before.
    public func run(_ arguments: JSON, _ context: ToolContext) async throws -> ToolOutput {
        let name = definition.name
        let written = WrittenJSON(arguments)
        let redacted = arguments.redacted(context.removing, limit: Self.textLimit)
        let shown = redacted == arguments ? written : WrittenJSON(redacted)
        var (isBegun, done) = (false, ToolOutput?.none)
        do {
            let result = try await journal.step(
                Self.key(of: name, written, agent),
                label: "\(name) \(shown.text.prefix(bytes: Self.labelLimit))",
                input: WrittenJSON { json in
                    json.object { json in
                        json.member("name", name)
                        json.member("class", tool.access.rawValue)
                        json.member("arguments", shown)
                    }
                },
                recording: tool.recording
            ) {
                isBegun = true
                let output = try await perform(arguments, context)
                done = output
                return output
            }
            if let done { return done }
            guard var output = ToolOutput(result.json) else {
                throw AgentError(.tool, "a result in the journal is damaged; begin the run anew")
            }
            // Keys that are in use now were not, perhaps, when it was recorded.
            output.text = context.clean(output.text)
            if !isBegun { try await tool.takeUp(arguments, output, context) }
            return output
        } catch let failure as StepFailure {
            // In the same words, whether it has just failed or did so when the run was recorded.
            throw AgentError(.tool, failure.description)
        }
    }

    private func perform(_ arguments: JSON, _ context: ToolContext) async throws -> ToolOutput {
        do {
            var output = try await tool.run(arguments, context)
            // What no model may see is not written down either.
            output.text = context.clean(output.text)
            return output
        } catch {
            if error is CancellationError || Task.isCancelled { throw error }
            let message = context.clean("\(error)")
            throw StepFailure(["message": .string(message)], isTransient: Self.isTransient(error))
        }
    }

    /// What a call of a tool is known by.
    static func key(of name: String, _ arguments: WrittenJSON, _ agent: JournalAgent) -> JournalKey {
        JournalKey(agent, kind(of: name), request: "\(name)\n\(arguments.text)")
    }

    private static func kind(of name: String) -> JournalKey.Kind {
        switch name {
        case "fetch_url": .fetch
        case "search_web": .search
        default: .tool
        }
    }

    /// What a tool says itself is a fact of the run; what the system or a network does may be otherwise next time.
    private static func isTransient(_ error: any Error) -> Bool {
        switch error {
        case let error as BlackboardError: [.unwritten, .database].contains(error.code)
        case is AgentError, is JSONError: false
        case let error as FileError: ![.notFound, .exists, .tooLarge, .wrongType].contains(error.code)
        default: true
        }
    }
}

extension Journal {
    /// Wraps tools.
    ///
    /// - Parameters:
    ///   - tools: The tools.
    ///   - agent: Who uses them.
    /// - Returns: The same tools, journaled.
    public func tools(_ tools: [any Tool], of agent: JournalAgent) -> [any Tool] {
        tools.map { JournaledTool($0, journal: self, agent: agent) }
    }
}

extension ToolOutput: JSONWritable {
    /// Writes the output, for the journal.
    ///
    /// - Parameter json: Takes it.
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("text", text)
            json.member("artifacts", artifacts)
        }
    }

    /// Reads an output.
    ///
    /// - Parameter json: What `write` has written; anything else is no output.
    init?(_ json: JSON) {
        guard let text = json["text"]?.string, let items = json["artifacts"]?.array else { return nil }
        let artifacts = items.compactMap { item in
            item["entry"]?.string.flatMap { EntryID($0) }.map(Artifact.entry) ?? item["file"]?.string.map(Artifact.file)
        }
        guard artifacts.count == items.count else { return nil }
        self.init(text, artifacts: artifacts)
    }
}

extension Artifact: JSONWritable {
    /// Writes what the artifact is, for the journal.
    ///
    /// - Parameter json: Takes it.
    public func write(to json: inout JSONWriter) {
        json.object { json in
            switch self {
            case .entry(let id): json.member("entry", id.description)
            case .file(let path): json.member("file", path)
            }
        }
    }
}
