import Core
import HTTP

/// The encyclopedia, by MediaWiki's search.
///
/// Source: <https://www.mediawiki.org/wiki/API:Search>.
struct Wikipedia: SearchEngine {
    let name = SearchEngineName.wikipedia
    let base: String

    func search(_ query: String, limit: Int, through service: SearchService) async throws -> [SearchResult] {
        let values = WebAddress.query([
            "action": "query", "list": "search", "srsearch": query, "srlimit": "\(min(limit, 50))",
            "srprop": "snippet|timestamp", "format": "json", "formatversion": "2",
        ])
        let answer = try await service.json(HTTPRequest("GET", "\(base)/w/api.php?\(values)"))
        return try service.items(answer["query"]?["search"]).compactMap { item in
            guard let title = item["title"]?.string else { return nil }
            let path = title.split(separator: " ").map { WebAddress.encoded(String($0)) }.joined(separator: "_")
            return SearchResult(
                title: title,
                uri: "\(base)/wiki/\(path)",
                snippet: item["snippet"]?.string,
                date: item["timestamp"]?.string.map { String($0.prefix(10)) },
                engine: name.rawValue
            )
        }
    }
}
