import Blackboard

extension RunView {
    /// The most entries of a run that are looked at.
    private static let entryLimit = 10_000

    /// Reads a run from the board.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - board: The board.
    ///   - sources: The only sources that findings may quote; nothing for all.
    /// - Returns: What the board says of it; nothing if it has no such run.
    /// - Throws: What the board throws; `PlanError` if somebody has edited the plan into something else.
    static func load(_ run: String, from board: Blackboard, sources: Set<EntryID>?) async throws -> RunView? {
        let entries = try await entries(of: run, on: board)
        let tasks = entries.filter { $0.id.kind == .task }
        guard let root = tasks.first(where: { $0.content.tags.first == TaskTag.run.rawValue }),
            let whole = root.content.links.first(where: { $0.relation == .about })?.target
        else { return nil }
        let question = try await board.entry(whole)
        let plan = root.content.body.isEmpty ? nil : try PlanText.parse(root.content.body)
        let others = tasks.filter { $0.id != root.id }
        let parts = try await parts(of: plan, tasks: others, on: board, sources: sources)
        let titles = Dictionary(parts.map { ($0.question, $0.text) } + [(whole, text(of: question))]) { one, _ in one }
        let isPart = parts.contains { $0.question == whole }
        return RunView(
            run: run,
            root: root,
            question: question,
            plan: plan,
            parts: parts,
            general: isPart ? [] : try await findings(answering: whole, on: board, sources: sources),
            tasks: others,
            versions: entries.filter { $0.id.kind == .draft }.map { version($0, among: entries, titles: titles) }
        )
    }

    /// The tasks, drafts and critiques of a run, in order.
    private static func entries(of run: String, on board: Blackboard) async throws -> [Entry] {
        let filter = EntryFilter(kinds: [.task, .draft, .critique], run: run, limit: entryLimit)
        var entries: [Entry] = []
        for summary in try await board.entries(matching: filter) { entries.append(try await board.entry(summary.id)) }
        return entries.sorted { $0.id < $1.id }
    }

    private static func parts(
        of plan: Plan?,
        tasks: [Entry],
        on board: Blackboard,
        sources: Set<EntryID>?
    ) async throws -> [Part] {
        var parts: [Part] = []
        for id in (plan?.parts ?? []).compactMap(\.question).unique {
            let own = tasks.filter {
                $0.content.tags.first == TaskTag.research.rawValue && $0.content.links.contains(Link(.about, id))
            }
            let text = text(of: try await board.entry(id))
            let findings = try await findings(answering: id, on: board, sources: sources)
            parts.append(Part(question: id, text: text, tasks: own, findings: findings))
        }
        return parts
    }

    private static func version(_ entry: Entry, among entries: [Entry], titles: [EntryID: String]) -> Version {
        let about = entries.filter { $0.content.links.contains(Link(.about, entry.id)) }
        let review = about.first {
            $0.content.tags.first == TaskTag.review.rawValue && $0.content.status == .done
        }
        return Version(
            entry: entry,
            draft: DraftParser.parse(entry.content.body, titles: titles, itemsAreSentences: true).placing(by: [:]),
            review: review.flatMap { Review(text: $0.content.body) },
            critiques: about.filter { $0.id.kind == .critique }
        )
    }

    /// The findings that answer a question, stand, and quote nothing but the given sources.
    static func findings(
        answering question: EntryID,
        on board: Blackboard,
        sources: Set<EntryID>?
    ) async throws -> [Entry] {
        var findings: [Entry] = []
        for link in try await board.links(to: question) where link.relation == .answers && link.from.kind == .finding {
            let entry = try await board.entry(link.from)
            if isUsable(entry, sources: sources) { findings.append(entry) }
        }
        return findings.sorted { $0.id < $1.id }
    }

    /// Whether a finding stands and quotes nothing but the given sources.
    static func isUsable(_ finding: Entry, sources: Set<EntryID>?) -> Bool {
        guard finding.content.status == .supported, !finding.content.quotes.isEmpty else { return false }
        return finding.content.quotes.allSatisfy { sources?.contains($0.source) ?? true }
    }
}
