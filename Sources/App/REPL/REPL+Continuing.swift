import Blackboard
import Core
import Synchronization

extension REPL {
    /// Goes on with a question that was interrupted, and answers it within this conversation.
    func goOn(_ words: [String]) async throws {
        let run = try await interruptedRun(words.first)
        var session = try takingUp(run)
        (session.console, session.isTalk) = (console, true)
        // A run that is named may be that of another question.
        let question = words.isEmpty ? try await takeBackInterrupted() ?? run.task : run.task
        console.print([("> ", .dim), (question.onOneLine, nil)])
        try await keepAnswer(to: question) { [session] stream in
            let answering = try self.answering(session)
            defer { self.endRun() }
            switch try await answering.resume(run, into: stream) {
            case .reply(let reply): return reply
            case .unreachable(let reason): throw AnswerFailure(status: .unavailable, message: reason)
            }
        }
    }

    /// The run that is told; the last one of this conversation, or the latest that agents have left unfinished.
    private func interruptedRun(_ name: String?) async throws -> Run {
        let run: Run?
        if let name {
            run = try await board.run(name)
        } else if let last = memory.withLock({ $0.lastRun }), case let run = try await board.run(last),
            run.state.isResumable
        {
            return run
        } else {
            run = try await board.runs(limit: 100).first { $0.state.isResumable && $0.command == "agent" }
        }
        guard let run else { throw NothingToDoError(message: "no question was left unfinished") }
        guard run.state.isResumable else {
            throw NothingToDoError(message: "run \(run.id) is \(run.state.rawValue), and cannot be gone on with")
        }
        return run
    }

    /// The session of the call that began a run, with the choices of this conversation.
    private func takingUp(_ run: Run) throws -> Session {
        let elsewhere = "'slate resume \(run.id)', outside of this conversation, goes on with it"
        guard run.command == "agent" else {
            throw NothingToDoError(message: "run \(run.id) is of 'slate \(run.command)': \(elsewhere)")
        }
        guard run.options["folder"]?.string == session.workingFolder.string else {
            throw NothingToDoError(message: "run \(run.id) was begun in another folder: \(elsewhere)")
        }
        let names = (ModelOptions.choice + ModelOptions.limits + ModelOptions.agents).map(\.name)
        let chosen = session.invocation.values.filter { names.contains($0.key) }
        return try Session(RunCommandLine(run: run).invocation(.resume, for: session.invocation, replacing: chosen))
    }

    /// Takes the last question back if its answer was broken off.
    private func takeBackInterrupted() async throws -> String? {
        let isBroken = memory.withLock { $0.talk.messages.last?.details["interrupted"]?.bool ?? false }
        return isBroken ? try await takeBack() : nil
    }
}
