import Core
import SQLite
import TestSupport
import Testing

@Suite struct ConnectionTests {
    private let folder: TemporaryFolder
    private var file: Path { folder.path.appending("x.db") }

    init() throws { folder = try TemporaryFolder() }

    private func connection() throws -> Connection { try Connection(file, mode: .readWrite) }

    @Test func `values come back as they went in`() throws {
        let database = try connection()
        try database.execute("CREATE TABLE t (a, b, c, d)")
        try database.run("INSERT INTO t VALUES (?, ?, ?, ?)", .text("é\u{0}x"), .int(-3), .double(1.5), nil)
        try database.run("INSERT INTO t VALUES (?, ?, ?, ?)", .text(""), .int(.max), .blob([1, 2]), .blob([]))
        let rows = try database.rows("SELECT a, b, c, d, typeof(d) FROM t") {
            ($0.text(0), $0.int(1), $0.optionalText(3), $0.text(4))
        }
        #expect(rows[0] == ("é\u{0}x", -3, nil, "null"))
        #expect(rows[1] == ("", .max, "", "blob"))
    }

    @Test func `a transaction that throws leaves nothing`() throws {
        let database = try connection()
        try database.execute("CREATE TABLE t (a)")
        struct Stop: Error {}
        #expect(throws: Stop.self) {
            try database.transaction {
                try database.run("INSERT INTO t VALUES (1)")
                throw Stop()
            }
        }
        #expect(try database.first("SELECT count(*) FROM t") { $0.int(0) } == 0)
        try database.transaction { try database.run("INSERT INTO t VALUES (1)") }
        #expect(try database.first("SELECT count(*) FROM t") { $0.int(0) } == 1)
    }

    @Test func `a second writer waits its time and is told that it is busy`() throws {
        let first = try connection()
        try first.execute("CREATE TABLE t (a); BEGIN IMMEDIATE")
        let second = try Connection(file, mode: .readWrite, busySeconds: 0)
        let error = #expect(throws: SQLiteError.self) { try second.transaction {} }
        #expect(error?.code == .busy)
        try first.execute("COMMIT")
        try second.transaction {}
    }

    @Test func `what is repeated while others hold the database ends with the time, too`() throws {
        let first = try connection()
        try first.execute("CREATE TABLE t (a); BEGIN IMMEDIATE")
        let second = try Connection(file, mode: .readWrite, busySeconds: 0.05)
        var attempts = 0
        let error = #expect(throws: SQLiteError.self) {
            try second.retry {
                attempts += 1
                // Without a limit of its own this would go on for ever.
                guard attempts < 1_000 else { return }
                try second.transaction {}
            }
        }
        #expect(error?.code == .busy && (1...5).contains(attempts))
    }

    @Test func `errors name the statement, not its values`() throws {
        let database = try connection()
        let error = #expect(throws: SQLiteError.self) {
            try database.run("INSERT INTO nowhere VALUES (?)", .text("secret"))
        }
        #expect(error?.description.contains("nowhere") == true)
        #expect(error?.description.contains("secret") == false)
    }

    @Test func `a file that is no database is corrupt`() throws {
        try folder.write("x.db", String(repeating: "no database ", count: 100))
        let database = try connection()
        let error = #expect(throws: SQLiteError.self) { try Migrations([]).standing(of: database) }
        #expect(error?.code == .corrupt)
    }

    @Test func `migrations run once, in order, all or none`() throws {
        let database = try connection()
        let first = Migrations(["CREATE TABLE a (x)"])
        #expect(try first.standing(of: database) == .empty)
        try first.apply(to: database)
        try first.apply(to: database)
        let broken = Migrations(["CREATE TABLE a (x)", "CREATE TABLE b (x)", "nonsense"])
        #expect(throws: SQLiteError.self) { try broken.apply(to: database) }
        #expect(try database.rows("SELECT name FROM sqlite_schema ORDER BY 1") { $0.text(0) } == ["a"])
        let both = Migrations(["CREATE TABLE a (x)", "CREATE TABLE b (x)"])
        #expect(try both.standing(of: database) == .older)
        try both.apply(to: database)
        #expect(try both.standing(of: database) == .current)
        #expect(try first.standing(of: database) == .newer)
    }

    @Test func `functions, tokenizers and rankings written in Swift serve statements`() throws {
        let database = try connection()
        try database.define(function: "twice", argumentCount: 1) { values in
            guard case .text(let text) = values[0] else { return .null }
            return .text(text + text)
        }
        #expect(try database.first("SELECT twice('é')") { $0.text(0) } == "éé")
        // Each character is a token.
        try database.define(tokenizer: "letters") { text, _, emit in
            for index in text.indices where text[index] != 0x20 {
                if !emit(UnsafeBufferPointer(rebasing: text[index...index]), index..<index + 1) { return }
            }
        }
        var places: [Int] = []
        try database.define(ranking: "places") { row in
            row.forEachInstance { places.append($0.offset) }
            return Double(row.size(of: 0))
        }
        try database.execute(
            "CREATE VIRTUAL TABLE f USING fts5 (t, tokenize = 'letters'); INSERT INTO f VALUES ('ab ca')"
        )
        let score = try database.first("SELECT places(f) FROM f WHERE f MATCH '\"a\"'") { $0.double(0) }
        #expect(score == 4 && places == [0, 3])
    }
}
