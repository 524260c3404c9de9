import Core
import HTTP

/// A server of one's own that asks other engines; `json` must be among its formats.
///
/// Source: <https://docs.searxng.org/dev/search_api.html>.
struct SearXNG: SearchEngine {
    let name = SearchEngineName.searxng
    let base: String

    func search(_ query: String, limit: Int, through service: SearchService) async throws -> [SearchResult] {
        let values = WebAddress.query(["q": query, "format": "json"])
        let answer = try await service.json(HTTPRequest("GET", "\(base)/search?\(values)"))
        return try service.items(answer["results"]).prefix(limit).compactMap { item in
            SearchResult(
                title: item["title"]?.string,
                uri: item["url"]?.string,
                snippet: item["content"]?.string,
                date: item["publishedDate"]?.string.map { String($0.prefix(10)) },
                author: item["author"]?.string,
                doi: item["doi"]?.string,
                engine: name.rawValue
            )
        }
    }
}
