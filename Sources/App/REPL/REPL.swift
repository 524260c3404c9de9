import Agents
import Blackboard
import Core
import Research
import Synchronization

/// The conversation on the terminal: a line is a question, a line with a slash a command.
final class REPL: Sendable {
    /// A command of the conversation.
    struct Command: Sendable {
        let name: String
        let usage: String
        let summary: String
        /// Whether its words are paths, in which blanks can be written.
        var takesPaths = false
        /// Returns whether the conversation goes on.
        let action: @Sendable (REPL, [String]) async throws -> Bool
    }

    static let commands = [
        Command(name: "/board", usage: "/board [QUERY]", summary: "search the board, or list what changed last") {
            try await $0.board($1)
        },
        Command(name: "/show", usage: "/show ID", summary: "print an entry") { try await $0.show($1) },
        Command(
            name: "/sources",
            usage: "/sources [PATH|URL]...",
            summary: "list the sources, or add some",
            takesPaths: true
        ) {
            try await $0.sources($1)
        },
        Command(name: "/report", usage: "/report [-o FILE] [QUESTION]", summary: "write a report on the last question")
        {
            try await $0.report($1)
        },
        Command(
            name: "/verify",
            usage: "/verify [REPORT]",
            summary: "re-check the citations of the last report",
            takesPaths: true
        ) {
            try await $0.verify($1)
        },
        Command(
            name: "/skills",
            usage: "/skills [TEXT]",
            summary: "list the skills, or say which ones a question would get; /NAME QUESTION asks for one"
        ) { $0.skills($1) },
        Command(name: "/progress", usage: "/progress", summary: "what was done for the last answer, step by step") {
            repl,
            _ in repl.progress()
        },
        Command(name: "/help", usage: "/help", summary: "show this list") { repl, _ in repl.help() },
        Command(name: "/quit", usage: "/quit", summary: "leave; so does Ctrl-D") { _, _ in false },
    ]

    let session: Session
    let board: Blackboard
    private let memory = Mutex(Memory())

    private struct Memory {
        var question: String?
        var report: Path?
        /// The ids that were seen, for completion.
        var ids: [String] = []
        var skills: SkillLibrary?
        /// What was done for the last answer.
        var progress: [ProgressStep] = []
    }

    init(session: Session, board: Blackboard) {
        self.session = session
        self.board = board
    }

    private var console: Console { session.console }

    /// Talks until the end.
    ///
    /// - Parameter lines: What is typed.
    /// - Returns: Done, or how the last line that failed ended where nobody saw it, in a pipe.
    /// - Throws: What the board throws at the start.
    func run(_ lines: some LineSource) async throws -> ExitStatus {
        try await greet()
        var status = ExitStatus.done
        while true {
            switch await lines.next() {
            case .end: return status
            case .interrupted: console.print("(Ctrl-D or /quit leaves)")
            case .line(let line):
                do {
                    guard try await Interrupts.run({ try await self.obey(line) }) else { return status }
                } catch {
                    let report = ErrorReport(error)
                    report.show(on: console)
                    if !console.isInteractive { status = report.status }
                }
            }
        }
    }

    private func greet() async throws {
        do {
            try await board.startWatching()
        } catch {
            // Each command then looks at all files, which only takes longer.
            console.note("\(error)")
        }
        let statistics = try await board.statistics()
        guard console.isInteractive else { return }
        let count = statistics.entries[.source] ?? 0
        console.print("Slate \(Program.version): no language model; answers are quoted from \(count) sources.")
        console.print(count == 0 ? "Add some with /sources PATH, then ask. /help shows what else." : "Ask, or /help.")
        try await remember(try await board.entries(matching: EntryFilter(limit: 1_000)))
    }

    private func obey(_ line: String) async throws -> Bool {
        let words = line.split(separator: " ").map(String.init)
        guard let first = words.first else { return true }
        try await board.refresh()
        let isCommand = Self.commands.contains { $0.name == first }
        guard first.hasPrefix("/"), isCommand || library.skill(named: String(first.dropFirst())) == nil else {
            try await ask(line)
            return true
        }
        guard let command = Self.commands.first(where: { $0.name == first }) else {
            let close = Suggestions.closest(to: first, among: Self.commands.map(\.name))
            throw NothingToDoError(
                message: "there is no \(first)" + (close.map { "; did you mean \($0)?" } ?? "; see /help")
            )
        }
        guard command.takesPaths else { return try await command.action(self, Array(words.dropFirst())) }
        let paths = PathWords.split(line, home: session.environment["HOME"]).dropFirst()
        return try await command.action(self, Array(paths))
    }

    private func ask(_ line: String) async throws {
        let question = TextGuard.clean(line, session.removingFromDocuments)
        let skills = session.skillSelector.select(question, from: library)
        if !skills.chosen.isEmpty { console.note(SkillOutput.note(skills)) }
        memory.withLock { $0.question = question }
        _ = try QuestionAnalysis(skills.task)
        let answer = try await session.asRun(on: board, command: "ask", task: skills.task) { run in
            let answer = try await session.engine(on: board).answer(skills.task, depth: .brief, run: run.id)
            return (answer, RunEnd(answer))
        }
        memory.withLock { $0.progress = answer.progress }
        AskCommand.show(answer, on: console)
        console.note(ProgressOutput.note(answer.progress))
        try await remember(try await board.entries(matching: EntryFilter(run: answer.run)))
    }

    private func board(_ words: [String]) async throws -> Bool {
        if words.isEmpty {
            let entries = try await board.entries(matching: EntryFilter(limit: 20))
            for entry in entries { EntryOutput.show(entry, on: console) }
            if entries.isEmpty { console.note("the board is empty") }
            try await remember(entries)
            return true
        }
        let text = words.joined(separator: " ")
        let results = try await board.search(SearchQuery(text, limit: session.configuration.number("search.limit")))
        BoardListCommand.show(results, of: text, home: board.folder.root, on: console)
        try await remember(results.map(\.entry))
        return true
    }

    private func show(_ words: [String]) async throws -> Bool {
        guard let text = words.first else { throw NothingToDoError(message: "which one? /show F12") }
        try await BoardShowCommand.show(try session.entryID(text), on: board, console: console, isFull: false)
        return true
    }

    private func sources(_ words: [String]) async throws -> Bool {
        if !words.isEmpty {
            let outcome = try await GivenSources(session: session, board: board).ingest(words)
            console.note("\(outcome.sources.count) sources read, \(outcome.failures.count) skipped")
        }
        let entries = try await board.entries(matching: EntryFilter(kinds: [.source], limit: 100))
        for entry in entries.sorted(by: { $0.id < $1.id }) { EntryOutput.show(entry, on: console) }
        if entries.isEmpty { console.note("no sources yet; /sources PATH adds some") }
        try await remember(entries)
        return true
    }

    private func report(_ words: [String]) async throws -> Bool {
        var words = words
        var target: Path?
        if let index = words.firstIndex(of: "-o") {
            guard index + 1 < words.count else { throw NothingToDoError(message: "-o needs a file") }
            target = session.path(words[index + 1])
            words.removeSubrange(index...(index + 1))
        }
        guard let told = words.isEmpty ? memory.withLock({ $0.question }) : words.joined(separator: " ") else {
            throw NothingToDoError(message: "ask something first, or give the question: /report QUESTION")
        }
        if let target { try ReportWriter.check(target, force: false) }
        let question = TextGuard.clean(told, session.removingFromDocuments)
        let skills = session.skillSelector.select(question, from: library)
        if !skills.chosen.isEmpty { console.note(SkillOutput.note(skills)) }
        _ = try QuestionAnalysis(skills.task)
        let writer = ReportWriter(session: session, board: board)
        let (report, path) = try await session.asRun(on: board, command: "report", task: skills.task) { run in
            let answer = try await session.engine(on: board).answer(skills.task, depth: .full, run: run.id)
            memory.withLock { $0.progress = answer.progress }
            let report = try await writer.make(answer, skills: skills)
            return ((report, try await writer.write(report, to: target)), RunEnd(answer))
        }
        memory.withLock { $0.report = path }
        console.print(path.string)
        console.note("\(report.counts.found) citations found, \(report.counts.notFound) not found")
        return true
    }

    private func verify(_ words: [String]) async throws -> Bool {
        guard let path = words.first.map({ session.path($0) }) ?? memory.withLock({ $0.report }) else {
            throw NothingToDoError(message: "no report was written yet; give one: /verify REPORT.md")
        }
        let text = String(decoding: try FileSystem.read(path, limit: ReportVerifier.sizeLimit), as: UTF8.self)
        let evidence = VerifyCommand.evidence(beside: path, session)
        VerifyCommand.show(try await ReportVerifier(board: board).verify(text, evidence: evidence), on: console)
        return true
    }

    /// The skills as they are now; files that did not change are not read again.
    private var library: SkillLibrary {
        var library = memory.withLock { $0.skills } ?? session.skills
        library.refresh()
        memory.withLock { [library] in $0.skills = library }
        return library
    }

    private func skills(_ words: [String]) -> Bool {
        let library = library
        if words.isEmpty {
            for skill in library.skills {
                console.print([(skill.name, .bold), ("  " + skill.header.description, nil)])
            }
        } else {
            let task = words.joined(separator: " ")
            SkillsWhyCommand.show(session.skillSelector.select(task, from: library), on: console)
        }
        return true
    }

    private func progress() -> Bool {
        let steps = memory.withLock { $0.progress }
        for step in steps { console.print(ProgressOutput.text(step)) }
        if steps.isEmpty { console.note("nothing was asked yet") }
        return true
    }

    private func help() -> Bool {
        console.print("A line without a slash is a question. Ctrl-C stops what is being done.")
        let width = Self.commands.map(\.usage.count).max() ?? 0
        for command in Self.commands {
            let pad = String(repeating: " ", count: width - command.usage.count + 2)
            console.print([("  " + command.usage, .bold), (pad + command.summary, nil)])
        }
        return true
    }

    private func remember(_ entries: [EntrySummary]) async throws {
        let ids = entries.map { "\($0.id)" }
        memory.withLock { $0.ids = Array(Set($0.ids + ids)).sorted() }
    }

    /// What the last word of a line could become.
    @Sendable func completions(_ line: String) -> [String] {
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        if words.count <= 1 { return Self.commands.map(\.name) }
        switch words[0] {
        case "/show": return memory.withLock { $0.ids }
        case "/sources", "/verify": return PathCompletion.paths(beginningWith: PathWords.lastWritten(line), session)
        default: return []
        }
    }
}
