import Blackboard
import Core
import Web

/// The sources that a user names: files, folders, and addresses of the web.
struct GivenSources {
    let session: Session
    let board: Blackboard

    /// Ingests them: files first, then pages.
    ///
    /// - Parameter names: Paths and addresses as they were written.
    /// - Returns: What became of them.
    /// - Throws: `UsageError` for an address that is not of the web; what reading and storing throws.
    func ingest(_ names: [String]) async throws -> Ingestion.Outcome {
        let addresses = names.filter(WebAddress.isAddress)
        try check(addresses)
        let paths = names.filter { !WebAddress.isAddress($0) }.map(session.path)
        var outcome = Ingestion.Outcome()
        if !paths.isEmpty { outcome = try await Ingestion(session: session, board: board).run(paths) }
        if addresses.isEmpty { return outcome }
        let pages = try await session.webIngestion(on: board).ingest(addresses)
        outcome.sources += pages.sources
        outcome.failures += pages.failures
        return outcome
    }

    /// A scheme that is never read is a mistake of the command line, and better known before the work.
    private func check(_ addresses: [String]) throws {
        for address in addresses {
            let scheme = address.prefix { $0 != ":" }.lowercased()
            guard ["http", "https"].contains(scheme) else {
                throw session.usage("\(address): only http and https addresses are read; give a path for a file")
            }
        }
    }
}
