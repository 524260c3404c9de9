import Core
import HTTP

/// Medicine and the life sciences, by NCBI's E-utilities: one request for the numbers, one for what they are.
///
/// Source: <https://www.ncbi.nlm.nih.gov/books/NBK25499/>.
struct PubMed: SearchEngine {
    /// Without a key three requests a second are permitted.
    private static let interval = Duration.milliseconds(350)

    let name = SearchEngineName.pubmed
    let base: String
    let contact: String?

    func search(_ query: String, limit: Int, through service: SearchService) async throws -> [SearchResult] {
        let found = try await service.json(
            request("esearch", ["term": query, "retmax": "\(min(limit, 50))", "sort": "relevance"]),
            interval: Self.interval
        )
        let numbers = try service.items(found["esearchresult"]?["idlist"]).compactMap(\.string).filter(isNumber)
        if numbers.isEmpty { return [] }
        let summaries = try await service.json(
            request("esummary", ["id": numbers.joined(separator: ",")]),
            interval: Self.interval
        )
        guard let result = summaries["result"] else { throw service.badAnswer("has no summaries") }
        return numbers.compactMap { number in result[number].flatMap { self.result($0, number) } }
    }

    private func request(_ program: String, _ values: KeyValuePairs<String, String>) -> HTTPRequest {
        var query = WebAddress.query(["db": "pubmed", "retmode": "json", "tool": "slate"])
        if let contact { query += "&" + WebAddress.query(["email": contact]) }
        return HTTPRequest("GET", "\(base)/entrez/eutils/\(program).fcgi?\(query)&\(WebAddress.query(values))")
    }

    private func result(_ item: JSON, _ number: String) -> SearchResult? {
        let doi = item["articleids"]?.array?.first { $0["idtype"]?.string == "doi" }?["value"]?.string
        let names = (item["authors"]?.array ?? []).compactMap { $0["name"]?.string }
        let journal = [item["fulljournalname"]?.string ?? item["source"]?.string, item["pubdate"]?.string]
        return SearchResult(
            title: item["title"]?.string,
            uri: "https://pubmed.ncbi.nlm.nih.gov/\(number)/",
            snippet: journal.compactMap { $0 }.joined(separator: ", "),
            date: item["sortpubdate"]?.string.map { String($0.prefix(10)).replacing("/", with: "-") },
            author: SearchText.names(names),
            doi: doi,
            engine: name.rawValue
        )
    }

    private func isNumber(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}
