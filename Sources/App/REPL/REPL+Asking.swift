import Agents
import Blackboard
import Core
import Research
import Synchronization

extension REPL {
    /// Answers a question and keeps both in the conversation.
    func ask(_ text: String) async throws {
        let turn = try await turn(text)
        memory.withLock { $0.talk.question = text }
        let stream = AnswerStream(console)
        defer { stream.finish() }
        do {
            try await keep(text, try await answer(turn, into: stream))
        } catch is CancellationError {
            // What was said until then stays, so that one can come back to it.
            let said = stream.text
            if !said.isEmpty {
                let details: JSON = ["interrupted": true]
                try await keep(
                    text,
                    Reply(markdown: said + "\n\n(interrupted)\n", plain: said, details: details, run: nil)
                )
            }
            throw CancellationError()
        }
    }

    /// What whoever answers gets.
    private func turn(_ text: String) async throws -> Turn {
        let text = TextGuard.clean(text, session.removingFromDocuments)
        let expansion = try await AttachmentReader(session: session, board: board).expand(text)
        let skills = session.skillSelector.select(expansion.question, from: library)
        if !skills.chosen.isEmpty { console.note(SkillOutput.note(skills)) }
        var sources = expansion.sources
        if !expansion.files.isEmpty {
            sources.formUnion(
                try await Ingestion(session: session, board: board).run(expansion.files).sources.map(\.id)
            )
        }
        return Turn(
            question: skills.task,
            attachments: expansion.attachments,
            sources: sources.isEmpty ? nil : sources,
            skills: skills,
            earlier: memory.withLock { $0.talk.messages }
        )
    }

    /// Answers with agents if a model is configured, else with the words of the sources.
    private func answer(_ turn: Turn, into stream: AnswerStream) async throws -> Reply {
        let answer = try await researched(turn.question, sources: turn.sources, depth: .brief)
        let reply = Reply(
            markdown: AnswerMarkdown.text(answer),
            plain: AnswerOutput.text(answer),
            details: AnswerOutput.json(answer, checks: [:]),
            run: answer.run
        )
        if console.isTerminal { stream.append(reply.markdown) } else { console.print(reply.plain) }
        return reply
    }

    /// Researches a question as a run of its own.
    func researched(
        _ question: String,
        sources: Set<EntryID>?,
        depth: ExtractiveEngine.Depth
    ) async throws -> Answer {
        _ = try QuestionAnalysis(question)
        let command = depth == .brief ? "ask" : "report"
        let screen = memory.withLock { $0.screen }
        let researching = Researching(session: session, board: board) { screen?.show($0) }
        let answer = try await session.asRun(on: board, command: command, task: question, arguments: [question]) {
            let answer = try await researching.answer(question, run: $0, sources: sources, depth: depth)
            return (answer, RunEnd(answer))
        }
        memory.withLock { $0.progress = answer.progress }
        if !answer.progress.isEmpty { console.note(ProgressOutput.note(answer.progress)) }
        return answer
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
