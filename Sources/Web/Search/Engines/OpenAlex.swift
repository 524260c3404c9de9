import Core
import HTTP

/// The open catalogue of scholarly works.
///
/// Source: <https://developers.openalex.org/>.
struct OpenAlex: SearchEngine {
    /// The most words of an abstract that are put together.
    private static let snippetWords = 80

    let name = SearchEngineName.openalex
    let base: String
    let key: String
    let contact: String?

    func search(_ query: String, limit: Int, through service: SearchService) async throws -> [SearchResult] {
        var values = WebAddress.query(["search": query, "per-page": "\(min(limit, 50))"])
        if let contact { values += "&" + WebAddress.query(["mailto": contact]) }
        var request = HTTPRequest("GET", "\(base)/works?\(values)")
        if !key.isEmpty { request.headers["authorization"] = "Bearer \(key)" }
        let answer = try await service.json(request)
        return try service.items(answer["results"]).compactMap { item in
            let names = (item["authorships"]?.array ?? []).compactMap { $0["author"]?["display_name"]?.string }
            return SearchResult(
                title: item["display_name"]?.string ?? item["title"]?.string,
                uri: item["primary_location"]?["landing_page_url"]?.string ?? item["doi"]?.string
                    ?? item["id"]?.string,
                snippet: abstract(item["abstract_inverted_index"]),
                date: item["publication_date"]?.string,
                author: SearchText.names(names),
                doi: item["doi"]?.string,
                engine: name.rawValue
            )
        }
    }

    /// Puts an abstract together, which comes as the places of each of its words.
    private func abstract(_ index: JSON?) -> String? {
        guard case .object(let members) = index else { return nil }
        var words: [Int: String] = [:]
        for member in members {
            for place in member.value.array ?? [] {
                if let place = place.int, place < Self.snippetWords { words[place] = member.name }
            }
        }
        return words.sorted { $0.key < $1.key }.map(\.value).joined(separator: " ")
    }
}
