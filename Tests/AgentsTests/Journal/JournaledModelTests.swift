import Agents
import Blackboard
import Core
import LanguageModels
import TestSupport
import Testing

@Suite struct JournaledModelTests {
    private let fixture: JournalFixture
    private let request = ModelRequest(messages: [.user("How many?")], maxOutputTokens: 100)

    init() async throws { fixture = try await JournalFixture() }

    private static let first = ModelIdentity(provider: "test", model: "first")
    private static let second = ModelIdentity(provider: "test", model: "second")

    /// An answer in pieces after an attempt that broke off, from which something was charged.
    private static let events: [ModelEvent] = [
        .started(first), .text("void"), .usage(Usage(inputTokens: 7, outputTokens: 1)),
        .retry(
            RetryNotice(
                reason: ModelError(.overloaded(retryAfter: .milliseconds(1_500)), "too much to do", status: 529),
                wait: .milliseconds(20),
                attempt: 1,
                next: second
            )
        ), .started(second), .reasoning("Hm"), .reasoning("m."),
        .reasoningState(ProviderState(format: "test", value: ["s": 1])), .text("Sev"), .text("en"), .text("."),
        .toolCall(ToolCallDelta(index: 0, id: "c0", name: "look", arguments: "{\"a\"")),
        .toolCall(ToolCallDelta(index: 0, arguments: ":1}")),
        .toolCall(ToolCallDelta(index: 1, id: "c1", name: "look", arguments: "{}")),
        .usage(Usage(inputTokens: 10, cachedInputTokens: 4, outputTokens: 5)), .stop(.toolCalls),
    ]

    private func model(_ mode: Journal.Mode, _ model: any LanguageModel) async throws -> JournaledModel {
        JournaledModel(
            model,
            journal: try await fixture.journal(mode),
            agent: fixture.agent,
            prices: PriceTable(["test/second": Price(input: 1, output: 2), "test/first": Price(input: 1, output: 2)])
        )
    }

    @Test func `an answer comes in its pieces, and again as the same answer without the model`() async throws {
        let inner = CountingModel { _ in ModelEventStream(Self.events) }
        var seen: [ModelEvent] = []
        let answer = try await model(.record, inner).respond(to: request) { seen.append($0) }
        #expect(seen == Self.events)
        #expect(answer.retries == 1 && answer.charges.count == 2)
        for mode in [Journal.Mode.resume, .replay] {
            #expect(try await model(mode, inner).respond(to: request) == answer)
        }
        let silent = JournaledModel(
            repeating: inner.identity,
            journal: try await fixture.journal(.replay),
            agent: fixture.agent
        )
        var repeated: [ModelEvent] = []
        #expect(try await silent.respond(to: request) { repeated.append($0) } == answer)
        // Pieces of one text are one, and of the attempt that broke off only what it cost is left.
        #expect(repeated.count == Self.events.count - 5)
        #expect(repeated[2] == Self.events[3])
        #expect(inner.requests.items.count == 1)
        let totals = try await fixture.board.run(fixture.run.id).totals
        #expect(totals.calls == 1 && totals.inputTokens == 17 && totals.outputTokens == 6)
        #expect(totals.cost == 29.0 / 1_000_000)
    }

    @Test func `an answer is there once it is recorded, and not in a run that was told to end`() async throws {
        let inner = CountingModel { _ in ModelEventStream([.text("a"), .stop(.finished)]) }
        let model = try await model(.record, inner)
        _ = try await model.respond(to: request)
        #expect(try await fixture.board.run(fixture.run.id).totals.steps == 1)
        _ = try await fixture.board.cancelRun(fixture.run.id)
        await #expect(throws: CancellationError.self) { try await model.respond(to: request) }
        #expect(try await fixture.board.run(fixture.run.id).totals.steps == 2)
        #expect(inner.requests.items.count == 2)
    }

    @Test func `what is left of a budget does not change what is asked`() async throws {
        let inner = CountingModel { _ in ModelEventStream([.text("a"), .stop(.finished)]) }
        _ = try await model(.record, inner).respond(to: request)
        var other = request
        other.maxOutputTokens = 7
        #expect(try await model(.replay, inner).respond(to: other).text == "a")
        other.temperature = 0.5
        let replay = try await model(.replay, inner)
        let error = await #expect(throws: ModelError.self) { try await replay.respond(to: other) }
        #expect(error?.code == .notRecorded)
    }

    static let failures: [(ModelError, isAskedAgain: Bool)] = [
        (ModelError(.unavailable, "down", status: 503), true), (ModelError(.unauthorized, "no key"), true),
        (ModelError(.rateLimited(retryAfter: .seconds(3)), "too many", status: 429), true),
        (ModelError(.contextTooLong, "too long"), false), (ModelError(.refused, "no"), false),
    ]

    @Test(arguments: failures)
    func `a failure is told again, and asked again where that may help`(
        error: ModelError,
        isAskedAgain: Bool
    ) async throws {
        let inner = CountingModel { _ in ModelEventStream([.text("ha")], then: error) }
        let recording = try await model(.record, inner)
        #expect(await #expect(throws: ModelError.self) { try await recording.respond(to: request) } == error)
        let replay = try await model(.replay, inner)
        #expect(await #expect(throws: ModelError.self) { try await replay.respond(to: request) } == error)
        let resumed = try await model(.resume, inner)
        await #expect(throws: ModelError.self) { try await resumed.respond(to: request) }
        #expect(inner.requests.items.count == (isAskedAgain ? 2 : 1))
    }

    @Test func `an answer that was given up is none`() async throws {
        let inner = ScriptedModel([.hang(after: "ha")], then: .text("whole"))
        let recording = try await model(.record, inner)
        let request = request
        let begun = Recorder<Bool>()
        let task = Task { try await recording.respond(to: request) { _ in begun.add(true) } }
        #expect(await eventually { !begun.items.isEmpty })
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await fixture.count() == 0)
        #expect(try await model(.resume, inner).respond(to: request).text == "whole")
    }
}
