import Agents
import Blackboard
import Core
import Documents
import Web

/// Fetches pages and hands them to the board, which keeps their text before anything is made of it.
struct WebIngestion {
    /// How many pages are fetched at once.
    private static let fetches = 4
    /// How many pages are stored together; it bounds the memory.
    private static let batchCount = 16

    let board: Blackboard
    let access: WebAccess
    let console: Console
    let removing: TextGuard.Options
    var run: String?

    /// Fetches pages side by side and stores those that could be read, in the order in which they were named.
    ///
    /// - Parameter addresses: The pages.
    /// - Returns: What became of them.
    /// - Throws: What the board throws; `CancellationError`.
    func ingest(_ addresses: [String]) async throws -> Ingestion.Outcome {
        var outcome = Ingestion.Outcome()
        for start in stride(from: 0, to: addresses.count, by: Self.batchCount) {
            try await ingest(Array(addresses[start...].prefix(Self.batchCount)), into: &outcome)
        }
        return outcome
    }

    /// Searches the web for a question and stores the best pages as sources.
    ///
    /// - Parameter question: The question.
    /// - Returns: The sources, best first; those that could not be read are warned of and left out.
    /// - Throws: `WebError` if no engine answered; what the board throws; `CancellationError`.
    func sources(for question: String) async throws -> [Ingested] {
        let found = try await access.search.search(question, limit: access.results)
        for notice in found.notices { console.warn(notice) }
        return try await ingest(found.results.map(\.uri)).sources
    }

    private func ingest(_ addresses: [String], into outcome: inout Ingestion.Outcome) async throws {
        let results = try await fetch(addresses)
        var pages: [FetchedPage] = []
        for index in addresses.indices {
            switch results[index] {
            case .success(let page):
                tell(page)
                pages.append(page)
            case .failure(let error):
                console.warn("skipped: \(error.message)")
                outcome.failures.append(error.message)
            case nil: break
            }
        }
        let drafts = pages.map { $0.draft(removing: removing) }
        if !drafts.isEmpty { outcome.sources += try await board.ingest(drafts, by: "human", run: run) }
    }

    /// Fetches pages, a few at once.
    private func fetch(_ addresses: [String]) async throws -> [Int: Result<FetchedPage, WebError>] {
        var results: [Int: Result<FetchedPage, WebError>] = [:]
        try await withThrowingTaskGroup(of: (Int, Result<FetchedPage, WebError>).self) { group in
            var started = 0
            func startNext() {
                guard started < addresses.count else { return }
                let (index, address) = (started, addresses[started])
                group.addTask { (index, try await Self.fetch(address, with: access)) }
                started += 1
            }
            for _ in 0..<Self.fetches { startNext() }
            while let (index, result) = try await group.next() {
                startNext()
                results[index] = result
            }
        }
        return results
    }

    private static func fetch(_ address: String, with access: WebAccess) async throws -> Result<FetchedPage, WebError> {
        do {
            return .success(try await access.fetcher.fetch(address))
        } catch let error as WebError {
            return .failure(error)
        }
    }

    private func tell(_ page: FetchedPage) {
        for notice in page.document.notices { console.warn("\(page.uri): \(notice)") }
        let hop = page.uri == page.requested ? "" : " (asked for \(page.requested))"
        console.note("fetched \(page.uri), \(page.bytes) bytes: \(page.credibility.note)\(hop)")
    }
}

extension FetchedPage {
    /// The page as a source.
    ///
    /// Secrets are taken out; fences are not: what a page writes into one is evidence, too, and is not obeyed.
    ///
    /// - Parameter removing: What is taken out.
    /// - Returns: The draft.
    func draft(removing: TextGuard.Options) -> SourceDraft {
        func clean(_ text: String) -> String {
            TextGuard.clean(text, TextGuard.Options(fences: [], keysInUse: removing.keysInUse))
        }
        return SourceDraft(
            title: clean(document.title),
            text: clean(document.text),
            uri: uri,
            mediaType: document.mediaType,
            language: document.language,
            author: document.author.map(clean),
            published: document.published,
            kind: credibility.kind.rawValue,
            credibility: credibility.note
        )
    }
}

extension Session {
    /// What fetches pages and hands them to a board.
    ///
    /// - Parameters:
    ///   - board: Where they are stored.
    ///   - run: The run that they are for.
    /// - Returns: The ingestion.
    /// - Throws: `ConfigurationError`; `HTTPError` if no requests can be made.
    func webIngestion(on board: Blackboard, run: String? = nil) throws -> WebIngestion {
        WebIngestion(board: board, access: try webAccess(), console: console, removing: removing, run: run)
    }

    /// Searches the web for a question and stores the best pages as sources.
    ///
    /// - Parameters:
    ///   - question: The question.
    ///   - board: Where they are stored.
    ///   - run: The run that they are for.
    /// - Returns: The sources, best first; those that could not be read are warned of and left out.
    /// - Throws: As `webIngestion` and `WebIngestion.sources`.
    func webSources(for question: String, on board: Blackboard, run: String? = nil) async throws -> [Ingested] {
        try await webIngestion(on: board, run: run).sources(for: question)
    }
}
