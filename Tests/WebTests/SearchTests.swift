import Core
import HTTP
import Synchronization
import TestSupport
import Testing

@testable import Web

@Suite(.timeLimit(.minutes(1)))
struct SearchTests {
    /// A server that answers as one engine.
    private static func server(_ answers: [String: String]) throws -> ScriptedServer {
        try ScriptedServer { request in
            let path = request.target.split(separator: "?").first.map(String.init) ?? ""
            return [answers[path].map { .page($0, type: "application/json") } ?? .respond(404)]
        }
    }

    private static func search(
        _ engine: SearchEngineName,
        _ server: ScriptedServer,
        key: String? = nil,
        contact: String? = nil
    ) async throws -> [SearchResult] {
        let access = WebSearch.Access(engine, address: "http://127.0.0.1:\(server.port)/", key: key)
        let search = WebSearch(client: try WebFixture().client, accesses: [access], contact: contact)
        return try await search.search("peat & water", limit: 5).results
    }

    @Test func `Wikipedia`() async throws {
        let server = try Self.server(["/w/api.php": EngineAnswers.wikipedia])
        let results = try await Self.search(.wikipedia, server)
        #expect(results.map(\.title) == ["Peat bog", "C++ (language)?"])
        #expect(results[0].uri == server.url("/wiki/Peat_bog"))
        #expect(results[1].uri == server.url("/wiki/C%2B%2B_%28language%29%3F"))
        #expect(results[0].snippet == "A peat bog stores carbon & water" && results[0].date == "2024-03-01")
        #expect(server.targets[0].contains("srsearch=peat%20%26%20water&srlimit=5"))
    }

    @Test func `arXiv`() async throws {
        let server = try Self.server(["/api/query": EngineAnswers.arxiv])
        let result = try #require(try await Self.search(.arxiv, server).first)
        #expect(result.title == "Carbon in rewetted peat" && result.author == "Ann Lind, Bo Ek")
        #expect(result.uri == "http://arxiv.org/abs/2101.00001v2" && result.doi == "10.1000/peat.1")
        #expect(result.date == "2021-01-01" && result.engine == "arxiv")
        #expect(server.targets[0].contains("search_query=all%3Apeat%20AND%20all%3Awater&"))
    }

    @Test(arguments: [
        "<feed><entry><id>http://arxiv.org/api/errors#x</id><title>Error</title></entry></feed>", "<feed/>",
    ])
    func `an error of arXiv is no result`(answer: String) async throws {
        #expect(try await Self.search(.arxiv, try Self.server(["/api/query": answer])).isEmpty)
    }

    @Test func `Crossref`() async throws {
        let server = try Self.server(["/works": EngineAnswers.crossref])
        let results = try await Self.search(.crossref, server, contact: "a@b.example")
        #expect(results.map(\.title) == ["Carbon in rewetted peat", "https://doi.org/10.1000/x"])
        #expect(results[0].author == "Ann Lind, Bo Ek, Peat Group et al." && results[0].date == "2021-03-09")
        #expect(results[0].snippet.contains("Fluxes fell by 62 percent.") && results[1].date == nil)
        #expect(server.targets[0].hasSuffix("mailto=a%40b.example"))
    }

    @Test func `OpenAlex`() async throws {
        let server = try Self.server(["/works": EngineAnswers.openalex])
        let results = try await Self.search(.openalex, server, key: "word")
        #expect(results.map(\.title) == ["Birds return to Velm", "https://openalex.org/W2"])
        #expect(results[0].snippet == "The curlew returned. One curlew sang." && results[0].author == "Cy Dal")
        #expect(results[0].uri == "https://journal.example/birds" && results[0].doi == "10.1000/peat.2")
        #expect(server.counts.requests[0].headers["authorization"] == "Bearer word")
    }

    @Test func `PubMed`() async throws {
        let server = try Self.server([
            "/entrez/eutils/esearch.fcgi": EngineAnswers.pubmedNumbers,
            "/entrez/eutils/esummary.fcgi": EngineAnswers.pubmedSummaries,
        ])
        let results = try await Self.search(.pubmed, server)
        let result = try #require(results.first)
        #expect(result.title == "Peat dust and lungs." && result.snippet == "Journal of Peat, 2023 Nov")
        #expect(result.uri == "https://pubmed.ncbi.nlm.nih.gov/38000001/" && result.doi == "10.1000/peat.3")
        #expect(result.date == "2023-11-05" && result.author == "Lind A, Ek B")
        #expect(server.targets[1].contains("id=38000001%2C38000002"))
    }

    @Test func `SearXNG`() async throws {
        let results = try await Self.search(.searxng, try Self.server(["/search": EngineAnswers.searxng]))
        #expect(results.map(\.uri) == ["https://site.example/peat"] && results[0].date == "2020-02-03")
    }

    @Test func `Brave`() async throws {
        let server = try Self.server(["/res/v1/web/search": EngineAnswers.brave])
        let result = try #require(try await Self.search(.brave, server, key: "word").first)
        #expect(result.title == "Peat 'news'" && result.snippet == "Peat is burning." && result.author == "News")
        #expect(server.counts.requests[0].headers["x-subscription-token"] == "word")
        let nothing = try Self.server(["/res/v1/web/search": "{\"type\":\"search\"}"])
        #expect(try await Self.search(.brave, nothing, key: "word").isEmpty)
    }

    @Test func `Tavily`() async throws {
        let server = try Self.server(["/search": EngineAnswers.tavily])
        let result = try #require(try await Self.search(.tavily, server, key: "word").first)
        #expect(result.title == "Peat" && result.snippet == "Peat is soil.")
        let request = try #require(server.counts.requests.first)
        #expect(request.method == "POST" && request.headers["authorization"] == "Bearer word")
        #expect(try JSON(parsing: String(decoding: request.body, as: UTF8.self))["query"]?.string == "peat & water")
    }

    @Test func `what several engines found is one result, and stands higher`() async throws {
        let servers = try [
            Self.server(["/works": EngineAnswers.openalex]), Self.server(["/works": EngineAnswers.crossref]),
            Self.server(["/api/query": EngineAnswers.arxiv]), Self.server(["/search": EngineAnswers.searxng]),
            Self.server(["/search": EngineAnswers.tavily]),
        ]
        let names: [SearchEngineName] = [.openalex, .crossref, .arxiv, .searxng, .tavily]
        let accesses = zip(names, servers).map { WebSearch.Access($0, address: $1.url(), key: "word") }
        let found = try await WebSearch(client: try WebFixture().client, accesses: accesses).search("peat", limit: 3)
        #expect(found.results.map(\.engine) == ["crossref, arxiv", "searxng, tavily", "openalex"])
        #expect(found.results[1].snippet == "What peat is." && found.notices.isEmpty)
        #expect(SearchResult(json: found.results[0].json) == found.results[0])
    }

    @Test(arguments: [
        (ScriptedServer.Step.respond(500), "answers 500"), (.respond(401), "check its key"),
        (.page("<html>"), "no JSON"),
        (.page("{}"), "form that this version does not know"), (.page("{\"results\": 1}"), "form"),
        (.respond(302, ["Location: http://169.254.169.254/"]), "answers 302"), (.close, "try again"),
    ])
    func `an engine that fails is a notice, not the failure of all`(
        step: ScriptedServer.Step,
        words: String
    ) async throws {
        let bad = try ScriptedServer(step)
        let good = try Self.server(["/search": EngineAnswers.tavily])
        let accesses = [
            WebSearch.Access(.searxng, address: bad.url()),
            WebSearch.Access(.tavily, address: good.url(), key: "secret-word"),
        ]
        let found = try await WebSearch(client: try WebFixture().client, accesses: accesses).search("peat", limit: 3)
        #expect(found.results.map(\.title) == ["Peat"] && found.notices.count == 1)
        #expect(found.notices[0].hasPrefix("searxng: ") && found.notices[0].contains(words))
        #expect(!found.notices[0].contains("secret-word"))
    }

    @Test func `if no engine answers, that is an error that names each`() async throws {
        let server = try ScriptedServer(.respond(404))
        let accesses = [WebSearch.Access(.wikipedia, address: server.url()), .init(.openalex, address: server.url())]
        let search = WebSearch(client: try WebFixture().client, accesses: accesses)
        await #expect {
            _ = try await search.search("peat", limit: 3)
        } throws: { "\($0)".contains("wikipedia") && "\($0)".contains("openalex") }
    }

    @Test func `engines are asked side by side`() async throws {
        let arrived = Arrivals()
        let servers = try (0..<3).map { _ in
            try ScriptedServer { _ in
                arrived.add()
                // Nobody answers before all were asked.
                let isTogether = waitUntil(seconds: 20) { arrived.count == 3 }
                return [isTogether ? .page("{\"results\": []}", type: "application/json") : .respond(500)]
            }
        }
        let accesses = servers.map { WebSearch.Access(.searxng, address: $0.url()) }
        let found = try await WebSearch(client: try WebFixture().client, accesses: accesses).search("peat", limit: 3)
        #expect(found.notices.isEmpty)
    }

    private final class Arrivals: Sendable {
        private let value = Mutex(0)
        var count: Int { value.withLock { $0 } }
        func add() { value.withLock { $0 += 1 } }
    }

    @Test func `engines without their key or address are left out`() throws {
        let accesses = SearchEngineName.allCases.map { WebSearch.Access($0) }
        let names = WebSearch(client: try WebFixture().client, accesses: accesses).names
        #expect(names == [.wikipedia, .arxiv, .crossref, .openalex, .pubmed])
        #expect(accesses.compactMap(\.lack).count == 3)
    }

    @Test func `what an engine sends is cleaned and cut`() async throws {
        let title = "A\\u202Eb\\u0007 <b>c</b>\\n" + String(repeating: "x", count: 5_000)
        let answer = "{\"results\":[{\"url\":\"https://a.example/ü#y\",\"title\":\"\(title)\",\"content\":null}]}"
        let result = try #require(try await Self.search(.searxng, try Self.server(["/search": answer])).first)
        #expect(result.title.hasPrefix("Ab c xxx") && result.title.count == 300 && result.snippet.isEmpty)
        #expect(result.uri == "https://a.example/%C3%BC")
    }

    @Test func `an answer with entities of its own is none`() async throws {
        let bomb = "<!DOCTYPE feed [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><feed><title>&b;</title></feed>"
        let server = try Self.server(["/api/query": bomb])
        await #expect(throws: WebError.self) { _ = try await Self.search(.arxiv, server) }
    }
}
