import Core
import TestSupport
import Testing

@testable import LanguageModels

@Suite struct RecordingTests {
    private let events: [ModelEvent] = [
        .started(ModelIdentity(provider: "p", model: "m")), .reasoning("Hm."),
        .reasoningState(ProviderState(format: "f", value: ["a": 1])), .text("7 °C\n"),
        .toolCall(
            ToolCallDelta(index: 0, id: "c", name: "n", arguments: "{", state: ProviderState(format: "f", value: 1))
        ),
        .toolCall(ToolCallDelta(index: 0, arguments: "}")),
        .usage(Usage(inputTokens: 9, cachedInputTokens: 2, cacheWriteTokens: 1, outputTokens: 3, isEstimated: true)),
        .stop(.other("pause")),
    ]

    private func all(_ stream: ModelEventStream) async throws -> [ModelEvent] {
        var events: [ModelEvent] = []
        for try await event in stream { events.append(event) }
        return events
    }

    @Test func `what was recorded is replayed event for event`() async throws {
        let folder = try TemporaryFolder()
        let store = RecordStore.folder(folder.path)
        let model = ScriptedModel([.init(events: events)])
        let recorded = try await all(RecordingModel(model, store: store).stream(Wire.conversation))
        let replayed = try await all(ReplayingModel(model.identity, store: store).stream(Wire.conversation))
        #expect(recorded == events)
        #expect(replayed == events)
    }

    @Test func `messages come back from JSON as they were`() throws {
        let call = ToolCall(id: "c", name: "n", arguments: "{", state: ProviderState(format: "f", value: ["a": 1]))
        let failed = ToolResult(callID: "c", name: "n", content: "?", isError: true)
        for message in Wire.conversation.messages + [.assistant([.toolCall(call)]), .tools([failed])] {
            #expect(Message(try JSON(parsing: message.json.text)) == message)
        }
    }

    @Test(arguments: [
        #"{"role":"user"}"#, #"{"role":"judge","text":"x"}"#, #"{"role":"assistant","parts":[{"type":"text"}]}"#,
        #"{"role":"tools","results":[{"id":"c"}]}"#, "[]",
    ])
    func `what is no message is none`(text: String) throws { #expect(Message(try JSON(parsing: text)) == nil) }

    @Test func `another request has no recording, nor has an answer that broke off`() async throws {
        let folder = try TemporaryFolder()
        let store = RecordStore.folder(folder.path)
        let model = ScriptedModel([.failure(.droppedStream, after: [.text("It")])])
        _ = try? await all(RecordingModel(model, store: store).stream(Wire.conversation))
        let error = await #expect(throws: ModelError.self) {
            try await all(ReplayingModel(model.identity, store: store).stream(Wire.conversation))
        }
        #expect(error?.code == .notRecorded)
    }

    @Test func `the hash tells requests and models apart, but not the order of members`() {
        let identity = ModelIdentity(provider: "p", model: "m")
        let request = ModelRequest(messages: [.user("?")], output: OutputSchema(name: "n", schema: ["a": 1, "b": 2]))
        var other = request
        other.output = OutputSchema(name: "n", schema: ["b": 2, "a": 1])
        #expect(request.hash(for: identity) == other.hash(for: identity))
        #expect(request.hash(for: identity) != request.hash(for: ModelIdentity(provider: "p", model: "m2")))
        other.messages = [.system("?")]
        #expect(request.hash(for: identity) != other.hash(for: identity))
        other = request
        other.temperature = 0
        #expect(request.hash(for: identity) != other.hash(for: identity))
    }
}
