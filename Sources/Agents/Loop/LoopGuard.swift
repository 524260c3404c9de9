import LanguageModels

/// Notices when an agent goes round in circles.
struct LoopGuard: Sendable {
    /// How many of the last calls are compared; circles of several steps show too.
    private static let memory = 32

    private struct Step: Hashable {
        let tool: String
        let arguments: String
        let result: Int
    }

    private var steps: [Step] = []

    /// Notes a call with its result.
    ///
    /// - Parameters:
    ///   - call: The call.
    ///   - result: What it gave.
    /// - Returns: How often the same was seen lately, this time included.
    mutating func note(_ call: ToolCall, _ result: ToolResult) -> Int {
        let step = Step(tool: call.name, arguments: call.arguments, result: result.content.hashValue)
        steps.append(step)
        if steps.count > Self.memory { steps.removeFirst() }
        return steps.count { $0 == step }
    }
}
