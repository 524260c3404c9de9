import Core
import HTTP

/// The web, by Brave's index.
///
/// Source: <https://api-dashboard.search.brave.com/api-reference/web/search/get>.
struct Brave: SearchEngine {
    /// Brave takes no query of more words.
    private static let wordLimit = 50

    let name = SearchEngineName.brave
    let base: String
    let key: String

    func search(_ query: String, limit: Int, through service: SearchService) async throws -> [SearchResult] {
        let words = query.split(separator: " ").prefix(Self.wordLimit).joined(separator: " ")
        let values = WebAddress.query(["q": words, "count": "\(min(limit, 20))", "text_decorations": "false"])
        var request = HTTPRequest("GET", "\(base)/res/v1/web/search?\(values)")
        request.headers["x-subscription-token"] = key
        // The free plan permits one request a second.
        let answer = try await service.json(request, interval: .seconds(1))
        // Where nothing is found, there is no list.
        guard let web = answer["web"] else { return [] }
        return try service.items(web["results"]).compactMap { item in
            SearchResult(
                title: item["title"]?.string,
                uri: item["url"]?.string,
                snippet: item["description"]?.string,
                date: item["page_age"]?.string.map { String($0.prefix(10)) },
                author: item["profile"]?["name"]?.string,
                engine: name.rawValue
            )
        }
    }
}
