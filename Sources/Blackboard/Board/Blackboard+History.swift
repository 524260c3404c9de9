public import Core
import SQLite

/// One state that an entry was in.
public struct Revision: Sendable, Equatable {
    /// Its number, from 1.
    public let number: Int
    /// Who wrote it.
    public let author: String
    /// When.
    public let time: Timestamp
    /// The whole file: front matter and body.
    public let text: String

    /// Picks out one revision of an entry.
    ///
    /// - Parameters:
    ///   - number: Its number.
    ///   - revisions: The entry's revisions.
    ///   - id: The entry.
    /// - Returns: The revision.
    /// - Throws: `BlackboardError` with `invalid` if there is no such revision.
    public static func numbered(
        _ number: Int,
        in revisions: [Revision],
        of id: EntryID
    ) throws(BlackboardError) -> Revision {
        if let revision = revisions.first(where: { $0.number == number }) { return revision }
        throw BlackboardError(
            .invalid,
            "\(id) has no revision \(number); 'slate board history \(id)' lists those it has"
        )
    }
}

extension Blackboard {
    /// Reads the revisions of an entry.
    ///
    /// - Parameter id: The entry.
    /// - Returns: The revisions, oldest first; after a rebuild from the files only the latest.
    /// - Throws: `BlackboardError` with `notFound`; `SQLiteError`.
    public func revisions(of id: EntryID) throws -> [Revision] {
        guard let row = try store.row(of: id) else { _ = try entry(id); return [] }
        return try database.rows(
            "SELECT number, author, at, text FROM revision WHERE entry = ? ORDER BY number",
            [.int(row)]
        ) {
            Revision(
                number: $0.int(0),
                author: $0.text(1),
                time: Timestamp(milliseconds: Int64($0.int(2))),
                text: $0.text(3)
            )
        }
    }

    /// Makes an old revision the latest again, as a new one; this also undoes a withdrawal.
    ///
    /// - Parameters:
    ///   - id: The entry.
    ///   - number: The revision whose content is wanted.
    ///   - author: The role that does it, or `human`.
    /// - Returns: The new revision; the entry as it is if it says the same already.
    /// - Throws: `BlackboardError`: `notFound`, `invalid` if there is no such revision.
    public func restore(_ id: EntryID, to number: Int, by author: String) async throws -> Entry {
        try await lookForEdits(of: id)
        return try await commit { [self] in
            let entry = try entry(id)
            let old = try Revision.numbered(number, in: revisions(of: id), of: id)
            let content = try EntryFile.parse(old.text, path: entry.path, id: id, time: old.time).content
            if content == entry.content { return entry }
            return try revise(entry, by: author) { $0 = content }
        }
    }

    /// Takes over the text of an entry's file as somebody edited it outside of the board's folder.
    ///
    /// - Parameters:
    ///   - id: The entry.
    ///   - text: The whole file.
    ///   - revision: The revision that was edited.
    ///   - author: The role that does it, or `human`.
    /// - Returns: The new revision; the entry as it is if the text says the same.
    /// - Throws: `BlackboardError`: `conflict` if somebody was faster, `invalid` with the line at fault, `notFound`.
    public func replace(
        _ id: EntryID,
        with text: String,
        expecting revision: Int,
        by author: String
    ) async throws -> Entry {
        let old = try entry(id)
        let new: Entry
        do {
            new = try EntryFile.parse(text, path: old.path, id: id, time: old.created)
        } catch let error as EntryFileError {
            throw BlackboardError(.invalid, "\(error)")
        }
        guard new.id == id else {
            throw BlackboardError(.invalid, "line 2: the id was \(id) and cannot become \(new.id)")
        }
        if new.content == old.content { return old }
        let content = new.content
        return try await update(id, expecting: revision, by: author) { $0 = content }
    }

    /// Finds what would fall if an entry were withdrawn; nothing is changed.
    ///
    /// - Parameter id: The entry.
    /// - Returns: The entries that would become unsupported, as they would be, those nearest to it first.
    /// - Throws: `BlackboardError` with `notFound`; `SQLiteError`.
    public func fallout(of id: EntryID) throws -> [Entry] {
        let entry = try entry(id)
        do {
            // Done and undone: what is asked is exactly what a withdrawal does.
            try database.transaction {
                defer { _ = writer.takeWritten() }
                _ = try revise(entry, by: "human") { $0.status = .withdrawn }
                throw Fallout(entries: try writer.takeWritten().filter { $0 != id }.map { try self.entry($0) })
            }
        } catch let fallout as Fallout {
            return fallout.entries
        }
        return []
    }
}

/// Carries what a withdrawal would do out of the transaction that is rolled back for it.
private struct Fallout: Error {
    let entries: [Entry]
}
