import Agents
import Core
import LanguageModels
import Synchronization
import TestSupport

/// A tool that does what a test says.
struct StubTool: Tool {
    var name = "look"
    var access = ToolAccess.read
    var runsInParallel = true
    var parameters: JSON = ["type": "object", "properties": [:]]
    var body: @Sendable (JSON) async throws -> ToolOutput = { _ in ToolOutput("seen") }

    var definition: ToolDefinition { ToolDefinition(name: name, description: "Looks.", parameters: parameters) }

    func run(_ arguments: JSON, _ context: ToolContext) async throws -> ToolOutput { try await body(arguments) }
}

/// Collects what happens in order.
final class Recorder<Item: Sendable>: Sendable {
    private let list = Mutex<[Item]>([])

    var items: [Item] { list.withLock { $0 } }

    func add(_ item: Item) { list.withLock { $0.append(item) } }

    func clear() { list.withLock { $0 = [] } }
}

/// A meeting of a number of tasks: nobody goes on before all are there.
final class Meeting: Sendable {
    private let expected: Int
    private let arrived = Mutex(0)

    init(of expected: Int) { self.expected = expected }

    /// Waits for the others; false if they do not come.
    func arrive() async -> Bool {
        arrived.withLock { $0 += 1 }
        return await eventually { arrived.withLock { $0 } >= expected }
    }
}
