import Core
import HTTP

/// What has a DOI, by Crossref's metadata.
///
/// Source: <https://api.crossref.org/swagger-ui/index.html>.
struct Crossref: SearchEngine {
    let name = SearchEngineName.crossref
    let base: String
    let contact: String?

    func search(_ query: String, limit: Int, through service: SearchService) async throws -> [SearchResult] {
        var values = WebAddress.query([
            "query": query, "rows": "\(min(limit, 50))", "select": "DOI,title,author,issued,abstract,URL",
        ])
        if let contact { values += "&" + WebAddress.query(["mailto": contact]) }
        let answer = try await service.json(HTTPRequest("GET", "\(base)/works?\(values)"))
        return try service.items(answer["message"]?["items"]).compactMap { item in
            SearchResult(
                title: item["title"]?.array?.first?.string,
                uri: item["URL"]?.string ?? item["DOI"]?.string.map { "https://doi.org/\($0)" },
                snippet: item["abstract"]?.string,
                date: date(item["issued"]?["date-parts"]?.array?.first?.array ?? []),
                author: SearchText.names((item["author"]?.array ?? []).compactMap(author)),
                doi: item["DOI"]?.string,
                engine: name.rawValue
            )
        }
    }

    private func author(_ author: JSON) -> String? {
        let names = [author["given"]?.string, author["family"]?.string].compactMap { $0 }
        return names.isEmpty ? author["name"]?.string : names.joined(separator: " ")
    }

    /// Year, month and day, of which the later ones may be missing, and the year may be null.
    private func date(_ parts: [JSON]) -> String? {
        let numbers = parts.prefix { $0.int != nil }.compactMap(\.int)
        guard !numbers.isEmpty else { return nil }
        return numbers.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: "-")
    }
}
