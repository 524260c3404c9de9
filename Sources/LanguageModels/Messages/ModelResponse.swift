/// A whole answer of a model.
public struct ModelResponse: Sendable, Equatable {
    /// Its pieces in order.
    public var content: [ContentPart]
    /// Why it ended.
    public var stopReason: StopReason
    /// What was used and of whom, attempts that broke off included; nothing where a provider did not say.
    public var charges: [Charge]
    /// Who answered, if that was told.
    public var identity: ModelIdentity?
    /// How many attempts were given up before.
    public var retries: Int

    /// Creates an answer.
    ///
    /// - Parameters:
    ///   - content: Its pieces in order.
    ///   - stopReason: Why it ended.
    ///   - charges: What was used and of whom.
    ///   - identity: Who answered.
    ///   - retries: How many attempts were given up before.
    public init(
        content: [ContentPart],
        stopReason: StopReason = .finished,
        charges: [Charge] = [],
        identity: ModelIdentity? = nil,
        retries: Int = 0
    ) {
        self.content = content
        self.stopReason = stopReason
        self.charges = charges
        self.identity = identity
        self.retries = retries
    }

    /// What was used in all; nothing if no provider said.
    public var usage: Usage? { charges.reduce(nil) { Usage.sum($0, $1.usage) } }

    /// All its text.
    public var text: String { content.map { if case .text(let text) = $0 { text } else { "" } }.joined() }

    /// The calls that it asks for.
    public var toolCalls: [ToolCall] { content.compactMap { if case .toolCall(let call) = $0 { call } else { nil } } }
}
