public import Blackboard
public import Core
public import LanguageModels

/// Something that an agent can do.
public protocol Tool: Sendable {
    /// Its name, what it does, and the JSON Schema of its arguments.
    var definition: ToolDefinition { get }
    /// What it is able to do, for approvals.
    var access: ToolAccess { get }
    /// Whether calls may run at the same time as others, as of tools that only read.
    var runsInParallel: Bool { get }
    /// When a call is journaled, and the answer that makes no other.
    var recording: Journal.Recording { get }
    /// Whether it cleans the text of its outputs itself (`ToolContext.clean`), so that nobody has to do it again.
    var cleansText: Bool { get }

    /// Does it; cancelling the task must end it soon.
    ///
    /// - Parameters:
    ///   - arguments: An object that satisfies the schema.
    ///   - context: Who calls.
    /// - Returns: What the model is told.
    /// - Throws: An error, whose description the model is told.
    func run(_ arguments: JSON, _ context: ToolContext) async throws -> ToolOutput

    /// Takes up what a call began before the run was taken up, which is not made again.
    ///
    /// - Parameters:
    ///   - arguments: What it was called with.
    ///   - output: What it gave.
    ///   - context: Who called.
    /// - Throws: An error, whose description the model is told.
    func takeUp(_ arguments: JSON, _ output: ToolOutput, _ context: ToolContext) async throws
}

extension Tool {
    /// By itself, as of most tools.
    public var recording: Journal.Recording { .byItself }
    /// False: what a tool gives may hold anything.
    public var cleansText: Bool { false }

    /// Does nothing: what most tools do is over when the call is.
    public func takeUp(_ arguments: JSON, _ output: ToolOutput, _ context: ToolContext) async throws {}
}

/// What a tool is able to do.
public enum ToolAccess: String, Sendable, CaseIterable {
    /// It reads what the agent was given, or writes to the board, which forgets nothing.
    case read
    /// It changes files.
    case write
    /// It reaches other machines.
    case network
    /// It runs programs.
    case execute
}

/// Who calls a tool.
public struct ToolContext: Sendable {
    /// The author of what is written to the board: the agent's role.
    public let author: String
    /// The run that it belongs to.
    public let run: String?
    /// Which of the agent's calls of tools it is, counted from 1 in the order of the model's answers.
    public internal(set) var call: Int
    /// What is taken out of all that a tool passes on, such as the keys of this process.
    public let removing: TextGuard.Options
    /// Tells that a call that takes long is alive, and what it does.
    public let reportProgress: @Sendable (String) -> Void

    /// Creates a context.
    ///
    /// - Parameters:
    ///   - author: The author of what is written to the board.
    ///   - run: The run that it belongs to.
    ///   - call: Which of the agent's calls it is.
    ///   - removing: What is taken out of all that a tool passes on.
    ///   - reportProgress: Tells that a call that takes long is alive.
    public init(
        author: String,
        run: String? = nil,
        call: Int = 1,
        removing: TextGuard.Options = TextGuard.Options(),
        reportProgress: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.author = author
        self.run = run
        self.call = call
        self.removing = removing
        self.reportProgress = reportProgress
    }

    /// Cleans a text of what neither a model nor the board may hold.
    ///
    /// - Parameter text: The text.
    /// - Returns: What is left of it.
    public func clean(_ text: String) -> String { TextGuard.clean(text, removing) }

    /// Cleans the words of others, and says where some are left out, so that none are missed without a sign.
    ///
    /// Each text is cleaned by itself: a fence that it leaves open must not swallow what stands behind it.
    ///
    /// - Parameter text: The words.
    /// - Returns: What is left of them.
    public func cleanData(_ text: Substring) -> String {
        let (clean, removals) = TextGuard.cleaned(String(text), removing)
        if removals.fences == 0 { return clean }
        return "\(clean)\n[left out: \(removals.fences) of the spans that hide thoughts from readers]"
    }
}

/// What a tool gave.
public struct ToolOutput: Sendable, Equatable {
    /// The text for the model.
    public var text: String
    /// What was made.
    public var artifacts: [Artifact]

    /// Creates an output.
    ///
    /// - Parameters:
    ///   - text: The text for the model.
    ///   - artifacts: What was made.
    public init(_ text: String, artifacts: [Artifact] = []) {
        self.text = text
        self.artifacts = artifacts
    }
}
