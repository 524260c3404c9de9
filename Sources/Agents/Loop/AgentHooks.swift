public import Blackboard
public import Core
public import LanguageModels

/// What stands around an agent: who keeps its budget, who approves, and who watches.
public struct AgentHooks: Sendable {
    /// What a call of a model may use at most, as far as can be told before.
    public struct Estimate: Sendable, Equatable {
        /// What an answer is taken to use where the model's limit is not told.
        static let assumedOutputTokens = 4_096

        /// Tokens of the request.
        public let inputTokens: Int
        /// Tokens of the answer.
        public let outputTokens: Int
        /// Who will be asked.
        public let model: ModelIdentity
        /// Whether no answer has told yet how many tokens such text has.
        public var isFirst = true
        /// What the run had used with the answer, if that is in its journal already: then nobody is asked.
        public var answered: JournalUse?
    }

    /// Whether a call may be made.
    public enum Admission: Sendable {
        /// It may; what it may use is set aside.
        case granted(Grant)
        /// It may not, for a reason in words.
        case denied(String)
    }

    /// What was set aside for a call.
    public struct Grant: Sendable {
        /// Takes what the call has used, and tells what is left.
        public typealias Settle = @Sendable (CallUse) async -> BudgetStatus?

        /// The most tokens of the answer; nothing for as many as the estimate says.
        public let outputTokens: Int?
        let settle: Settle

        /// Creates a grant.
        ///
        /// - Parameters:
        ///   - outputTokens: The most tokens of the answer.
        ///   - settle: Takes what the call has used; called once.
        public init(outputTokens: Int? = nil, settle: @escaping Settle = { _ in nil }) {
            self.outputTokens = outputTokens
            self.settle = settle
        }
    }

    /// What a call of a model has used.
    public enum CallUse: Sendable, Equatable {
        /// What the provider told.
        case charged([Charge])
        /// Nothing: the provider did not take the request.
        case nothing
        /// It may be billed, nobody knows for what.
        case unknown

        /// What a call has used that was answered.
        init(_ response: ModelResponse) { self = response.charges.isEmpty ? .unknown : .charged(response.charges) }

        /// What a call has used that failed.
        init(_ error: any Error) { self = (error as? ModelError)?.isUnbilled == true ? .nothing : .unknown }
    }

    /// What is left of a budget.
    public struct BudgetStatus: Sendable, Equatable {
        /// How much is used of what is scarcest, from 0 to 1.
        public let usedFraction: Double
        /// What is left, in words for a model.
        public let remaining: String

        /// Creates a status.
        ///
        /// - Parameters:
        ///   - usedFraction: How much is used of what is scarcest.
        ///   - remaining: What is left, in words.
        public init(usedFraction: Double, remaining: String) {
            self.usedFraction = usedFraction
            self.remaining = remaining
        }
    }

    /// A call of a tool that is not for the asking.
    public struct ToolUse: Sendable, Equatable {
        /// The tool.
        public let tool: String
        /// What it is able to do.
        public let access: ToolAccess
        /// Its arguments; they may hold secrets.
        public let arguments: JSON
    }

    /// Whether a tool may be run.
    public enum Approval: Sendable, Equatable {
        /// It may, by the rules.
        case approved
        /// It may, as a person has said.
        case approvedByPerson
        /// It may not, for a reason in words that the model is told.
        case denied(String)
    }

    /// Sets aside what a call may use; asked before each call of a model.
    public var admit: @Sendable (Estimate) async -> Admission
    /// Decides about a call that is not merely reading.
    public var approve: @Sendable (ToolUse) async -> Approval
    /// What a person has to say meanwhile; asked before each call of a model, by its number from 1, with whether its
    /// answer is in the run's journal already.
    public var messages: @Sendable (_ call: Int, _ isAnswered: Bool) async -> [String]
    /// Notes that the task is done, before anyone else learns of it; not asked for any outcome but success.
    ///
    /// What the journal holds of the agent's steps may be recorded with it (`Blackboard.release`).
    public var finish: @Sendable (AgentResult) async -> Void
    /// Sees all that happens, in order but for tools that run at the same time.
    public var observe: @Sendable (AgentEvent) -> Void

    /// Creates surroundings.
    ///
    /// - Parameters:
    ///   - admit: Sets aside what a call may use; without it nothing limits the calls.
    ///   - approve: Decides about a call that is not merely reading; without it such calls are denied.
    ///   - messages: What a person has to say meanwhile.
    ///   - finish: Notes that the task is done.
    ///   - observe: Sees all that happens.
    public init(
        admit: @escaping @Sendable (Estimate) async -> Admission = { _ in .granted(Grant()) },
        approve: @escaping @Sendable (ToolUse) async -> Approval = { _ in
            .denied("nobody is there to approve it")
        },
        messages: @escaping @Sendable (_ call: Int, _ isAnswered: Bool) async -> [String] = { _, _ in [] },
        finish: @escaping @Sendable (AgentResult) async -> Void = { _ in },
        observe: @escaping @Sendable (AgentEvent) -> Void = { _ in }
    ) {
        self.admit = admit
        self.approve = approve
        self.messages = messages
        self.finish = finish
        self.observe = observe
    }
}
