import Core
import LanguageModels
import Synchronization

/// Runs the calls of one answer, and makes their results fit for a model: cleaned, capped, with the rest kept.
struct ToolRunner: Sendable {
    /// How many calls run at the same time.
    private static let width = 8

    let tools: [String: any Tool]
    let context: ToolContext
    let hooks: AgentHooks
    let archive: TextArchive?
    let resultTokens: Int
    /// What the tools made, also where a later call was cancelled.
    let artifacts = ArtifactList()

    /// Runs calls: those that only read at the same time, the others one by one in their place.
    ///
    /// - Parameters:
    ///   - calls: The calls.
    ///   - made: How many calls the agent has made before.
    /// - Returns: Their results, in their order.
    /// - Throws: `CancellationError`.
    func run(_ calls: [ToolCall], after made: Int = 0) async throws -> [ToolResult] {
        var finished: [ToolResult] = []
        var rest = calls.enumerated().map { (number: made + $0.offset + 1, call: $0.element) }[...]
        while let first = rest.first {
            let together = rest.prefix { tools[$0.call.name]?.runsInParallel == true }.prefix(Self.width)
            if together.count > 1 {
                finished += try await runTogether(Array(together))
                rest = rest.dropFirst(together.count)
            } else {
                finished.append(try await run(first.call, number: first.number))
                rest = rest.dropFirst()
            }
        }
        return finished
    }

    private func runTogether(_ calls: [(number: Int, call: ToolCall)]) async throws -> [ToolResult] {
        try await withThrowingTaskGroup(of: (Int, ToolResult).self) { group in
            for (index, call) in calls.enumerated() {
                group.addTask { (index, try await run(call.call, number: call.number)) }
            }
            var finished: [Int: ToolResult] = [:]
            for try await (index, result) in group { finished[index] = result }
            return calls.indices.compactMap { finished[$0] }
        }
    }

    private func run(_ call: ToolCall, number: Int) async throws -> ToolResult {
        try Task.checkCancellation()
        hooks.observe(.toolStarted(call))
        let finished: ToolResult
        do {
            let output = try await output(of: call, number: number)
            let text = await fitting(output.text)
            artifacts.add(output.artifacts)
            finished = result(call, text)
        } catch {
            // Whatever a tool throws when it is cancelled, the agent has ended.
            try Task.checkCancellation()
            let text = context.clean("Error: \(error)")
            finished = result(call, await fitting(text), isError: true)
        }
        hooks.observe(.toolEnded(finished))
        return finished
    }

    private func output(of call: ToolCall, number: Int) async throws -> ToolOutput {
        guard let tool = tools[call.name] else { throw AgentError(.tool, "there is no tool \(call.name)") }
        let arguments = try JSON(parsing: call.arguments)
        if tool.access != .read {
            let request = AgentHooks.ToolUse(tool: call.name, access: tool.access, arguments: arguments)
            if case .denied(let reason) = await hooks.approve(request) {
                throw AgentError(.tool, "\(call.name) is not allowed: \(reason). Do without it")
            }
        }
        var context = context
        context.call = number
        var output = try await tool.run(arguments, context)
        if !tool.cleansText { output.text = context.clean(output.text) }
        return output
    }

    private func result(_ call: ToolCall, _ text: String, isError: Bool = false) -> ToolResult {
        let text = AnswerText.isBlank(text) ? "(nothing)" : text
        return ToolResult(callID: call.id, name: call.name, content: text, isError: isError)
    }

    /// The text, or its beginning with the name of the whole.
    private func fitting(_ text: String) async -> String {
        let limit = resultTokens * 4
        let size = text.utf8.count
        guard size > limit else { return text }
        // Without the rest the beginning is still of use; the last line says that it is cut.
        let name = try? await archive?.keep(text)
        let start = text.prefix(bytes: limit)
        let rest = name.map { "read on with board_read {\"id\": \"\($0)\", \"offset\": \(start.utf8.count)}" }
        return "\(start)\n[cut after \(start.utf8.count) of \(size) bytes; \(rest ?? "the rest was not kept")]"
    }
}

/// What an agent made, in order and once each.
final class ArtifactList: Sendable {
    private let list = Mutex<[Artifact]>([])

    var all: [Artifact] { list.withLock { $0 } }

    func add(_ artifacts: [Artifact]) {
        list.withLock { list in
            for artifact in artifacts where !list.contains(artifact) { list.append(artifact) }
        }
    }
}

extension String {
    /// The beginning of the text, not longer than some bytes, which ends with a whole character.
    func prefix(bytes limit: Int) -> Substring { self[...].prefix(bytes: limit) }
}

extension Substring {
    /// The beginning of the text, not longer than some bytes, which ends with a whole character.
    func prefix(bytes limit: Int) -> Substring {
        guard utf8.count > limit else { return self }
        var end = utf8.index(startIndex, offsetBy: limit)
        while end > startIndex, utf8[end] & 0xC0 == 0x80 { end = utf8.index(before: end) }
        return self[..<end]
    }
}
