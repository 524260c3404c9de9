import Agents
import Core
import TerminalUI
import TextAnalysis

/// What all agents of a run are doing, gathered from its events.
struct AgentBoard: Sendable {
    /// What one agent is doing.
    struct Row: Sendable {
        let agent: AgentID
        var depth = 0
        var role = ""
        var task = ""
        var iteration = 0
        var limit: Int?
        var tokens = 0
        /// US dollars; nothing if they are not known.
        var dollars: Double? = 0
        var tools: [String: String] = [:]
        var state = "waits"
        var isOver = false
    }

    private(set) var rows: [Row] = []
    private var places: [AgentID: Int] = [:]

    /// Takes an event.
    mutating func apply(_ event: RunEvent) {
        if case .paused = event.kind { return }
        if case .resumed = event.kind { return }
        let place = place(of: event.agent)
        Self.apply(event.kind, to: &rows[place])
        if case .spawned(let parent?, _, _) = event.kind, let above = places[parent] {
            rows[place].depth = min(rows[above].depth + 1, 8)
        }
    }

    private mutating func place(of agent: AgentID) -> Int {
        if let place = places[agent] { return place }
        rows.append(Row(agent: agent))
        places[agent] = rows.count - 1
        return rows.count - 1
    }

    private static func apply(_ kind: RunEvent.Kind, to row: inout Row) {
        switch kind {
        case .spawned(_, let role, let task): (row.role, row.task) = (role, task)
        case .started: row.state = "works"
        case .restarted(let attempt, _): (row.state, row.tools) = ("attempt \(attempt)", [:])
        case .progress(let iteration, let limit, let tokens, let dollars):
            (row.iteration, row.limit, row.tokens, row.dollars) = (iteration, limit, tokens, dollars)
            if row.tools.isEmpty { row.state = "works" }
        case .toolStarted(let call, let tool):
            row.tools[call] = tool
            row.state = tool
        case .toolCompleted(let call, _, _, _):
            row.tools[call] = nil
            row.state = row.tools.min { $0.key < $1.key }?.value ?? "works"
        case .warned(let text): row.state = text
        case .ended(let outcome, let reason):
            row.state = outcome.rawValue + (reason.map { ": \($0)" } ?? "")
            (row.isOver, row.tools) = (true, [:])
        case .decided, .noted, .paused, .resumed: break
        }
    }

    /// The agents as lines that fit a terminal.
    ///
    /// - Parameters:
    ///   - width: The most columns of a line.
    ///   - height: The most lines; where agents do not fit, those who are over go first, and a line counts them.
    /// - Returns: Lines of plain text.
    func lines(width: Int, height: Int) -> [String] {
        let height = max(1, height)
        if rows.count <= height { return rows.map { Self.line($0, width: width) } }
        let shown = (rows.filter { !$0.isOver } + rows.filter(\.isOver)).prefix(height - 1)
        let hidden = rows.count - shown.count
        let over = rows.count(where: \.isOver)
        let rest = TerminalText.cut("and \(hidden) more; \(over) of \(rows.count) are over", width: width)
        return shown.sorted { $0.agent < $1.agent }.map { Self.line($0, width: width) } + [rest]
    }

    /// What all agents have used so far, in a few words; empty before the first answer of a model.
    var totals: String {
        let tokens = rows.reduce(0) { $0 + $1.tokens }
        if tokens == 0 { return "" }
        let dollars = rows.map(\.dollars)
        let cost = dollars.contains(nil) ? "cost unknown" : Money.words(dollars.reduce(0) { $0 + ($1 ?? 0) })
        return "\(tokens) tok, \(cost)"
    }
    /// Fewer columns than these show no figures.
    private static let narrow = 60

    private static func line(_ row: Row, width: Int) -> String {
        let turns = row.iteration == 0 ? "" : "turn \(row.iteration)" + (row.limit.map { "/\($0)" } ?? "")
        let tokens = row.tokens == 0 ? "" : row.tokens < 10_000 ? "\(row.tokens) tok" : "\(row.tokens / 1_000)k tok"
        let name = String(repeating: " ", count: row.depth) + "\(row.agent) \(row.role)".onOneLine
        // On a narrow screen what it is doing says more than what it used.
        let facts = width < narrow ? " " : "  \(pad(turns, 10))  \(pad(tokens, 9))  "
        let state = TerminalText.cut(row.state.onOneLine, width: max(8, width / 3))
        let room = width - 18 - facts.utf8.count - UnicodeText.displayWidth(state)
        let task = room < 8 ? "" : pad(TerminalText.cut(row.task.onOneLine, width: room), room)
        return TerminalText.cut(
            pad(TerminalText.cut(name, width: 17), 18) + task + facts + state,
            width: width
        )
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - UnicodeText.displayWidth(text)))
    }
}

extension String {
    /// The text without line breaks, tabs and what a terminal would obey.
    var onOneLine: String { TerminalText.clean(self).split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
