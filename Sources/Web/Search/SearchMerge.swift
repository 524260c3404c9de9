/// Makes one list of several.
enum SearchMerge {
    /// How little the first places count more than the next ones; the value of Cormack, Clarke and Büttcher (2009).
    private static let constant = 60.0

    /// Merges ranked lists by reciprocal rank fusion; what several found is one result and stands higher.
    ///
    /// - Parameters:
    ///   - lists: The lists, best first.
    ///   - limit: The most results.
    /// - Returns: The results, best first; of equal ones the earlier list's.
    static func merge(_ lists: [[SearchResult]], limit: Int) -> [SearchResult] {
        var merged: [(result: SearchResult, score: Double)] = []
        var places: [String: Int] = [:]
        for list in lists {
            var seen: Set<Int> = []
            for (rank, result) in list.enumerated() {
                let keys = keys(of: result)
                let score = 1 / (constant + Double(rank + 1))
                guard let place = keys.lazy.compactMap({ places[$0] }).first else {
                    for key in keys { places[key] = merged.count }
                    seen.insert(merged.count)
                    merged.append((result, score))
                    continue
                }
                for key in keys where places[key] == nil { places[key] = place }
                // A list counts once for a page, however often it has it.
                if seen.insert(place).inserted { merged[place].score += score }
                complete(&merged[place].result, from: result)
            }
        }
        let order = merged.indices.sorted { (-merged[$0].score, $0) < (-merged[$1].score, $1) }
        return order.prefix(limit).map { merged[$0].result }
    }

    /// A work is known by its address and by its DOI.
    private static func keys(of result: SearchResult) -> [String] {
        let address = WebAddress.key(of: result.uri, doi: nil)
        return result.doi.map { [WebAddress.key(of: result.uri, doi: $0), address] } ?? [address]
    }

    /// Takes over what the other engine knows more.
    private static func complete(_ result: inout SearchResult, from other: SearchResult) {
        for engine in other.engines where !result.engines.contains(engine) { result.engines.append(engine) }
        if result.snippet.isEmpty { result.snippet = other.snippet }
        result.date = result.date ?? other.date
        result.author = result.author ?? other.author
        result.doi = result.doi ?? other.doi
    }
}
