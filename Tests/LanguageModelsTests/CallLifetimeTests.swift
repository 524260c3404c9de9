import HTTP
import Synchronization
import TestSupport
import Testing

@testable import LanguageModels

/// How calls end: at once when nobody waits any more, and with nothing left open.
@Suite(.timeLimit(.minutes(2))) struct CallLifetimeTests {
    private static let start = ScriptedServer.Step.chunk(
        Array("data: {\"choices\":[{\"delta\":{\"content\":\"It\"}}]}\n\n".utf8)
    )
    private static let stream = ScriptedServer.Step.beginChunks(["Content-Type: text/event-stream"])

    private let client: HTTPClient
    private let request = ModelRequest(messages: [.user("How warm is it?")])

    init() throws { client = try HTTPClient(policy: .unrestricted) }

    /// A chain as the program makes it, so that its waits and limits are cancelled too.
    private func model(port: Int) -> ModelChain {
        let provider = Provider(.custom("local", baseURL: "http://127.0.0.1:\(port)/v1"), key: nil, client: client)
        return ModelChain(
            ModelChain.Link(provider.model("m"), limiter: RateLimiter(limits: RateLimits(concurrent: 100)))
        )
    }

    private func expectAtOnce(_ outcome: CancellationTimer.Outcome) {
        #expect(outcome.shortest < .milliseconds(50))
        #expect(outcome.errors.count == 5 && outcome.errors.allSatisfy { $0 is CancellationError })
    }

    @Test func `cancelling while it connects returns at once`() async throws {
        let busy = try BusyPort()
        let model = model(port: busy.port)
        let request = request
        let started = Mutex(0)
        expectAtOnce(
            await CancellationTimer.measure {
                started.withLock { $0 += 1 }
                _ = try await model.respond(to: request)
            } after: { attempt in
                started.withLock { $0 == attempt }
            }
        )
    }

    @Test func `cancelling before the first byte returns at once and closes the connection`() async throws {
        let server = try ScriptedServer(.hang)
        let model = model(port: server.port)
        let request = request
        expectAtOnce(
            await CancellationTimer.measure {
                _ = try await model.respond(to: request)
            } after: { attempt in
                server.counts.requests.count == attempt
            }
        )
        #expect(await eventually { server.counts.abandoned == 5 })
    }

    @Test func `cancelling in the middle of a stream returns at once and closes the connection`() async throws {
        let server = try ScriptedServer(Self.stream, Self.start, .hang)
        let model = model(port: server.port)
        let request = request
        let texts = Mutex(0)
        expectAtOnce(
            await CancellationTimer.measure {
                _ = try await model.respond(to: request) { event in
                    if case .text = event { texts.withLock { $0 += 1 } }
                }
            } after: { attempt in
                texts.withLock { $0 == attempt }
            }
        )
        #expect(await eventually { server.counts.abandoned == 5 })
    }

    @Test func `cancelling while it waits for another attempt returns at once`() async throws {
        let server = try ScriptedServer(.respond(429, ["Retry-After: 60"]))
        let model = model(port: server.port)
        let request = request
        let waits = Mutex(0)
        expectAtOnce(
            await CancellationTimer.measure {
                _ = try await model.respond(to: request) { event in
                    if case .retry = event { waits.withLock { $0 += 1 } }
                }
            } after: { attempt in
                // The next attempt waits at the limiter, which the first answer has closed.
                attempt == 1 ? waits.withLock { $0 == 1 } : true
            }
        )
    }

    @Test func `after a thousand calls, a hundred at once, no connection or descriptor is left`() async throws {
        let server = try ScriptedServer { request in
            switch String(decoding: request.body, as: UTF8.self) {
            case let body where body.contains("case 1."): [Self.stream, Self.start, .close]
            case let body where body.contains("case 2."): [Self.stream, Self.start, .hang]
            case let body where body.contains("case 3."): [.respond(500)]
            default:
                [Self.stream] + ProviderScript.all[0].textEvents.map { .chunk(Array("\($0)\n\n".utf8)) } + [.chunk()]
            }
        }
        let before = OpenFiles.count()
        for _ in 0..<10 { try await callHundredTimes(server) }
        #expect(server.counts.requests.count >= 1_000)
        #expect(await eventually { server.counts.open == 0 })
        // Each kind of leak would show 250 times; other tests open some files meanwhile.
        #expect(await eventually { OpenFiles.count() < before + 20 })
    }

    /// Makes a hundred calls at once of four kinds, with a client of their own, which then is let go.
    private func callHundredTimes(_ server: ScriptedServer) async throws {
        let client = try HTTPClient(policy: .unrestricted)
        let provider = Provider(.custom("local", baseURL: server.url("/v1")), key: nil, client: client)
        let model = ModelChain(ModelChain.Link(provider.model("m")), policy: RetryPolicy(attempts: 1))
        await withTaskGroup(of: Bool.self) { group in
            for index in 0..<100 {
                group.addTask {
                    let request = ModelRequest(messages: [.user("case \(index % 4).")])
                    // How it ends does not matter here: what stays open does.
                    return (try? await model.respond(to: request)) != nil
                }
            }
            var answers = 0
            // Those of one kind hang, and are cancelled in the middle.
            for _ in 0..<75 where await group.next() == true { answers += 1 }
            #expect(answers == 25)
            group.cancelAll()
        }
    }
}
