import Blackboard
import Core
import SQLite

/// How a search grows with the board: this program's, beside the bare full-text query on the same texts.
struct ScaleBenchmark {
    let folder: Path
    private static let repetitions = 31

    /// Medians in seconds for one size of the board.
    struct Row {
        let passages: Int
        let selective: (ours: Double, bare: Double)
        let question: Double
        let common: (ours: Double, bare: Double)
        let buildSeconds: Double
    }

    func run(passages: Int) async throws -> Row {
        let home = folder.appending("scale-\(passages)")
        let board = try Blackboard(home: home)
        var synthetic = SyntheticBoard()
        let begun = Measurement.now()
        try await synthetic.fill(board, passages: passages)
        try await board.settle()
        let buildSeconds = Measurement.now() - begun
        let bare = try BareIndex(of: home.appending("board.db"), at: folder.appending("bare-\(passages).db"))
        let selective = (0..<Self.repetitions).map { SyntheticBoard.word(2_000 + $0 * 37) }
        let common = (0..<Self.repetitions).map { SyntheticBoard.word($0 % 8) }
        let questions = (0..<Self.repetitions).map { number in
            (0..<6).map { SyntheticBoard.word((number * 7 + 1) * ($0 * $0 * $0 * 20 + 1) % 150_000) }.joined(
                separator: " "
            )
        }
        let ours: (String) async throws -> Void = { _ = try await board.search(SearchQuery($0, limit: 10)) }
        let floor: (String) async throws -> Void = { _ = try bare.search($0) }
        return Row(
            passages: passages,
            selective: (try await time(selective, ours), try await time(selective, floor)),
            question: try await time(questions, ours),
            common: (try await time(common, ours), try await time(common, floor)),
            buildSeconds: buildSeconds
        )
    }

    /// The median time of a query, after a warm-up.
    private func time(_ queries: [String], _ search: (String) async throws -> Void) async throws -> Double {
        var times: [Double] = []
        for query in queries.prefix(3) + queries {
            let begun = Measurement.now()
            try await search(query)
            times.append(Measurement.now() - begun)
        }
        return Measurement.median(Array(times.dropFirst(3)))
    }
}

/// What SQLite does by itself with the same passages: a full-text table with its text, bm25, ten best with a snippet.
struct BareIndex {
    private let database: Connection

    init(of board: Path, at path: Path) throws {
        let objects = board.parent.appending("objects")
        database = try Connection(path, mode: .readWrite)
        try database.execute(
            "PRAGMA cache_size = -32768; CREATE VIRTUAL TABLE f USING fts5 (title, body, tokenize = 'porter unicode61')"
        )
        let source = try Connection(board, mode: .readOnly)
        let rows = try source.rows(
            "SELECT title, snapshot, start, end FROM passage JOIN entry ON entry.id = passage.entry ORDER BY passage.id"
        ) { ($0.text(0), $0.text(1), $0.int(2), $0.int(3)) }
        var (name, bytes): (String, [UInt8]) = ("", [])
        let database = database
        try database.transaction {
            for row in rows {
                if row.1 != name {
                    name = row.1
                    bytes = try FileSystem.read(objects.appending("\(name.prefix(2))/\(name)"), limit: 1 << 30)
                }
                let body = String(decoding: bytes[row.2..<row.3], as: UTF8.self)
                try database.run("INSERT INTO f (title, body) VALUES (?, ?)", .text(row.0), .text(body))
            }
        }
    }

    func search(_ query: String) throws -> [String] {
        let words = query.split(separator: " ").map { "\"\($0)\"" }
        return try database.rows(
            "SELECT rowid, title, snippet(f, 1, '', '', '…', 24) FROM f WHERE f MATCH ? ORDER BY rank LIMIT 10",
            [.text(words.joined(separator: " OR "))]
        ) { $0.text(1) + $0.text(2) }
    }
}
