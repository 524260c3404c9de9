import Core
import HTTP
import Synchronization

/// The robots.txt of the sites that were asked, each read once a day at most.
final class RobotsCache: Sendable {
    private struct Known {
        let rules: RobotsRules
        /// Why nothing may be fetched, if the file could not be read.
        let problem: String?
        let end: Duration
    }

    /// The name by which robots.txt files know this program.
    static let agent = "slate"
    /// How long a file counts (RFC 9309, 2.4: not longer than a day).
    private static let lifetime = Duration.seconds(86_400)
    /// How long a server that could not answer is not asked again.
    private static let problemLifetime = Duration.seconds(60)
    /// The RFC asks for five redirects at least.
    private static let redirects = 5

    private let client: WebClient
    private let known = Mutex<[String: Known]>([:])
    /// Fetches that begin together read the file once.
    private let turns: ServerGate

    init(client: WebClient) {
        self.client = client
        turns = ServerGate(limit: 1, time: client.time)
    }

    /// Checks that a page may be fetched.
    ///
    /// - Parameter url: The page.
    /// - Throws: `WebError` with `deniedByRobots` if it may not; what reading robots.txt throws.
    func check(_ url: RequestURL) async throws {
        let known = try await turns.withTurn(at: url.origin) { try await rules(of: url) }
        let target = url.path + (url.query.map { "?\($0)" } ?? "")
        if known.rules.allows(target) { return }
        let reason = known.problem ?? "the robots.txt of \(url.host) asks programs not to fetch this page"
        throw WebError(.deniedByRobots, "\(reason); it was left alone (fetch.robots: false ignores such wishes)")
    }

    private func rules(of url: RequestURL) async throws -> Known {
        let now = client.time.now()
        if let found = known.withLock({ $0[url.origin] }), found.end > now { return found }
        let (rules, problem) = try await read(of: url)
        let end = now + (problem == nil ? Self.lifetime : Self.problemLifetime)
        let found = Known(rules: rules, problem: problem, end: end)
        known.withLock { $0[url.origin] = found }
        return found
    }

    /// Reads a site's file: what is not there allows everything, a server that fails nothing (RFC 9309, 2.3.1).
    private func read(of page: RequestURL) async throws -> (RobotsRules, problem: String?) {
        var url = try WebAddress.resolve("/robots.txt", from: page)
        for _ in 0...Self.redirects {
            let answer = try await client.send(
                HTTPRequest("GET", url.text),
                to: url,
                limit: RobotsRules.sizeLimit,
                // The page may follow at once: only pages are counted against the site's patience.
                interval: .zero
            )
            switch answer.status {
            case 200..<300: return (RobotsRules(answer.body, agent: Self.agent), nil)
            case 300..<400:
                guard let location = answer.headers["location"] else { return (.allowAll, nil) }
                url = try WebAddress.resolve(location, from: url)
            case 400..<500 where answer.status != 429: return (.allowAll, nil)
            default: return (.denyAll, "\(page.host) answers \(answer.status) for its robots.txt, which counts as a no")
            }
        }
        return (.allowAll, nil)
    }
}
