import Agents
import Core
import LanguageModels
import Testing

@Suite struct ContextTests {
    private static let look = ToolDefinition(name: "look", description: "Looks.", parameters: ["type": "object"])
    private static let goal = "Find what the reed warbler F7 eats."

    private struct Unexpected: Error {}

    /// A page with one sentence that matters among many that do not.
    private func page(_ number: Int) -> String {
        let filler = (0..<120).map { "Paragraph \($0) of page \(number) tells of the weather and of nothing else. " }
        return filler.joined() + "The reed warbler eats \(number) spiders a day [F\(100 + number)]. " + filler.joined()
    }

    /// Reads pages until the loop makes room; returns the loop, the texts that leave, and the number of pages.
    private func fill(_ loop: inout AgentLoop) throws -> (texts: [String], pages: Int) {
        var action = loop.handle(.begin)
        for number in 1...50 {
            guard case .ask = action else { throw Unexpected() }
            let calls = try ScriptedModel.response(.call("look", ["page": .int(number)]))
            _ = loop.handle(.answered(calls, nil))
            action = loop.handle(.ran([ToolResult(callID: "c0", name: "look", content: page(number))]))
            if case .archive(let texts) = action { return (texts, number) }
        }
        throw Unexpected()
    }

    private func loop() -> AgentLoop {
        AgentLoop(
            AgentBrief(task: AgentTask(id: "t", goal: Self.goal)),
            tools: [Self.look],
            limits: AgentLimits(contextTokens: 32_000)
        )
    }

    @Test func `old results become digests that name the full text`() throws {
        var loop = loop()
        let (texts, pages) = try fill(&loop)
        #expect(texts.first == page(1))
        #expect(!texts.contains(page(pages)))
        guard case .ask(let request) = loop.handle(.archived(texts.indices.map { "name\($0)" })) else {
            throw Unexpected()
        }
        #expect(loop.requestTokens < 24_000)
        let results = request.messages.flatMap { message -> [ToolResult] in
            if case .tools(let results) = message { results } else { [] }
        }
        #expect(results.count == pages)
        #expect(results[0].content.contains("name0"))
        #expect(results[0].content.utf8.count < 2_000)
        #expect(results.last?.content == page(pages))
    }

    @Test func `the goal and the ids of entries stay`() throws {
        var loop = loop()
        let (texts, _) = try fill(&loop)
        guard case .ask(let request) = loop.handle(.archived(texts.map { _ in nil })) else { throw Unexpected() }
        let text = request.messages.map { $0.json.text }.joined()
        #expect(text.contains(Self.goal))
        for number in 1...texts.count { #expect(text.contains("F\(100 + number)")) }
    }

    @Test func `a conversation that the provider refuses is made shorter, and ends when that is not possible`() throws {
        var loop = loop()
        _ = loop.handle(.begin)
        _ = loop.handle(.answered(try ScriptedModel.response(.call("look")), nil))
        _ = loop.handle(.ran([ToolResult(callID: "c0", name: "look", content: page(1))]))
        let tooLong = ModelError(.contextTooLong, "too long")
        guard case .archive(let texts) = loop.handle(.failed(tooLong, text: "")) else { throw Unexpected() }
        #expect(texts == [page(1)])
        guard case .ask = loop.handle(.archived(["n"])) else { throw Unexpected() }
        guard case .finish(let ending) = loop.handle(.failed(tooLong, text: "")) else { throw Unexpected() }
        #expect(ending.reason == .contextFull)
    }
}
