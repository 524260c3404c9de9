import Agents
import Core
import Synchronization
import TestSupport
import Testing

@testable import App

@Suite struct AgentViewTests {
    private final class Screen: Sendable {
        let model: Mutex<ScreenModel>
        init(width: Int, height: Int) { model = Mutex(ScreenModel(width: width, height: height, linesAbove: 5)) }
        var drawn: [String] { model.withLock { $0.drawn } }
        func write(_ text: String) { model.withLock { $0.write(text) } }
    }

    private static func event(_ kind: RunEvent.Kind, of agent: Int, at time: Int) -> RunEvent {
        RunEvent(
            sequence: time + 1,
            time: Timestamp(milliseconds: Int64(time) * 100),
            agent: AgentID(agent),
            kind: kind
        )
    }

    @Test func `an agent has a line with role, task, turn, tokens, time and state`() {
        let screen = Screen(width: 90, height: 24)
        var view = AgentView(canRedraw: true, size: { (90, 24) }, write: screen.write)
        let kinds: [RunEvent.Kind] = [
            .spawned(parent: .top, role: "researcher", task: "Find what peat costs"), .started(attempt: 1),
            .progress(iteration: 3, limit: 50, tokens: 12_400, dollars: nil),
            .toolStarted(call: "c1", tool: "search_web"),
        ]
        for (time, kind) in kinds.enumerated() { view.show(Self.event(kind, of: 1, at: time)) }
        view.finish()
        #expect(
            screen.drawn == [
                "A1 researcher     Find what peat costs          turn 3/50   12k tok    0s      search_web", "",
            ]
        )
    }

    @Test func `the columns of agents stand below one another, and time stands still for who is over`() {
        var board = AgentBoard()
        let kinds: [(Int, RunEvent.Kind, Int)] = [
            (0, .started(attempt: 1), 0), (1, .started(attempt: 1), 10), (1, .ended(.completed, reason: nil), 130),
            (0, .toolStarted(call: "c", tool: "delegate_task"), 150),
        ]
        for (agent, kind, time) in kinds { board.apply(Self.event(kind, of: agent, at: time)) }
        let lines = board.lines(width: 80, height: 5, now: Timestamp(milliseconds: 75_000))
        #expect(lines[0].hasSuffix("  1m15s   delegate_task") && lines[1].hasSuffix("  12s     completed"), "\(lines)")
        let columns = zip(lines, ["delegate_task", "completed"]).map { line, state in
            line.firstRange(of: state)?.lowerBound.utf16Offset(in: line)
        }
        #expect(columns[0] == columns[1])
    }

    @Test func `a note on a run is no agent`() {
        var board = AgentBoard()
        board.apply(Self.event(.noted(code: "plan", text: "three parts"), of: 0, at: 0))
        #expect(board.rows.isEmpty)
    }

    @Test func `who was at work when all was called off works no more`() {
        var board = AgentBoard()
        for (agent, kind) in [(0, RunEvent.Kind.started(attempt: 1)), (1, .ended(.completed, reason: nil))] {
            board.apply(Self.event(kind, of: agent, at: 0))
        }
        board.callOff(at: Timestamp(milliseconds: 3_000))
        let lines = board.lines(width: 80, height: 5, now: Timestamp(milliseconds: 60_000))
        #expect(lines[0].hasSuffix("3s      called off") && lines[1].hasSuffix("completed"), "\(lines)")
    }

    @Test func `what is not a terminal gets a line for each event`() {
        let text = Mutex("")
        var view = AgentView(canRedraw: false, size: { (80, 24) }, write: { more in text.withLock { $0 += more } })
        view.show(Self.event(.spawned(parent: nil, role: "critic", task: "a\nb\u{1B}[2J"), of: 2, at: 0))
        view.show(Self.event(.ended(.failed, reason: "no answer"), of: 2, at: 0))
        view.finish()
        #expect(text.withLock { $0 } == "A2 critic: a b\nA2 failed: no answer\n")
    }

    @Test func `what is left of a budget stands below the agents, within the screen`() {
        let screen = Screen(width: 40, height: 5)
        let used = Mutex(0)
        var view = AgentView(
            canRedraw: true,
            size: { (40, 5) },
            footer: { "used of the budget: \(used.withLock { $0 }),000 tokens of 100,000 tokens" },
            write: screen.write
        )
        for agent in 1...9 {
            used.withLock { $0 = agent }
            view.show(Self.event(.started(attempt: 1), of: agent, at: agent))
        }
        view.finish()
        let drawn = screen.drawn.filter { !$0.isEmpty }
        #expect(drawn.count == 4 && drawn[2] == "and 7 more; 0 of 9 are over")
        #expect(drawn[3].hasPrefix("used of the budget: 9,000 tokens of") && drawn[3].count < 40)
    }

    @Test func `more agents than lines are counted, those at work first`() {
        let screen = Screen(width: 60, height: 5)
        var view = AgentView(canRedraw: true, size: { (60, 5) }, write: screen.write)
        for agent in 1...9 { view.show(Self.event(.started(attempt: 1), of: agent, at: agent)) }
        for agent in 1...7 { view.show(Self.event(.ended(.completed, reason: nil), of: agent, at: 9 + agent)) }
        view.finish()
        let drawn = screen.drawn.filter { !$0.isEmpty }
        #expect(drawn.count == 4 && drawn[1].hasPrefix("A8") && drawn[2].hasPrefix("A9"))
        #expect(drawn.last == "and 6 more; 7 of 9 are over")
    }

    // Names, tasks and errors come from models: whatever they hold, only the view's own lines change.
    @Test(arguments: 0..<UInt64(TestEffort.cases(60)))
    func `no text can move the cursor out of the lines of the view`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let size = (width: Int.random(in: 2...100, using: &random), height: Int.random(in: 2...12, using: &random))
        let screen = Screen(width: size.width, height: size.height)
        var view = AgentView(canRedraw: true, size: { size }, write: screen.write)
        for time in 0..<60 {
            let text = random.text(
                from: "ab \n\r\t\u{1B}[]0;A\u{7}\u{9B}\u{85}\u{2028}\u{200D}é漢😀\u{FE0F}\u{301}",
                upTo: 60
            )
            let kinds: [RunEvent.Kind] = [
                .spawned(parent: AgentID(Int.random(in: 0...20, using: &random)), role: text, task: text),
                .toolStarted(call: text, tool: text), .warned(text), .ended(.failed, reason: text),
                .progress(iteration: .max, limit: .max, tokens: .max, dollars: nil),
            ]
            let kind = kinds.randomElement(using: &random) ?? .paused
            view.show(Self.event(kind, of: Int.random(in: 0...20, using: &random), at: time))
        }
        view.finish()
        #expect(screen.model.withLock { Array($0.lines.prefix(5)) } == (0..<5).map { "above \($0)" })
    }

    @Test func `a terminal that changed its size is drawn on anew`() {
        let written = Mutex<[String]>([])
        let width = Mutex(80)
        var view = AgentView(
            canRedraw: true,
            size: { (width.withLock { $0 }, 24) },
            write: { more in written.withLock { $0.append(more) } }
        )
        view.show(Self.event(.started(attempt: 1), of: 1, at: 0))
        view.show(Self.event(.started(attempt: 1), of: 1, at: 1))
        width.withLock { $0 = 40 }
        view.show(Self.event(.started(attempt: 1), of: 1, at: 2))
        #expect(written.withLock { $0.map { $0.contains("\u{1B}[1A") } } == [false, true, false])
    }

    @Test func `nothing is drawn over an open question, and what comes after it is drawn below`() {
        let written = Mutex<[String]>([])
        let turn = TerminalTurn()
        var view = AgentView(
            canRedraw: true,
            size: { (80, 24) },
            turn: turn,
            write: { more in written.withLock { $0.append(more) } }
        )
        view.show(Self.event(.started(attempt: 1), of: 1, at: 0))
        turn.ask { view.show(Self.event(.started(attempt: 1), of: 2, at: 1)) }
        #expect(written.withLock(\.count) == 1)
        view.show(Self.event(.started(attempt: 1), of: 3, at: 2))
        view.show(Self.event(.started(attempt: 1), of: 3, at: 3))
        #expect(
            written.withLock { $0.map { $0.contains("\u{1B}[1A") || $0.contains("\u{1B}[3A") } } == [
                false, false, true,
            ]
        )
        #expect(written.withLock { $0[1].contains("A2") })
    }
}
