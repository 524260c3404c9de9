import Core
import LanguageModels

/// The events of a model's answer as they are journaled: what is needed to make the answer, and what it cost, again.
struct AnswerRecording {
    /// What comes in pieces that become one.
    private enum Piece {
        case text
        case reasoning
        case arguments(of: ToolCallDelta)
    }

    private var finished: [ModelEvent] = []
    private var piece: Piece?
    private var text = ""
    private var finishedCharges: [Charge] = []
    private var identity: ModelIdentity?
    private var usage: Usage?

    /// The events; fewer than were added, and the same answer.
    var events: [ModelEvent] { pieceEvent.map { finished + [$0] } ?? finished }

    /// What was used so far, attempts that were given up included.
    var charges: [Charge] { usage.map { finishedCharges + [Charge(identity: identity, usage: $0)] } ?? finishedCharges }

    /// The names of the tools that are called.
    var tools: [String] { events.compactMap { if case .toolCall(let call) = $0 { call.name } else { nil } } }

    /// Reads the events of a recording; nothing if it is damaged.
    static func events(_ json: JSON?) -> [ModelEvent]? {
        guard let items = json?.array else { return nil }
        let events = items.compactMap { ModelEvent($0) }
        return events.count == items.count ? events : nil
    }

    /// Adds an event.
    mutating func add(_ event: ModelEvent) {
        if let more = continuation(in: event) { return text += more }
        if let pieceEvent { finished.append(pieceEvent) }
        piece = nil
        switch event {
        case .text(let start): (piece, text) = (.text, start)
        case .reasoning(let start): (piece, text) = (.reasoning, start)
        case .toolCall(let call): (piece, text) = (.arguments(of: call), call.arguments)
        case .started(let identity): self.identity = identity
        case .usage(let usage): self.usage = usage
        case .retry: startAgain()
        case .reasoningState, .stop: break
        }
        if piece == nil { finished.append(event) }
    }

    /// What an event adds to the piece that is being put together, if it only goes on with it.
    private func continuation(in event: ModelEvent) -> String? {
        switch piece {
        case nil: nil
        case .text: if case .text(let more) = event { more } else { nil }
        case .reasoning: if case .reasoning(let more) = event { more } else { nil }
        case .arguments(let call):
            if case .toolCall(let more) = event, more.continues(call) { more.arguments } else { nil }
        }
    }

    /// Of an attempt that was given up only counts who was asked and what it cost.
    private mutating func startAgain() {
        finishedCharges = charges
        (usage, identity) = (nil, nil)
        finished.removeAll { event in
            switch event {
            case .started, .usage, .retry: false
            case .text, .reasoning, .reasoningState, .toolCall, .stop: true
            }
        }
    }

    private var pieceEvent: ModelEvent? {
        switch piece {
        case nil: nil
        case .text: .text(text)
        case .reasoning: .reasoning(text)
        case .arguments(let call):
            .toolCall(
                ToolCallDelta(index: call.index, id: call.id, name: call.name, arguments: text, state: call.state)
            )
        }
    }
}

extension AnswerRecording: JSONWritable {
    /// Writes the answer as the result of its step.
    func write(to json: inout JSONWriter) { json.object { $0.member("events", events) } }
}

extension ToolCallDelta {
    /// Whether this is only more of the arguments of a call.
    fileprivate func continues(_ start: ToolCallDelta) -> Bool {
        index == start.index && id == nil && name == nil && state == nil
    }
}
