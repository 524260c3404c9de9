import Core
import HTTP

/// A service that finds pages.
protocol SearchEngine: Sendable {
    /// Its name, as in the configuration.
    var name: SearchEngineName { get }

    /// Searches.
    ///
    /// - Parameters:
    ///   - query: What to search for.
    ///   - limit: The most results.
    ///   - service: What sends the requests.
    /// - Returns: The results, best first.
    /// - Throws: `WebError`; `CancellationError`.
    func search(_ query: String, limit: Int, through service: SearchService) async throws -> [SearchResult]
}

/// Sends an engine's requests and reads its answers.
struct SearchService: Sendable {
    /// The largest answer, in bytes.
    private static let answerLimit = 4 << 20

    let client: WebClient
    /// The engine that asks, for messages.
    let engine: SearchEngineName

    /// Asks for JSON.
    func json(_ request: HTTPRequest, interval: Duration? = nil) async throws -> JSON {
        let bytes = try await bytes(request, accept: "application/json", interval: interval)
        do {
            return try JSON(parsing: String(decoding: bytes, as: UTF8.self))
        } catch {
            throw badAnswer("is no JSON")
        }
    }

    /// Asks for something of a type.
    func bytes(_ request: HTTPRequest, accept: String, interval: Duration? = nil) async throws -> [UInt8] {
        var request = request
        request.headers["accept"] = accept
        let url = try WebAddress.read(request.url)
        let answer = try await client.send(request, to: url, limit: Self.answerLimit, interval: interval)
        guard (200..<300).contains(answer.status) else {
            let advice = [401, 403].contains(answer.status) ? "; check its key" : ""
            throw WebError(.status(answer.status), "\(engine.rawValue) answers \(answer.status)\(advice)")
        }
        guard !answer.isTruncated else { throw badAnswer("has more than \(Self.answerLimit) bytes") }
        return answer.body
    }

    /// The error for an answer that cannot be used.
    func badAnswer(_ reason: String) -> WebError {
        WebError(.badAnswer, "the answer of \(engine.rawValue) \(reason)")
    }

    /// The items of an answer; an answer without the list is of a form that is not known.
    func items(_ list: JSON?) throws -> [JSON] {
        guard let items = list?.array else { throw badAnswer("is of a form that this version does not know") }
        return items
    }
}
