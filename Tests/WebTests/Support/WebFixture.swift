import Core
import Documents
import HTTP
import Synchronization
import TestSupport

@testable import Web

/// A fetcher that may reach this computer, with a clock that moves by itself.
struct WebFixture {
    static let accessed = Timestamp(milliseconds: 1_790_000_000_000)

    let time = ManualTime()
    let client: WebClient
    let fetcher: WebFetcher

    init(
        policy: EgressPolicy = .publicAndPrivate,
        _ change: (inout WebSettings) -> Void = { _ in },
        addresses: (@Sendable (String) -> [String]?)? = nil
    ) throws {
        var settings = WebSettings(userAgent: "slate/test", interval: .zero)
        change(&settings)
        let http = try HTTPClient(policy: policy, addresses: addresses)
        let clock = WallClock { Self.accessed }
        client = WebClient(http: http, settings: settings, time: time.timekeeper, clock: clock)
        fetcher = WebFetcher(client: client)
    }

    /// Why a page cannot be fetched; nothing if it can.
    func failure(_ address: String) async -> WebError? {
        do {
            _ = try await fetcher.fetch(address)
            return nil
        } catch {
            return error as? WebError
        }
    }
}

extension ScriptedServer {
    /// Starts a server of pages; what it does not have, such as a robots.txt, is answered with 404.
    convenience init(pages: [String: [Step]]) throws {
        try self.init { request in pages[request.target] ?? [.respond(404)] }
    }

    /// The targets that were asked for, in order.
    var targets: [String] { counts.requests.map(\.target) }
}

extension ScriptedServer.Step {
    /// Sends a page of HTML.
    static func page(_ html: String, type: String = "text/html; charset=utf-8") -> Self {
        .respond(200, ["Content-Type: \(type)"], Array(html.utf8))
    }

    /// Sends someone elsewhere.
    static func redirect(to location: String, status: Int = 302) -> Self { .respond(status, ["Location: \(location)"]) }
}

extension ScriptedServer {
    /// Starts a server that answers one request after another with the next step.
    convenience init(queue steps: [Step]) throws {
        let served = Mutex(0)
        try self.init { _ in
            let index = served.withLock { count in
                defer { count += 1 }
                return count
            }
            return [steps[min(index, steps.count - 1)]]
        }
    }
}
