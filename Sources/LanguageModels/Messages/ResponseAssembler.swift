/// Puts the events of an answer together.
public struct ResponseAssembler: Sendable {
    /// The most bytes of an answer that are held.
    public static let defaultByteLimit = 16 << 20
    /// The most tool calls of one answer.
    static let callLimit = 256

    private struct PartialCall {
        var id: String?
        var name: String?
        var arguments = ""
        var state: ProviderState?
    }

    private enum Kind: Equatable {
        case text
        case reasoning
        case call(Int)
    }

    private struct Part {
        let kind: Kind
        var text = ""
        var state: ProviderState?
    }

    /// An attempt that was given up, of which only counts who was asked and what it cost.
    private struct Attempt {
        let identity: ModelIdentity?
        let usage: Usage?
        let notice: RetryNotice
    }

    private let byteLimit: Int
    private var bytes = 0
    private var parts: [Part] = []
    private var calls: [Int: PartialCall] = [:]
    private var stopReason: StopReason?
    private var usage: Usage?
    private var identity: ModelIdentity?
    private var attempts: [Attempt] = []

    /// Creates an empty answer.
    ///
    /// - Parameter byteLimit: The most bytes that are held.
    public init(byteLimit: Int = Self.defaultByteLimit) { self.byteLimit = byteLimit }

    /// Takes the next event.
    ///
    /// - Parameter event: The event.
    /// - Throws: `ModelError` with `badResponse` if the answer grows beyond the limit.
    public mutating func add(_ event: ModelEvent) throws(ModelError) {
        switch event {
        case .started(let identity): self.identity = identity
        case .text(let text): try add(text: text)
        case .reasoning(let text): try add(reasoning: text, state: nil)
        case .reasoningState(let state): try add(reasoning: "", state: state)
        case .toolCall(let delta): try add(delta)
        case .usage(let usage): self.usage = usage
        case .stop(let reason): stopReason = reason
        case .retry(let notice): startAgain(notice)
        }
    }

    /// The answer so far.
    ///
    /// - Returns: The answer; a call without an identifier gets one from its place.
    public func response() -> ModelResponse {
        let content = parts.map { part -> ContentPart in
            switch part.kind {
            case .text: .text(part.text)
            case .reasoning: .reasoning(Reasoning(text: part.text, state: part.state))
            case .call(let index): .toolCall(call(index))
            }
        }
        return ModelResponse(
            content: content,
            stopReason: stopReason ?? (calls.isEmpty ? .finished : .toolCalls),
            charges: charges,
            identity: identity,
            retries: attempts.count
        )
    }

    /// What was used so far and of whom, attempts that were given up included.
    public var charges: [Charge] {
        let earlier = attempts.compactMap { attempt in
            attempt.usage.map { Charge(identity: attempt.identity, usage: $0) }
        }
        return usage.map { earlier + [Charge(identity: identity, usage: $0)] } ?? earlier
    }

    /// Whether it was told why the answer ended.
    public var isStopped: Bool { stopReason != nil }

    /// The names of the tools that are called so far.
    public var calledTools: [String] {
        parts.compactMap { if case .call(let index) = $0.kind { calls[index]?.name ?? "" } else { nil } }
    }

    /// The fewest events that make the same answer, with the same attempts before it.
    public var events: [ModelEvent] {
        var events: [ModelEvent] = []
        events.reserveCapacity(3 * attempts.count + parts.count + 3)
        for attempt in attempts {
            if let identity = attempt.identity { events.append(.started(identity)) }
            if let usage = attempt.usage { events.append(.usage(usage)) }
            events.append(.retry(attempt.notice))
        }
        if let identity { events.append(.started(identity)) }
        for part in parts { add(part, to: &events) }
        if let usage { events.append(.usage(usage)) }
        if let stopReason { events.append(.stop(stopReason)) }
        return events
    }

    private func add(_ part: Part, to events: inout [ModelEvent]) {
        switch part.kind {
        case .text: events.append(.text(part.text))
        case .reasoning:
            if !part.text.isEmpty { events.append(.reasoning(part.text)) }
            if let state = part.state { events.append(.reasoningState(state)) }
        case .call(let index):
            guard let call = calls[index] else { return }
            events.append(
                .toolCall(
                    ToolCallDelta(
                        index: index,
                        id: call.id,
                        name: call.name,
                        arguments: call.arguments,
                        state: call.state
                    )
                )
            )
        }
    }

    private func call(_ index: Int) -> ToolCall {
        let call = calls[index] ?? PartialCall()
        let id = call.id.flatMap { $0.isEmpty ? nil : $0 } ?? "call_\(index)"
        return ToolCall(id: id, name: call.name ?? "", arguments: call.arguments, state: call.state)
    }

    private mutating func add(text: String) throws(ModelError) {
        if text.isEmpty { return }
        try count(text)
        if parts.last?.kind != .text { parts.append(Part(kind: .text)) }
        parts[parts.count - 1].text += text
    }

    private mutating func add(reasoning text: String, state: ProviderState?) throws(ModelError) {
        if text.isEmpty && state == nil { return }
        try count(text)
        // A piece with a state is closed: the provider wants each back by itself.
        if parts.last?.kind != .reasoning || parts.last?.state != nil { parts.append(Part(kind: .reasoning)) }
        parts[parts.count - 1].text += text
        parts[parts.count - 1].state = state
    }

    private mutating func add(_ delta: ToolCallDelta) throws(ModelError) {
        if calls[delta.index] == nil {
            guard calls.count < Self.callLimit else {
                throw ModelError(.badResponse, "the answer has more than \(Self.callLimit) tool calls; ask for less")
            }
            calls[delta.index] = PartialCall()
            parts.append(Part(kind: .call(delta.index)))
        }
        try count(delta.arguments)
        try count(delta.name ?? "")
        // Some servers repeat the name and identifier in each piece; none sends them in pieces.
        if let id = delta.id, !id.isEmpty { calls[delta.index]?.id = id }
        if let name = delta.name, !name.isEmpty { calls[delta.index]?.name = name }
        if let state = delta.state { calls[delta.index]?.state = state }
        calls[delta.index]?.arguments += delta.arguments
    }

    private mutating func count(_ text: String) throws(ModelError) {
        bytes += text.utf8.count
        guard bytes <= byteLimit else {
            throw ModelError(
                .badResponse,
                "the answer is longer than \(byteLimit) bytes; lower the limit of its tokens"
            )
        }
    }

    private mutating func startAgain(_ notice: RetryNotice) {
        // What was used is paid for, though the answer is void.
        attempts.append(Attempt(identity: identity, usage: usage, notice: notice))
        usage = nil
        identity = nil
        parts = []
        calls = [:]
        stopReason = nil
        bytes = 0
    }
}
