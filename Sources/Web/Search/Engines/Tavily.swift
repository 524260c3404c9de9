import Core
import HTTP

/// The web, by Tavily.
///
/// Source: <https://docs.tavily.com/documentation/api-reference/endpoint/search>.
struct Tavily: SearchEngine {
    let name = SearchEngineName.tavily
    let base: String
    let key: String

    func search(_ query: String, limit: Int, through service: SearchService) async throws -> [SearchResult] {
        let body: JSON = [
            "query": .string(query), "max_results": .int(min(limit, 20)), "search_depth": "basic",
            "include_answer": false, "include_raw_content": false,
        ]
        let headers: HTTPHeaders = ["content-type": "application/json", "authorization": "Bearer \(key)"]
        let request = HTTPRequest("POST", "\(base)/search", headers: headers, body: Array(body.text.utf8))
        let answer = try await service.json(request)
        return try service.items(answer["results"]).compactMap { item in
            SearchResult(
                title: item["title"]?.string,
                uri: item["url"]?.string,
                snippet: item["content"]?.string,
                date: item["published_date"]?.string,
                engine: name.rawValue
            )
        }
    }
}
