import Blackboard
import Core
import SQLite

/// Durable posts a second: this program's, beside a bare SQLite program with one flush for each.
struct PostingBenchmark {
    private static let count = 2_000
    private static let writers = 100
    private static let body = String(
        repeating: "The peatland of Velm was drained in 1962 and rewetted in 2011; emissions fell by 61 percent. ",
        count: 3
    )

    let folder: Path

    /// Posts a second.
    struct Rates {
        /// The bare program.
        let bare: Double
        /// One post after another, each awaited.
        let sequential: Double
        /// A hundred at the same time.
        let concurrent: Double
        /// The same, until all files are written too.
        let withFiles: Double
    }

    func run() async throws -> Rates {
        // Interleaved, and the best of three: a shared disk has its moments.
        var rates: [Rates] = []
        for round in 0..<3 {
            let bare = try self.bare(at: folder.appending("bare-\(round).db"))
            let sequential = try await post(writers: 1, home: folder.appending("sequential-\(round)")).acknowledged
            let concurrent = try await post(writers: Self.writers, home: folder.appending("concurrent-\(round)"))
            rates.append(
                Rates(
                    bare: bare,
                    sequential: sequential,
                    concurrent: concurrent.acknowledged,
                    withFiles: concurrent.written
                )
            )
        }
        return Rates(
            bare: Measurement.median(rates.map(\.bare)),
            sequential: Measurement.median(rates.map(\.sequential)),
            concurrent: Measurement.median(rates.map(\.concurrent)),
            withFiles: Measurement.median(rates.map(\.withFiles))
        )
    }

    private func post(writers: Int, home: Path) async throws -> (acknowledged: Double, written: Double) {
        let board = try Blackboard(home: home)
        let begun = Measurement.now()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<writers {
                group.addTask {
                    for number in 0..<(Self.count / writers) {
                        let content = EntryContent(title: "note \(writer) \(number)", status: .current, body: Self.body)
                        _ = try await board.post(content, kind: .note, by: "writer")
                    }
                }
            }
            try await group.waitForAll()
        }
        let acknowledged = Measurement.now()
        try await board.close()
        let count = Double(Self.count)
        return (count / (acknowledged - begun), count / (Measurement.now() - begun))
    }

    private func bare(at path: Path) throws -> Double {
        let database = try Connection(path, mode: .readWrite)
        try database.execute(
            """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
            CREATE TABLE entry (id INTEGER PRIMARY KEY, kind TEXT, title TEXT, body TEXT, at INTEGER);
            CREATE VIRTUAL TABLE f USING fts5 (title, body, tokenize = 'porter unicode61');
            """
        )
        let begun = Measurement.now()
        for number in 0..<Self.count {
            try database.transaction {
                let title = SQLiteValue.text("note 0 \(number)")
                try database.run(
                    "INSERT INTO entry (kind, title, body, at) VALUES ('note', ?, ?, ?)",
                    title,
                    .text(Self.body),
                    .int(number)
                )
                try database.run(
                    "INSERT INTO f (rowid, title, body) VALUES (?, ?, ?)",
                    .int(database.lastInsertedRow),
                    title,
                    .text(Self.body)
                )
            }
        }
        return Double(Self.count) / (Measurement.now() - begun)
    }
}
