/// The steps that bring a database from nothing to its present schema.
///
/// The number of steps done is kept in the database's `user_version`, so that opening a current one writes nothing.
public struct Migrations: Sendable {
    /// The scripts, oldest first; a script that was released is never edited.
    private let scripts: [String]

    /// Creates the steps.
    ///
    /// - Parameter scripts: SQL, oldest first.
    public init(_ scripts: [String]) { self.scripts = scripts }

    /// How a database's schema relates to ours.
    public enum Standing: Sendable, Equatable {
        /// Nothing is in it yet.
        case empty
        /// Some steps are missing.
        case older
        /// It is up to date.
        case current
        /// A newer version of the program made it.
        case newer
    }

    /// Looks how far a database is.
    ///
    /// - Parameter connection: The database.
    /// - Returns: How its schema relates to ours.
    /// - Throws: `SQLiteError`; `corrupt` if the file is no database.
    public func standing(of connection: Connection) throws -> Standing {
        let version = try version(of: connection)
        if version == scripts.count { return .current }
        return version == 0 ? .empty : version < scripts.count ? .older : .newer
    }

    /// Runs the steps that are missing, all in one transaction.
    ///
    /// - Parameter connection: The database, opened to be written.
    /// - Throws: `SQLiteError`; the database is then as it was.
    public func apply(to connection: Connection) throws {
        try connection.transaction {
            // Read again under the lock: another process may have been faster.
            for script in scripts.dropFirst(try version(of: connection)) { try connection.execute(script) }
            try connection.execute("PRAGMA user_version = \(scripts.count)")
        }
    }

    private func version(of connection: Connection) throws -> Int {
        try connection.first("PRAGMA user_version") { $0.int(0) } ?? 0
    }
}
