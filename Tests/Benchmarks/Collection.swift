import Core
import FoundationEssentials
import Glibc

/// Documents, questions, and which documents answer which question.
struct Collection {
    struct Query {
        let id: Int
        let text: String
    }

    var documents: [(id: Int, text: String)]
    var queries: [Query]
    var answers: [Int: Set<Int>]

    /// Reads the Cranfield collection.
    init(folder: String) throws {
        documents = try Self.lines(folder + "/docs.jsonl").compactMap { line in
            let json = try JSON(parsing: line)
            return json["id"]?.int.map { ($0, json["text"]?.string ?? "") }
        }
        queries = try Self.lines(folder + "/queries.jsonl").compactMap { line in
            let json = try JSON(parsing: line)
            return json["id"]?.int.map { Query(id: $0, text: json["text"]?.string ?? "") }
        }
        answers = [:]
        for line in try Self.lines(folder + "/qrels.tsv") {
            let parts = line.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
            if parts.count >= 2 { answers[parts[0], default: []].insert(parts[1]) }
        }
    }

    private static func lines(_ path: String) throws -> [String] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    /// A collection of claims with one right document each: a late sentence is taken out of a document and asked for.
    ///
    /// - Parameter count: How many claims.
    /// - Returns: The documents without those sentences, and the sentences as queries.
    func claims(_ count: Int) -> Collection {
        var result = self
        result.queries = []
        result.answers = [:]
        for (index, document) in documents.enumerated() where result.queries.count < count {
            var sentences = document.text.components(separatedBy: " . ")
            guard sentences.count >= 6 else { continue }
            let place = sentences.count - 2
            let claim = sentences.remove(at: place)
            guard claim.split(separator: " ").count >= 8 else { continue }
            result.documents[index].text = sentences.joined(separator: " . ")
            result.queries.append(Query(id: document.id, text: claim))
            result.answers[document.id] = [document.id]
        }
        return result
    }

    /// Writes each document as a file of its own.
    func write(to folder: Path) throws {
        try FileSystem.makeFolder(folder)
        for document in documents {
            try AtomicFile.write(
                Array(document.text.utf8),
                to: folder.appending("\(document.id).txt"),
                synchronizesFolder: false
            )
        }
    }

    /// The size of all documents, in bytes.
    var size: Int { documents.reduce(0) { $0 + $1.text.utf8.count } }

    /// How good rankings are: nDCG at 10 and recall at 100, averaged over the questions (binary judgements).
    func quality(_ rank: (String) throws -> [Int]) rethrows -> (ndcg: Double, recall: Double) {
        var sums = (ndcg: 0.0, recall: 0.0)
        for query in queries {
            let right = answers[query.id] ?? []
            let ranked = try rank(query.text)
            let gain = ranked.prefix(10).enumerated().reduce(0) {
                $0 + (right.contains($1.element) ? discount($1.offset) : 0)
            }
            let ideal = (0..<min(10, right.count)).reduce(0) { $0 + discount($1) }
            sums.ndcg += ideal > 0 ? gain / ideal : 0
            sums.recall += Double(right.intersection(ranked.prefix(100)).count) / Double(max(1, right.count))
        }
        return (sums.ndcg / Double(queries.count), sums.recall / Double(queries.count))
    }

    private func discount(_ rank: Int) -> Double { 1 / log2(Double(rank) + 2) }
}
