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
        /// When it began, and when it ended.
        var times: (began: Timestamp?, ended: Timestamp?)
    }

    private(set) var rows: [Row] = []
    private var places: [AgentID: Int] = [:]

    /// Takes an event.
    mutating func apply(_ event: RunEvent) {
        if case .paused = event.kind { return }
        if case .resumed = event.kind { return }
        // It may be about the run, at whose top no agent is.
        if case .noted = event.kind { return }
        let place = place(of: event.agent)
        Self.apply(event.kind, to: &rows[place])
        switch event.kind {
        case .started: rows[place].times = (event.time, nil)
        case .ended: rows[place].times.ended = event.time
        default: break
        }
        if case .spawned(let parent?, _, _) = event.kind, let above = places[parent] {
            rows[place].depth = min(rows[above].depth + 1, 8)
        }
    }

    /// Notes that the work was called off: whoever was at it will tell no more.
    mutating func callOff(at time: Timestamp) {
        for place in rows.indices where !rows[place].isOver {
            (rows[place].state, rows[place].isOver, rows[place].tools) = ("called off", true, [:])
            rows[place].times.ended = time
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

    /// The agents as lines that fit a terminal, in columns.
    ///
    /// - Parameters:
    ///   - width: The most columns of a line.
    ///   - height: The most lines; where agents do not fit, those who are over go first, and a line counts them.
    ///   - now: Until when those at work have worked.
    /// - Returns: Lines of plain text.
    func lines(width: Int, height: Int, now: Timestamp = WallClock.system.now()) -> [String] {
        let height = max(1, height)
        if rows.count <= height { return Self.lines(rows, width: width, now) }
        let shown = (rows.filter { !$0.isOver } + rows.filter(\.isOver)).prefix(height - 1)
        let hidden = rows.count - shown.count
        let over = rows.count(where: \.isOver)
        let rest = TerminalText.cut("and \(hidden) more; \(over) of \(rows.count) are over", width: width)
        return Self.lines(shown.sorted { $0.agent < $1.agent }, width: width, now) + [rest]
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
    private static let nameWidth = 18

    private static func lines(_ rows: [Row], width: Int, _ now: Timestamp) -> [String] {
        // On a narrow screen what it is doing says more than what it used.
        let isNarrow = width < narrow
        let states = rows.map { TerminalText.cut($0.state.onOneLine, width: max(8, width / (isNarrow ? 3 : 4))) }
        let stateWidth = states.map(UnicodeText.displayWidth).max() ?? 0
        return zip(rows, states).map { row, state in
            let name = String(repeating: " ", count: row.depth) + "\(row.agent) \(row.role)".onOneLine
            let facts = isNarrow ? " " : facts(of: row, now)
            let room = width - nameWidth - facts.utf8.count - stateWidth
            let task = room < 8 ? "" : pad(TerminalText.cut(row.task.onOneLine, width: room), room)
            let line = pad(TerminalText.cut(name, width: nameWidth - 1), nameWidth) + task + facts + state
            return TerminalText.cut(line, width: width)
        }
    }

    /// Turns, tokens and time, each in a column of its own.
    private static func facts(of row: Row, _ now: Timestamp) -> String {
        let turns = row.iteration == 0 ? "" : "turn \(row.iteration)" + (row.limit.map { "/\($0)" } ?? "")
        let tokens = row.tokens == 0 ? "" : row.tokens < 10_000 ? "\(row.tokens) tok" : "\(row.tokens / 1_000)k tok"
        let time = row.times.began.map { seconds(from: $0, to: row.times.ended ?? now) } ?? ""
        return "  \(pad(turns, 10))  \(pad(tokens, 9))  \(pad(time, 6))  "
    }

    private static func seconds(from began: Timestamp, to end: Timestamp) -> String {
        let seconds = max(0, (end.milliseconds - began.milliseconds) / 1_000)
        return seconds < 60 ? "\(seconds)s" : "\(seconds / 60)m\(seconds % 60)s"
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - UnicodeText.displayWidth(text)))
    }
}

extension String {
    /// The text without line breaks, tabs and what a terminal would obey.
    var onOneLine: String { TerminalText.clean(self).split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
