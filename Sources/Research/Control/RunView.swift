import Blackboard

/// What the board says of a run: all that its knowledge sources look at.
///
/// It is read anew after each step, so that any process can take a run up, and what people change on the board counts.
struct RunView: Sendable {
    /// A part of the question.
    struct Part: Sendable {
        /// Its entry.
        let question: EntryID
        let text: String
        /// The tasks to research it.
        var tasks: [Entry] = []
        /// The findings that answer it and stand.
        var findings: [Entry] = []
    }

    /// A draft with what was said about it.
    struct Version: Sendable {
        let entry: Entry
        let draft: Draft
        /// What its check came to; nothing before it was checked.
        let review: Review?
        let critiques: [Entry]

        /// The critiques that nothing was done about yet.
        func open(_ demand: Critique.Demand) -> [Entry] {
            critiques.filter { $0.content.status == .open && $0.content.tags.first == demand.rawValue }
        }
    }

    let run: String
    /// The task that stands for the run.
    let root: Entry
    /// The whole question.
    let question: Entry
    let plan: Plan?
    let parts: [Part]
    /// Findings that answer the whole question.
    let general: [Entry]
    /// All tasks but the root, in order.
    let tasks: [Entry]
    /// The drafts, the oldest first.
    let versions: [Version]

    /// The question on one line.
    var text: String { Self.text(of: question) }
    /// The words of the question and its parts.
    var titles: [EntryID: String] {
        Dictionary(parts.map { ($0.question, $0.text) } + [(question.id, text)]) { first, _ in first }
    }
    /// All findings that may be cited, in order and once each.
    var findings: [Entry] {
        var seen: Set<EntryID> = []
        return (general + parts.flatMap(\.findings)).filter { seen.insert($0.id).inserted }.sorted { $0.id < $1.id }
    }
    /// All words that were asked.
    var allText: String { ([text] + parts.map(\.text)).joined(separator: "\n") }

    /// The tasks of a kind.
    func tasks(_ tag: TaskTag) -> [Entry] { tasks.filter { $0.content.tags.first == tag.rawValue } }

    /// The tasks of a kind that are not over.
    func unfinished(_ tag: TaskTag) -> [Entry] {
        tasks(tag).filter { $0.content.status == .open || $0.content.status == .leased }
    }

    /// Whether all parts of the plan are questions on the board, with a task where one is needed.
    var isOpened: Bool {
        guard let plan else { return false }
        return plan.parts.allSatisfy { part in
            part.question.map { id in !part.needsResearch || !tasks(about: id).isEmpty } ?? false
        }
    }

    /// The tasks to research a part.
    func tasks(about question: EntryID) -> [Entry] {
        tasks(.research).filter { $0.content.links.contains(Link(.about, question)) }
    }

    /// Whether the research is over as far as it was asked for.
    var isResearched: Bool { isOpened && unfinished(.research).isEmpty }

    /// The draft that says most with the least doubt; of equals the latest.
    var best: Version? {
        versions.max { ($0.review?.quality ?? 0, $0.entry.id) < ($1.review?.quality ?? 0, $1.entry.id) }
    }

    /// What a question asks; a title may be the beginning of it, and a body may be something else.
    static func text(of question: Entry) -> String {
        let (title, body) = (question.content.title.onOneLine, question.content.body.onOneLine)
        return body.hasPrefix(title) ? body : title
    }
}
