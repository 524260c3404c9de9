import Agents
import Blackboard
import Core
import Research
import Synchronization

extension REPL {
    /// Answers a question and keeps both in the conversation.
    func ask(_ text: String) async throws {
        let turn = try await turn(text)
        try await keepAnswer(to: text) { stream in try await self.answer(turn, into: stream) }
    }

    /// Has a question answered, shows the answer, and keeps both in the conversation.
    ///
    /// - Parameters:
    ///   - question: The question.
    ///   - body: Answers it, and shows what comes of that.
    /// - Throws: Why there is no answer, or not all of it.
    func keepAnswer(to question: String, _ body: (AnswerStream) async throws -> Reply) async throws {
        memory.withLock { $0.talk.question = question }
        let stream = AnswerStream(console)
        defer { stream.finish() }
        let reply: Reply
        do {
            reply = try await body(stream)
        } catch is CancellationError {
            reply = Reply(interrupted: stream.text, run: nil)
        }
        // What was said until then stays, so that one can come back to it.
        if !reply.plain.isEmpty { try await keep(question, reply) }
        if let error = reply.error { throw error }
    }

    /// What whoever answers gets.
    private func turn(_ text: String) async throws -> Turn {
        let text = TextGuard.clean(text, session.removingFromDocuments)
        let reader = AttachmentReader(session: session, board: board)
        var expansion = try await reader.expand(text)
        let skills = session.skillSelector.select(expansion.question, from: library)
        if !skills.chosen.isEmpty { console.note(SkillOutput.note(skills)) }
        var sources: Set<EntryID> = []
        if !expansion.files.isEmpty {
            sources.formUnion(
                try await Ingestion(session: session, board: board).run(expansion.files).sources.map(\.id)
            )
        }
        if !expansion.addresses.isEmpty {
            let found = try await GivenSources(session: session, board: board).ingest(expansion.addresses).sources
            // An answer from everything else would not be one to what was asked.
            if found.isEmpty, sources.isEmpty, expansion.sources.isEmpty {
                throw NothingToDoError(message: "none of the pages that you attached could be read")
            }
            for source in found { try await reader.attach(source.id, &expansion) }
        }
        sources.formUnion(expansion.sources)
        return Turn(
            question: skills.task,
            goal: expansion.question,
            attachments: expansion.attachments,
            sources: sources.isEmpty ? nil : sources,
            skills: skills,
            talk: memory.withLock { $0.talk }
        )
    }

    /// Answers with agents if a model is configured, else with the words of the sources.
    private func answer(_ turn: Turn, into stream: AnswerStream) async throws -> Reply {
        let answering = try answering(session)
        let isWanted = answering.isWanted
        if isWanted {
            defer { endRun() }
            switch try await answering.answer(turn, into: stream) {
            case .reply(let reply): return reply
            case .unreachable(let reason): console.warn("\(reason); the answer is made of quotes instead")
            }
        }
        let answer = try await researched(
            turn.question,
            sources: turn.sources,
            depth: .brief,
            asksModels: !isWanted
        )
        let reply = Reply(
            markdown: AnswerMarkdown.text(answer),
            plain: AnswerOutput.text(answer),
            details: AnswerOutput.json(answer, checks: [:]),
            run: answer.run
        )
        if console.isTerminal { stream.append(reply.markdown) } else { console.print(reply.plain) }
        stream.finish()
        tellSteps()
        return reply
    }

    /// Who answers by a model, shown on this terminal.
    func answering(_ session: Session) throws -> AgentAnswering {
        try AgentAnswering(session: session, board: board, show: show, begun: begin)
    }

    /// Researches a question as a run of its own.
    func researched(
        _ question: String,
        sources: Set<EntryID>?,
        depth: ExtractiveEngine.Depth,
        asksModels: Bool = true
    ) async throws -> Answer {
        _ = try QuestionAnalysis(question)
        let session = session.calling(depth == .brief ? AskCommand.command : ReportCommand.command)
        let researching = Researching(
            session: session,
            board: board,
            show: show,
            begun: begin,
            asksModels: asksModels
        )
        defer { endRun() }
        let answer = try await session.asRun(on: board, task: question, arguments: [question]) {
            let answer = try await researching.answer(question, run: $0, sources: sources, depth: depth)
            return (answer, RunEnd(answer))
        }
        memory.withLock { $0.progress = answer.progress }
        return answer
    }

    /// Says what was done for the last answer.
    func tellSteps() {
        let steps = memory.withLock { $0.progress }
        if !steps.isEmpty { console.note(ProgressOutput.note(steps)) }
    }

    @Sendable private func show(_ event: RunEvent) {
        guard let screen = memory.withLock({ $0.screen }) else { return }
        screen.show(event)
        if case .noted("message", let text) = event.kind { tell("\(event.agent) has read: \(text)") }
    }

    @Sendable private func begin(_ run: AgentRun) {
        let screen = memory.withLock { memory in
            memory.run = run
            return memory.screen
        }
        screen?.watch(run)
    }

    /// Notes that the agents at work have ended, and tells what they were told too late.
    func endRun() {
        let run = memory.withLock { memory -> AgentRun? in
            guard let run = memory.run else { return nil }
            memory.lastRun = run.id
            memory.usage = memory.usage + run.usage
            memory.run = nil
            return run
        }
        for words in run?.unread ?? [] { console.note(words) }
    }

    private func keep(_ question: String, _ reply: Reply) async throws {
        let messages = [
            SessionMessage(.person, question),
            SessionMessage(.assistant, reply.markdown, details: reply.details, run: reply.run),
        ]
        let talk = memory.withLock { $0.talk }
        let session = try await board.add(messages, to: talk.session, title: talk.title ?? question)
        memory.withLock { memory in
            memory.talk.session = session
            if memory.talk.title == nil { memory.talk.title = question.onOneLine }
            memory.talk.messages += messages
            memory.talk.reply = reply
        }
    }
}
