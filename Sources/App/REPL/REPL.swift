import Agents
import Blackboard
import Core
import Research
import Synchronization
import TerminalUI

/// The conversation on the terminal: a line is a question, a line with a slash a command.
final class REPL: Sendable {
    /// What changes while the conversation goes on.
    struct Memory: Sendable {
        var session: Session
        var talk = Talk()
        /// What was done for the last answer.
        var progress: [ProgressStep] = []
        /// The ids that completion knows.
        var ids: [String] = []
        var skills: SkillLibrary?
        /// Lines that were typed while something was being done.
        var queue: [String] = []
        /// The beginning of a line that was typed meanwhile.
        var begun = ""
        var wantsEnd = false
        /// Whether Ctrl-C came after the line and before its work.
        var wasInterrupted = false
        var screen: WorkScreen?
        /// The agents that are at work.
        var run: AgentRun?
        /// The last run of agents.
        var lastRun: String?
        /// What the agents of the last work did.
        var agents = AgentBoard()
        /// What all agents of this conversation have used.
        var usage = AgentUsage()
    }

    let board: Blackboard
    let memory: Mutex<Memory>

    init(session: Session, board: Blackboard) {
        self.board = board
        var session = session
        session.isTalk = true
        memory = Mutex(Memory(session: session))
    }

    /// The terminal, the configuration and the folder that commands work with.
    var session: Session { memory.withLock { $0.session } }
    var console: Console { session.console }

    /// Talks until the end.
    ///
    /// - Parameter lines: What is typed.
    /// - Returns: Done, or how the last line that failed ended where nobody saw it, in a pipe.
    /// - Throws: What the board throws at the start.
    func run(_ lines: some LineSource) async throws -> ExitStatus {
        try await begin()
        var status = ExitStatus.done
        var joiner = LineJoiner()
        loop: while true {
            switch await next(lines, joiner.isOpen ? .more : .first) {
            case .end:
                if joiner.isOpen { _ = try await obeyAndReport(joiner.finish(), &status) }
                break loop
            case .interrupted:
                joiner = LineJoiner()
                console.print("(Ctrl-D or /quit leaves)")
            case .line(let line):
                guard let text = joiner.take(line) else { continue }
                lines.remember(text)
                guard try await obeyAndReport(text, &status) else { break loop }
            }
        }
        sayHowToContinue()
        return status
    }

    /// The next line: one that was typed during the work, or one that is typed now.
    private func next(_ lines: some LineSource, _ prompt: LinePrompt) async -> LineEvent {
        let (queued, begun, wantsEnd) = memory.withLock { memory -> (String?, String, Bool) in
            if !memory.queue.isEmpty { return (memory.queue.removeFirst(), "", false) }
            defer { memory.begun = "" }
            return (nil, memory.begun, memory.wantsEnd)
        }
        if let queued {
            console.print([(prompt.rawValue, .dim), (queued, nil)])
            return .line(queued)
        }
        if wantsEnd { return .end }
        memory.withLock { $0.wasInterrupted = false }
        return await lines.next(prompt, begun: begun.replacing("\n", with: " "))
    }

    private func obeyAndReport(_ text: String, _ status: inout ExitStatus) async throws -> Bool {
        do {
            let goesOn = try await Interrupts.run {
                if self.memory.withLock({ $0.wasInterrupted }) { throw CancellationError() }
                return try await self.obey(text)
            }
            try await noteIDs()
            return goesOn
        } catch {
            let report = ErrorReport(error)
            report.show(on: console)
            if !console.isInteractive { status = report.status }
            return true
        }
    }

    @Sendable func noteInterrupt() { memory.withLock { $0.wasInterrupted = true } }

    private func begin() async throws {
        try await resumeAsAsked()
        Interrupts.setFarewell { [self] in
            memory.withLock { $0.screen }?.vanish()
            sayHowToContinue()
        }
        do {
            try await board.startWatching()
        } catch {
            // Each command then looks at all files, which only takes longer.
            console.note("\(error)")
        }
        guard console.isInteractive else { return }
        try await Welcome(session: session, board: board).show()
        try await noteIDs()
    }

    private func sayHowToContinue() {
        guard let session = memory.withLock({ $0.talk.session }), console.isInteractive else { return }
        console.note("This was conversation \(session). To go on: slate -c, or slate --resume \(session)")
    }

    private func obey(_ text: String) async throws -> Bool {
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        guard let first = words.first else { return true }
        try await board.refresh()
        let isCommand = Self.commands.contains { $0.name == first }
        guard first.hasPrefix("/"), isCommand || library.skill(named: String(first.dropFirst())) == nil else {
            try await working("answering") { try await self.ask(text) }
            return true
        }
        guard let command = Self.commands.first(where: { $0.name == first }) else {
            let close = Suggestions.closest(to: first, among: Self.commands.map(\.name))
            throw NothingToDoError(
                message: "there is no \(first)" + (close.map { "; did you mean \($0)?" } ?? "; see /help")
            )
        }
        guard command.words == .paths else { return try await perform(command, Array(words.dropFirst())) }
        let paths = PathWords.split(text, home: session.environment["HOME"]).dropFirst()
        return try await perform(command, Array(paths))
    }

    private func perform(_ command: Command, _ words: [String]) async throws -> Bool {
        try command.check(words)
        switch command.manner {
        case .direct: return try await command.action(self, words)
        case .work: return try await working(command.name.dropFirst()) { try await command.action(self, words) }
        case .paged:
            let printed = PrintedText()
            let goesOn = try await working(command.name.dropFirst()) {
                try await self.with(printed.console(self.console)) { try await command.action(self, words) }
            }
            try await Pager(session, folder: board.folder.root.appending("edit")).show(printed.text)
            return goesOn
        }
    }

    /// Does something with the terminal ready for it: a status below, keys kept for later.
    func working<Value: Sendable>(
        _ label: some StringProtocol,
        _ body: () async throws -> Value
    ) async throws -> Value {
        let begun = memory.withLock { $0.begun }
        guard let screen = WorkScreen(console, label: String(label), begun: begun, orders: obeyAtOnce) else {
            return try await body()
        }
        memory.withLock { $0.screen = screen }
        let result: Result<Value, any Error>
        do {
            result = .success(
                try await Suspension.handling(screen.hooks) {
                    try await with(console.on(screen.stage)) { try await body() }
                }
            )
        } catch {
            result = .failure(error)
        }
        let typed = await screen.finish()
        memory.withLock { memory in
            memory.screen = nil
            if !screen.agents.rows.isEmpty {
                memory.agents = screen.agents
                memory.agents.callOff(at: WallClock.system.now())
            }
            memory.queue += typed.lines
            (memory.begun, memory.wantsEnd) = (typed.begun, typed.wantsEnd || memory.wantsEnd)
        }
        return try result.get()
    }

    /// Does something with another console.
    private func with<Value>(_ console: Console, _ body: () async throws -> Value) async throws -> Value {
        let before = self.console
        memory.withLock { $0.session.console = console }
        defer { memory.withLock { $0.session.console = before } }
        return try await body()
    }

    /// The skills as they are now; files that did not change are not read again.
    var library: SkillLibrary {
        var library = memory.withLock { $0.skills } ?? session.skills
        library.refresh()
        memory.withLock { [library] in $0.skills = library }
        return library
    }

    private func noteIDs() async throws {
        guard console.isInteractive else { return }
        let ids = try await board.entries(matching: EntryFilter(limit: 1_000)).map { "\($0.id)" }.sorted()
        memory.withLock { $0.ids = ids }
    }
}
