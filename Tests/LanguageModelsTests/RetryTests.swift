import Core
import HTTP
import TestSupport
import Testing

@testable import LanguageModels

@Suite struct RetryTests {
    private static let now = Timestamp("1994-11-06T08:49:00Z") ?? Timestamp(milliseconds: 0)

    @Test(arguments: [
        ("120", 120.0), (" 1.5 ", 1.5), ("0", 0), ("Sun, 06 Nov 1994 08:49:37 GMT", 37),
        ("Sunday, 06-Nov-94 08:49:37 GMT", 37), ("Sun Nov  6 08:49:37 1994", 37),
        ("Sun, 06 Nov 1994 08:00:00 GMT", 0), ("Mon, 07 Nov 1994 08:49:00 GMT", 86_400), ("9999999", 86_400),
    ])
    func `a wait is read from seconds and from a date`(value: String, seconds: Double) {
        #expect(RetryAfter.parse(value, now: Self.now) == .seconds(seconds))
    }

    @Test(arguments: ["", "soon", "-1", "1e9", "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:00:00 GMT", "nan"])
    func `what is no wait is none`(value: String) { #expect(RetryAfter.parse(value, now: Self.now) == nil) }

    @Test func `the more exact header wins`() {
        let headers = [ProviderRequest.Header("Retry-After", "2"), .init("Retry-After-Ms", "1500")]
        #expect(RetryAfter.parse(headers: headers, now: Self.now) == .milliseconds(1500))
    }

    @Test func `leap days are where the calendar has them`() {
        let wanted = Timestamp("2024-02-29T12:00:00Z")
        #expect(HTTPDate.parse("Thu, 29 Feb 2024 12:00:00 GMT", now: Self.now) == wanted)
        #expect(HTTPDate.parse("Fri, 01 Mar 2024 00:00:00 GMT", now: Self.now) == Timestamp("2024-03-01T00:00:00Z"))
    }

    @Test func `waits grow within a doubling limit, by chance`() {
        let policy = RetryPolicy(attempts: 9, firstWait: .seconds(1), longestWait: .seconds(10))
        for (failures, limit) in [(1, 1.0), (2, 2), (3, 4), (4, 8), (5, 10), (60, 10)] {
            #expect(policy.wait(failures: failures, code: .unavailable, random: 0.5) == .seconds(limit / 2))
        }
    }

    @Test func `no wait is shorter than the provider asks, and none absurdly long`() {
        let policy = RetryPolicy(longestAsked: .seconds(60))
        #expect(policy.wait(failures: 1, code: .rateLimited(retryAfter: .seconds(20)), random: 0) == .seconds(20))
        #expect(policy.wait(failures: 1, code: .overloaded(retryAfter: .seconds(20)), random: 0.5) == .seconds(20.5))
        #expect(policy.wait(failures: 1, code: .rateLimited(retryAfter: .seconds(61)), random: 0) == nil)
    }

    @Test func `a passing fault is tried again, then the next model, then it is over`() {
        var schedule = RetrySchedule(policy: RetryPolicy(attempts: 2, firstWait: .seconds(1)), modelCount: 2)
        #expect(schedule.failed(.unavailable, random: 1) == .retry(model: 0, attempt: 2, wait: .seconds(1)))
        #expect(schedule.failed(.droppedStream, random: 1) == .retry(model: 1, attempt: 1, wait: .zero))
        #expect(schedule.failed(.overloaded(retryAfter: nil), random: 0) == .retry(model: 1, attempt: 2, wait: .zero))
        #expect(schedule.failed(.timedOut, random: 1) == .fail)
    }

    @Test(arguments: [
        ModelError.Code.unauthorized, .modelNotFound, .quotaExhausted, .badResponse, .invalidRequest,
        .rateLimited(retryAfter: .seconds(10_000)),
    ])
    func `a lasting fault goes to the next model at once`(code: ModelError.Code) {
        var schedule = RetrySchedule(policy: RetryPolicy(), modelCount: 2)
        #expect(schedule.failed(code, random: 0) == .retry(model: 1, attempt: 1, wait: .zero))
        #expect(schedule.failed(code, random: 0) == .fail)
    }

    @Test(arguments: [ModelError.Code.contextTooLong, .refused])
    func `what another model cannot mend ends the chain`(code: ModelError.Code) {
        var schedule = RetrySchedule(policy: RetryPolicy(), modelCount: 2)
        #expect(schedule.failed(code, random: 0) == .fail)
    }
}

@Suite struct ModelChainTests {
    private let request = ModelRequest(messages: [.user("How warm is it in Bonn?")])

    private func chain(_ models: [ScriptedModel], _ time: ManualTime, limiter: RateLimiter? = nil) -> ModelChain {
        ModelChain(
            ModelChain.Link(models[0], limiter: limiter),
            others: models.dropFirst().map { ModelChain.Link($0) },
            policy: RetryPolicy(attempts: 3, firstWait: .seconds(1)),
            time: time.timekeeper,
            random: { 0.5 }
        )
    }

    @Test func `a dropped answer is void, the wait is seen, and what it used counts`() async throws {
        let used = Usage(inputTokens: 10, outputTokens: 3)
        let model = ScriptedModel([
            .failure(.droppedStream, after: [.text("It is"), .usage(used)]),
            .init(events: [.text("7 °C"), .usage(used), .stop(.finished)]),
        ])
        let time = ManualTime()
        var notices: [RetryNotice] = []
        let response = try await chain([model], time).respond(to: request) {
            if case .retry(let notice) = $0 { notices.append(notice) }
        }
        #expect(response.text == "7 °C")
        #expect(response.retries == 1)
        #expect(response.usage == Usage(inputTokens: 20, outputTokens: 6))
        #expect(time.waits == [.milliseconds(500)])
        #expect(notices.map(\.attempt) == [2])
        #expect(notices.map(\.wait) == [.milliseconds(500)])
    }

    @Test func `the next model answers when one is out of order`() async throws {
        let broken = ScriptedModel(named: "a", [.failure(.unauthorized)])
        let sound = ScriptedModel(named: "b", [.text("7 °C")])
        let response = try await chain([broken, sound], ManualTime()).respond(to: request)
        #expect(response.text == "7 °C")
        #expect(sound.requests == [request])
    }

    @Test func `each model's share is charged to it`() async throws {
        let (first, second) = (ModelIdentity(provider: "p", model: "a"), ModelIdentity(provider: "p", model: "b"))
        let used = Usage(inputTokens: 1_000_000, outputTokens: 0)
        let broken = ScriptedModel(named: "a", [.failure(.badResponse, after: [.started(first), .usage(used)])])
        let sound = ScriptedModel(
            named: "b",
            [.init(events: [.started(second), .text("7"), .usage(used), .stop(.finished)])]
        )
        let response = try await chain([broken, sound], ManualTime()).respond(to: request)
        #expect(response.charges == [Charge(identity: first, usage: used), Charge(identity: second, usage: used)])
        let prices = ["p/a": Price(input: 1, output: 1), "p/b": Price(input: 2, output: 1)]
        #expect(PriceTable(prices).cost(of: response.charges) == 3)
        #expect(PriceTable(["p/b": Price(input: 2, output: 1)]).cost(of: response.charges) == nil)
    }

    @Test func `the last error is thrown when all attempts are used up`() async {
        let model = ScriptedModel([.failure(.unavailable), .failure(.unavailable), .failure(.timedOut), .text("late")])
        let error = await #expect(throws: ModelError.self) {
            try await chain([model], ManualTime()).respond(to: request)
        }
        #expect(error?.code == .timedOut)
        #expect(model.requests.count == 3)
    }

    @Test func `usage that is not reported is estimated and says so`() async throws {
        let response = try await chain([ScriptedModel([.text("It is 7 °C.")])], ManualTime()).respond(to: request)
        let usage = try #require(response.usage)
        #expect(usage.isEstimated)
        #expect(usage.inputTokens > 0 && usage.outputTokens > 0)
    }

    @Test func `a provider that asks to wait is left alone by all calls`() async throws {
        let time = ManualTime()
        let limiter = RateLimiter(limits: RateLimits(), time: time.timekeeper)
        let model = ScriptedModel([.failure(.rateLimited(retryAfter: .seconds(20)))])
        _ = try? await chain([model], time, limiter: limiter).respond(to: request)
        let before = time.timekeeper.now()
        _ = try await limiter.permit(tokens: 1)
        #expect(before >= .seconds(20) || time.timekeeper.now() - before >= .seconds(20))
    }

    @Test func `a cancelled call is not tried again`() async throws {
        let model = ScriptedModel([.failure(.unavailable), .text("late")])
        let chain = chain([model], ManualTime())
        let request = request
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await chain.respond(to: request)
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(model.requests.count == 1)
    }
}
