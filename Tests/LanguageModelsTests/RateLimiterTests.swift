import TestSupport
import Testing

@testable import LanguageModels

@Suite struct RateLimiterTests {
    @Test(arguments: 0..<20)
    func `in no minute do more calls or tokens begin than are allowed`(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        var window = RateWindow(limits: RateLimits(concurrent: 4, requestsPerMinute: 10, tokensPerMinute: 1_000))
        var now = Duration.zero
        var begun: [(at: Duration, tokens: Int)] = []
        var running: [Int] = []
        for _ in 0..<500 {
            let tokens = Int.random(in: 1...400, using: &generator)
            switch window.begin(tokens: tokens, at: now) {
            case .granted(let number):
                begun.append((now, tokens))
                running.append(number)
            case .wait(let wait):
                #expect(wait > .zero && wait <= .seconds(60))
                now += wait
            case .busy: window.end(running.removeFirst(), used: nil)
            }
            now += .milliseconds(Int.random(in: 0...2_000, using: &generator))
            #expect(running.count <= 4)
        }
        for first in begun.indices {
            let minute = begun[first...].prefix { $0.at - begun[first].at < .seconds(60) }
            #expect(minute.count <= 10)
            #expect(minute.reduce(0) { $0 + $1.tokens } <= 1_000)
        }
    }

    @Test func `a call above the limit itself waits until it is alone`() {
        var window = RateWindow(limits: RateLimits(tokensPerMinute: 100))
        #expect(window.begin(tokens: 500, at: .zero) == .granted(1))
        #expect(window.begin(tokens: 1, at: .seconds(1)) == .wait(.seconds(59)))
    }

    @Test func `what a call used in truth replaces the estimate`() {
        var window = RateWindow(limits: RateLimits(tokensPerMinute: 100))
        #expect(window.begin(tokens: 90, at: .zero) == .granted(1))
        #expect(window.begin(tokens: 50, at: .zero) == .wait(.seconds(60)))
        window.end(1, used: 20)
        #expect(window.begin(tokens: 50, at: .zero) == .granted(2))
    }

    @Test func `no more calls run at once than are allowed`() async throws {
        let limiter = RateLimiter(limits: RateLimits(concurrent: 3))
        let counter = Counter()
        try await withThrowingTaskGroup { group in
            for _ in 0..<100 {
                group.addTask {
                    let permit = try await limiter.permit(tokens: 1)
                    await counter.enter()
                    await Task.yield()
                    await counter.leave()
                    permit.record(used: 1)
                }
            }
            try await group.waitForAll()
        }
        #expect(await counter.total == 100)
        #expect(await counter.highest <= 3)
    }

    @Test func `one that gives up waiting does not hold up the others`() async throws {
        let limiter = RateLimiter(limits: RateLimits(concurrent: 1))
        var first: RateLimiter.Permit? = try await limiter.permit(tokens: 1)
        let second = Task { try await limiter.permit(tokens: 1) }
        let third = Task { try await limiter.permit(tokens: 1) }
        second.cancel()
        await #expect(throws: CancellationError.self) { _ = try await second.value }
        _ = first
        first = nil
        _ = try await third.value
    }
}

private actor Counter {
    private(set) var highest = 0
    private(set) var total = 0
    private var count = 0

    func enter() {
        count += 1
        total += 1
        highest = max(highest, count)
    }

    func leave() { count -= 1 }
}
