import Core
import SQLite

/// What SQLite does by itself: FTS5 with the Porter stemmer, the words of a question joined by OR, bm25.
struct PlainIndex {
    private let database: Connection

    init(_ collection: Collection, at path: Path) throws {
        database = try Connection(path, mode: .readWrite)
        try database.execute("CREATE VIRTUAL TABLE f USING fts5 (t, tokenize = 'porter unicode61')")
        let database = database
        try database.transaction {
            for document in collection.documents {
                try database.run("INSERT INTO f (rowid, t) VALUES (?, ?)", .int(document.id), .text(document.text))
            }
        }
    }

    func rank(_ text: String) throws -> [Int] {
        let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }.map { "\"\($0)\"" }
        return try database.rows(
            "SELECT rowid FROM f WHERE f MATCH ? ORDER BY bm25(f) LIMIT 100",
            [.text(words.joined(separator: " OR "))]
        ) { $0.int(0) }
    }
}
