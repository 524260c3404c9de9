import Core
import SQLite

/// The rows of the sessions; every method runs within the caller's transaction.
struct SessionStore {
    let database: Connection

    private static let columns = """
        session.id, session.title, session.created, session.updated, session.parent,
        (SELECT count(*) FROM message WHERE message.session = session.id)
        """

    func create(title: String, parent: Int?, at now: Timestamp) throws -> Int {
        try database.run(
            "INSERT INTO session (title, created, updated, parent) VALUES (?1, ?2, ?2, ?3)",
            .text(title),
            .int(Int(now.milliseconds)),
            parent.map(SQLiteValue.int) ?? .null
        )
        return database.lastInsertedRow
    }

    func add(_ message: SessionMessage, to session: Int, at now: Timestamp) throws {
        try database.run(
            """
            INSERT INTO message (session, number, author, text, details, run, at)
            SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3, ?4, ?5, ?6 FROM message WHERE session = ?1
            """,
            .int(session),
            .text(message.author.rawValue),
            .text(message.text),
            .text(message.details.text),
            SQLiteValue(message.run),
            .int(Int(now.milliseconds))
        )
        try database.run(
            "INSERT INTO message_index (rowid, text) VALUES (?, ?)",
            .int(database.lastInsertedRow),
            .text(message.text)
        )
        try database.run(
            "UPDATE session SET updated = ? WHERE id = ?",
            .int(Int(now.milliseconds)),
            .int(session)
        )
    }

    /// Takes the latest messages out, so that as many as asked for are left.
    func truncate(_ session: Int, to count: Int) throws {
        let condition = "session = ?1 AND number > ?2"
        try database.run(
            """
            INSERT INTO message_index (message_index, rowid, text)
            SELECT 'delete', id, text FROM message WHERE \(condition)
            """,
            .int(session),
            .int(count)
        )
        try database.run("DELETE FROM message WHERE \(condition)", .int(session), .int(count))
    }

    func messages(of session: Int) throws -> [SessionMessage] {
        try database.rows(
            "SELECT author, text, details, run FROM message WHERE session = ? ORDER BY number",
            [.int(session)]
        ) { row in
            // Details that cannot be read are none: the text is what counts.
            let details = (try? JSON(parsing: row.text(2))) ?? .null
            return SessionMessage.Author(rawValue: row.text(0)).map {
                SessionMessage($0, row.text(1), details: details, run: row.optionalText(3))
            }
        }
        .compactMap { $0 }
    }

    func session(_ id: Int) throws -> SessionSummary? {
        try database.first("SELECT \(Self.columns) FROM session WHERE id = ?", .int(id)) { Self.summary($0) }
    }

    /// The sessions, the latest first; of a search those that hold any of its words, in the title or a message.
    func sessions(matching text: String?, limit: Int) throws -> [SessionSummary] {
        guard let text else {
            return try database.rows(
                "SELECT \(Self.columns) FROM session ORDER BY updated DESC, id DESC LIMIT ?",
                [.int(limit)]
            ) { Self.summary($0) }
        }
        guard let terms = QueryTerms(text) else { return [] }
        return try database.rows(
            """
            SELECT \(Self.columns) FROM session
            WHERE instr(lower(title), lower(?1)) > 0 OR id IN (
                SELECT session FROM message WHERE id IN (
                    SELECT rowid FROM message_index WHERE message_index MATCH ?2))
            ORDER BY updated DESC, id DESC LIMIT ?3
            """,
            [.text(text), .text(terms.expression), .int(limit)]
        ) { Self.summary($0) }
    }

    func rename(_ session: Int, _ title: String) throws {
        try database.run("UPDATE session SET title = ? WHERE id = ?", .text(title), .int(session))
    }

    private static func summary(_ row: Row) -> SessionSummary {
        SessionSummary(
            id: row.int(0),
            title: row.text(1),
            created: Timestamp(milliseconds: Int64(row.int(2))),
            updated: Timestamp(milliseconds: Int64(row.int(3))),
            parent: row.optionalText(4).flatMap(Int.init),
            messageCount: row.int(5)
        )
    }
}
