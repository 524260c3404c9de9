public import Core

/// Looks at a model's answers before they are used: mends what is plain, and tells the model what is not.
///
/// One review follows one conversation; it gives up when the model fails too often in a row.
public struct AnswerReview: Sendable {
    /// An answer that can be used.
    public struct Accepted: Sendable {
        /// The answer, mended: its tool calls name tools that exist, with arguments that are JSON objects.
        public let response: ModelResponse
        /// Results for calls that must not be run, which tell the model why.
        public let rejected: [ToolResult]
        /// The value that was asked for, where the request has a schema.
        public let output: JSON?
        /// What was mended, in words, for the events of the run.
        public let repairs: [String]

        /// The calls that are to be run.
        public var calls: [ToolCall] {
            let refused = Set(rejected.map(\.callID))
            return response.toolCalls.filter { !refused.contains($0.id) }
        }
    }

    /// What follows an answer.
    public enum Verdict: Sendable {
        /// It is used.
        case accepted(Accepted)
        /// These messages are added to the conversation, and the model is asked again.
        case askAgain([Message])
        /// The model cannot do it.
        case failed(ModelError)
    }

    private static let narratedPrefix = "narrated_"

    private let limit: Int
    private var failures = 0

    /// Starts a review.
    ///
    /// - Parameter limit: How many unusable answers in a row are answered with an explanation.
    public init(limit: Int = 2) { self.limit = limit }

    /// Looks at an answer.
    ///
    /// - Parameters:
    ///   - response: The answer.
    ///   - request: What was asked.
    /// - Returns: What follows.
    public mutating func review(_ response: ModelResponse, to request: ModelRequest) -> Verdict {
        if response.stopReason == .refused {
            return .failed(ModelError(.refused, "the model or its provider declines to answer; ask in another way"))
        }
        var repairs: [String] = []
        let response = Self.withNarratedCalls(response, request, &repairs)
        if !response.toolCalls.isEmpty { return reviewCalls(response, request, repairs) }
        if response.text.utf8.allSatisfy({ $0 <= 0x20 }) { return reject([.user(Self.emptyText(response))], "empty") }
        guard let output = request.output else {
            failures = 0
            return .accepted(Accepted(response: response, rejected: [], output: nil, repairs: repairs))
        }
        return reviewOutput(response, output, repairs)
    }

    private mutating func reviewCalls(
        _ response: ModelResponse,
        _ request: ModelRequest,
        _ repairs: [String]
    ) -> Verdict {
        var calls = CallReview(tools: request.tools, isCutOff: response.stopReason == .length)
        var mended = response
        mended.content = response.content.map { calls.review($0) }
        let repairs = repairs + calls.repairs
        if calls.rejected.count == response.toolCalls.count {
            return reject([.assistant(mended.content), .tools(calls.rejected)], calls.rejected[0].content)
        }
        failures = 0
        return .accepted(Accepted(response: mended, rejected: calls.rejected, output: nil, repairs: repairs))
    }

    private mutating func reviewOutput(
        _ response: ModelResponse,
        _ output: OutputSchema,
        _ repairs: [String]
    ) -> Verdict {
        let problem: String
        do {
            let found = try JSONRepair.repair(response.text, expecting: output.shape)
            let problems = SchemaCheck.problems(of: found.value, against: output.schema)
            if problems.isEmpty, !(found.changes.contains(.missingEnd) && response.stopReason == .length) {
                failures = 0
                let repairs = repairs + JSONRepair.describe(found.changes)
                return .accepted(
                    Accepted(response: response, rejected: [], output: found.value, repairs: repairs)
                )
            }
            problem = problems.isEmpty ? "it was cut off" : problems.joined(separator: "; ")
        } catch {
            problem = error.message
        }
        let cut = response.stopReason == .length ? " It was cut off by the limit of tokens: write less." : ""
        let advice = "Your answer cannot be used: \(problem).\(cut) \(output.instruction)"
        return reject([.assistant(response.content), .user(advice)], problem)
    }

    private mutating func reject(_ messages: [Message], _ problem: String) -> Verdict {
        failures += 1
        if failures <= limit { return .askAgain(messages) }
        return .failed(
            ModelError(
                .unusableAnswer,
                "the model gave \(failures) unusable answers in a row (\(Redaction.excerpt(problem))); use a stronger one"
            )
        )
    }

    /// Turns calls that were written as text into calls.
    private static func withNarratedCalls(
        _ response: ModelResponse,
        _ request: ModelRequest,
        _ repairs: inout [String]
    ) -> ModelResponse {
        // Where a form of the answer is asked for, JSON is more likely the answer.
        guard !request.tools.isEmpty, request.toolChoice != .none, response.toolCalls.isEmpty, request.output == nil,
            !makesCallsItself(request),
            let narrated = NarratedCalls(in: response.text, known: request.tools.map(\.name))
        else { return response }
        var mended = response
        mended.content = response.content.filter { if case .text = $0 { false } else { true } }
        if !narrated.text.isEmpty { mended.content.append(.text(narrated.text)) }
        for (index, call) in narrated.calls.enumerated() {
            mended.content.append(
                .toolCall(ToolCall(id: "\(narratedPrefix)\(index)", name: call.name, arguments: call.arguments))
            )
        }
        repairs.append("a tool call that was written as text")
        return mended
    }

    /// Whether the model has called a tool in the proper way before.
    ///
    /// Then a call in its text is more likely a quotation, perhaps of a page that wants it to be run.
    private static func makesCallsItself(_ request: ModelRequest) -> Bool {
        request.messages.contains { message in
            guard case .assistant(let parts) = message else { return false }
            return ModelResponse(content: parts).toolCalls.contains { !$0.id.hasPrefix(narratedPrefix) }
        }
    }

    private static func emptyText(_ response: ModelResponse) -> String {
        response.stopReason == .length
            ? "Your answer reached its limit of tokens before it began. Think less, and answer briefly."
            : "Your answer was empty. Answer the question, or call one of the tools."
    }
}

extension OutputSchema {
    /// What is looked for in an answer.
    var shape: JSONRepair.Shape {
        switch schema["type"]?.string {
        case "object": .object
        case "array": .list
        default: .any
        }
    }
}

extension JSONRepair {
    /// What was mended, in words.
    static func describe(_ changes: Set<Change>) -> [String] {
        changes.isEmpty ? [] : ["JSON (\(changes.map(\.rawValue).sorted().joined(separator: ", ")))"]
    }
}
