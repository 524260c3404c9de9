/// A whole answer of a model.
public struct ModelResponse: Sendable, Equatable {
    /// Its pieces in order.
    public var content: [ContentPart]
    /// Why it ended.
    public var stopReason: StopReason
    /// What it used, attempts that broke off included; nothing if the provider did not say.
    public var usage: Usage?
    /// Who answered, if that was told.
    public var identity: ModelIdentity?
    /// How many attempts were given up before.
    public var retries: Int

    /// Creates an answer.
    ///
    /// - Parameters:
    ///   - content: Its pieces in order.
    ///   - stopReason: Why it ended.
    ///   - usage: What it used.
    ///   - identity: Who answered.
    ///   - retries: How many attempts were given up before.
    public init(
        content: [ContentPart],
        stopReason: StopReason = .finished,
        usage: Usage? = nil,
        identity: ModelIdentity? = nil,
        retries: Int = 0
    ) {
        self.content = content
        self.stopReason = stopReason
        self.usage = usage
        self.identity = identity
        self.retries = retries
    }

    /// All its text.
    public var text: String { content.map { if case .text(let text) = $0 { text } else { "" } }.joined() }

    /// The calls that it asks for.
    public var toolCalls: [ToolCall] { content.compactMap { if case .toolCall(let call) = $0 { call } else { nil } } }
}
