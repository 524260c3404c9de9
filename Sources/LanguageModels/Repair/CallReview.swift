import Core

/// Looks at the tool calls of one answer.
struct CallReview {
    private let tools: [ToolDefinition]
    private let isCutOff: Bool
    private(set) var rejected: [ToolResult] = []
    private(set) var repairs: [String] = []

    /// Starts with the first call.
    ///
    /// - Parameters:
    ///   - tools: The tools that there are.
    ///   - isCutOff: Whether the answer reached its limit of tokens.
    init(tools: [ToolDefinition], isCutOff: Bool) {
        self.tools = tools
        self.isCutOff = isCutOff
    }

    /// Mends a call, or notes why it must not be run.
    mutating func review(_ part: ContentPart) -> ContentPart {
        guard case .toolCall(let call) = part else { return part }
        let names = tools.map(\.name)
        guard let name = ToolNames.resolve(call.name, among: names), let tool = tools.first(where: { $0.name == name })
        else {
            reject(call, unknown(call.name, names))
            return part
        }
        if name != call.name { repairs.append("the tool's name \(name)") }
        guard let arguments = arguments(of: call) else {
            return .toolCall(ToolCall(id: call.id, name: name, arguments: call.arguments, state: call.state))
        }
        let problems = SchemaCheck.problems(of: arguments, against: tool.parameters)
        if !problems.isEmpty {
            let text = "The arguments of \(name) are wrong: \(problems.joined(separator: "; ")). Correct them."
            reject(call, text)
        }
        return .toolCall(ToolCall(id: call.id, name: name, arguments: arguments.text, state: call.state))
    }

    private mutating func arguments(of call: ToolCall) -> JSON? {
        // A tool without parameters is often called with nothing at all.
        if call.arguments.utf8.allSatisfy({ $0 <= 0x20 }) || call.arguments == "null" { return .object([]) }
        do {
            let found = try JSONRepair.repair(call.arguments, expecting: .object)
            if isCutOff, found.changes.contains(.missingEnd) {
                reject(call, cutOff)
                return nil
            }
            repairs += JSONRepair.describe(found.changes)
            return found.value
        } catch {
            let start = JSON.string(String(call.arguments.prefix(200))).text
            let text = "The arguments must be one JSON object, but \(error.message). They begin: \(start)"
            reject(call, isCutOff ? cutOff : text)
            return nil
        }
    }

    private let cutOff =
        "The arguments were cut off by the limit of tokens, so nothing was run. Call again with shorter ones."

    private func unknown(_ name: String, _ names: [String]) -> String {
        let shown = Redaction.excerpt(String(name.prefix(64)))
        if names.isEmpty { return "There is no tool \(shown), nor any other. Answer in text." }
        let close = ToolNames.closest(to: name, among: names).map { " Did you mean \($0)?" } ?? ""
        return "There is no tool \(shown).\(close) The tools are: \(names.joined(separator: ", "))."
    }

    private mutating func reject(_ call: ToolCall, _ text: String) {
        rejected.append(ToolResult(callID: call.id, name: call.name, content: text, isError: true))
    }
}
