import SQLite

/// Keeps the states of entries true to what they rest on.
///
/// A finding stands while a source that it quotes does; what rests on another entry stands while that does. This is the
/// labelling of Doyle, "A Truth Maintenance System" (1979), for justifications without exceptions.
struct Support {
    let store: EntryStore

    /// Brings an entry's state in line with what it rests on.
    ///
    /// - Parameters:
    ///   - content: What the entry says; marked `unsupported`, or given back the state that it had before.
    ///   - kind: What the entry is.
    /// - Returns: Whether it was changed.
    /// - Throws: `SQLiteError`.
    func adjust(_ content: inout EntryContent, kind: EntryKind) throws -> Bool {
        if content.status == .withdrawn || !kind.statuses.contains(.unsupported) { return false }
        let cause = try missing(content)
        if let cause, content.status != .unsupported {
            content.fall = EntryContent.Fall(with: cause, was: content.status)
            content.status = .unsupported
            return true
        }
        if cause == nil, let fall = content.fall {
            if content.status == .unsupported { content.status = fall.was }
            content.fall = nil
            return true
        }
        return false
    }

    /// The entries that rest on one directly.
    func dependents(of id: EntryID) throws -> [EntryID] {
        try store.database.rows(
            """
            SELECT kind, number FROM entry WHERE id IN (
                SELECT entry FROM link WHERE target = ?1 AND relation = 'rests-on'
                UNION SELECT entry FROM quote WHERE source = ?1) AND status <> 'withdrawn'
            ORDER BY id
            """,
            [.text(id.description)]
        ) { EntryID(row: $0) }
        .compactMap { $0 }
    }

    /// The first entry without which this one does not stand, if it has fallen.
    private func missing(_ content: EntryContent) throws -> EntryID? {
        for link in content.links where link.relation == .restsOn {
            if try !stands(link.target) { return link.target }
        }
        guard let first = content.quotes.first else { return nil }
        return try content.quotes.contains { try stands($0.source) } ? nil : first.source
    }

    /// Whether an entry stands; one that is not there is no reason to doubt, but a case for 'board check'.
    private func stands(_ id: EntryID) throws -> Bool { try store.status(of: id)?.stands ?? true }
}

extension EntryStatus {
    /// Whether others can rest on an entry in this state.
    var stands: Bool { self != .withdrawn && self != .unsupported }
}
