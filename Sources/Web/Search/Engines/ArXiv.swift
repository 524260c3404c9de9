import Documents
import HTTP

/// Preprints, by arXiv's Atom feeds.
///
/// Source: <https://info.arxiv.org/help/api/user-manual.html>.
struct ArXiv: SearchEngine {
    let name = SearchEngineName.arxiv
    let base: String

    func search(_ query: String, limit: Int, through service: SearchService) async throws -> [SearchResult] {
        // The words are joined here: a colon or a parenthesis of the query must not become syntax.
        let words = query.split { !$0.isLetter && !$0.isNumber }.prefix(16).map { "all:\($0)" }
        guard !words.isEmpty else { return [] }
        let values = WebAddress.query([
            "search_query": words.joined(separator: " AND "), "start": "0", "max_results": "\(min(limit, 50))",
        ])
        let request = HTTPRequest("GET", "\(base)/api/query?\(values)")
        // The terms of use ask for three seconds between requests.
        let bytes = try await service.bytes(request, accept: "application/atom+xml", interval: .seconds(3))
        guard let feed = XMLNode(parsing: bytes), feed.name == "feed" else {
            throw service.badAnswer("is no Atom feed")
        }
        return feed.children.filter { $0.name == "entry" }.compactMap(result)
    }

    private func result(_ entry: XMLNode) -> SearchResult? {
        let link = entry.children.first { $0.name == "link" && $0.attributes["rel"] == "alternate" }
        let names = entry.children.filter { $0.name == "author" }.compactMap { $0["name"]?.text }
        // Errors come as an entry without authors.
        guard !names.isEmpty else { return nil }
        return SearchResult(
            title: entry["title"]?.text,
            uri: link?.attributes["href"] ?? entry["id"]?.text,
            snippet: entry["summary"]?.text,
            date: entry["published"].map { String($0.text.prefix(10)) },
            author: SearchText.names(names),
            doi: entry["doi"]?.text,
            engine: name.rawValue
        )
    }
}
