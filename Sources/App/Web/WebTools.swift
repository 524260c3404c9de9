import Agents
import Blackboard
import Core
import Documents
import Web

/// What the tools `fetch_url` and `search_web` do.
struct WebTools: Sendable {
    /// How much of a page the model is shown at once, in bytes.
    private static let excerptBytes = 8_000

    let board: Blackboard
    let access: WebAccess

    /// The tools, for the toolset `web`.
    var tools: [any Tool] { [FetchURLTool(fetch: fetch), SearchWebTool(search: search)] }

    /// Fetches a page, stores it as a source, and tells of it.
    @Sendable func fetch(_ url: String, _ context: ToolContext) async throws -> ToolOutput {
        context.reportProgress("fetching \(url.prefix(200))")
        let page = try await access.fetcher.fetch(url)
        let draft = page.draft(removing: context.removing)
        guard let source = try await board.ingest([draft], by: context.author, run: context.run).first,
            let origin = try await board.entry(source.id).content.origin
        else { throw WebError(.unreadable, "\(page.uri) could not be stored; fetch another page") }
        // The stored text is shown, since quotes are looked for in it.
        let text = try await board.snapshot(origin.snapshot).text
        return ToolOutput(Self.words(page, source, text, context), artifacts: [.entry(source.id)])
    }

    /// Searches, and tells of what was found.
    @Sendable func search(_ query: String, _ limit: Int, _ context: ToolContext) async throws -> ToolOutput {
        context.reportProgress("searching the web for \(query.prefix(200))")
        let found = try await access.search.search(query, limit: limit)
        let notices = found.notices.map { "\n(not asked: \($0))" }.joined()
        if found.results.isEmpty { return ToolOutput("Nothing was found. Try other words.\(notices)") }
        let lines = found.results.enumerated().map { index, result in
            let facts = [result.date, result.author, "found by \(result.engine)"].compactMap { $0 }
            return
                "\(index + 1). "
                + context.clean(
                    "\(result.title)\n   \(result.uri)\n   (\(facts.joined(separator: "; "))) \(result.snippet)"
                )
        }
        return ToolOutput(DataFence.wrap(lines.joined(separator: "\n")) + notices)
    }

    private static func words(
        _ page: FetchedPage,
        _ source: Ingested,
        _ text: String,
        _ context: ToolContext
    ) -> String {
        let document = page.document
        var lines = ["Stored as [\(source.id)], which findings can quote. Its standing: \(page.credibility.note)."]
        var facts = ["address: \(page.uri)", "title: \(source.title)"]
        if let author = document.author { facts.append("author: \(author)") }
        if let published = document.published { facts.append("dated: \(published)") }
        let size = text.utf8.count
        var end = text.utf8.index(text.startIndex, offsetBy: min(size, excerptBytes))
        while end > text.startIndex, end < text.endIndex, text.utf8[end] & 0xC0 == 0x80 {
            end = text.utf8.index(before: end)
        }
        let excerpt = text[..<end]
        let head = context.clean(facts.joined(separator: "\n"))
        lines.append(DataFence.wrap(head + "\n\n" + context.cleanData(excerpt)))
        lines += document.notices
        if excerpt.utf8.count < size {
            let call = "board_read {\"id\": \"\(source.id)\", \"offset\": \(excerpt.utf8.count)}"
            lines.append("[\(excerpt.utf8.count) of \(size) bytes; read on with \(call)]")
        }
        return lines.joined(separator: "\n")
    }
}

extension Session {
    /// The tools of the web for agents.
    ///
    /// - Parameter board: Where pages are stored.
    /// - Returns: The tools, which share one access; those of a run that is told again need none, and no key.
    /// - Throws: `ConfigurationError`; `HTTPError` if no requests can be made.
    func webTools(on board: Blackboard) throws -> [any Tool] {
        if invocation.taken?.mode == .replay {
            return [FetchURLTool(fetch: Self.refuse), SearchWebTool(search: Self.refuse)]
        }
        return WebTools(board: board, access: try webAccess()).tools
    }

    @Sendable private static func refuse(_ url: String, _ context: ToolContext) async throws -> ToolOutput {
        throw WebError(.unreadable, "nothing is fetched for a run that is told again")
    }

    @Sendable private static func refuse(
        _ query: String,
        _ limit: Int,
        _ context: ToolContext
    ) async throws -> ToolOutput {
        throw WebError(.unreadable, "nothing is searched for a run that is told again")
    }
}
