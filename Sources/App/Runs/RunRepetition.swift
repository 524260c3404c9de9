import Agents
import Blackboard
import Core
import Research

/// A run of `ask` or `report`, worked through once more from its journal: nobody is asked, and nothing on the board changes.
struct RunRepetition {
    let run: Run
    let board: Blackboard
    let session: Session

    /// Whether the same can come of it: a limit is not reached at the same moment each time.
    static func canRepeat(_ run: Run) -> Bool {
        run.ended != nil && [.done, .partial, .failed].contains(run.state)
            && run.reason != ResearchEnding.Code.budgetExhausted.rawValue
    }

    /// Makes the run's texts again.
    ///
    /// - Returns: The texts that the run has kept, as they come out now.
    /// - Throws: `BlackboardError` with `stepMissing` if something else is asked now; what the command throws.
    func texts() async throws -> RecordedReport.Texts {
        let place = try CopyPlace(of: run.id, on: board)
        do {
            let copy = try await RunCopy(of: board, before: run.id, at: place.folder)
            let texts = try await texts(on: copy)
            try await copy.close()
            try place.remove()
            return texts
        } catch {
            // The first error is the one to tell; what is left of the copy is removed by who takes the place next.
            try? place.remove()
            throw error
        }
    }

    private func texts(on copy: RunCopy) async throws -> RecordedReport.Texts {
        let stages = try await RunStage.all(of: run.id, on: board)
        var texts = try await texts(on: copy, stages[0])
        for stage in stages.dropFirst() { texts = try await self.texts(on: copy, stage) }
        return texts
    }

    private func texts(on copy: RunCopy, _ stage: RunStage) async throws -> RecordedReport.Texts {
        let line = RunCommandLine(run: run)
        var invocation = try line.invocation(.replay, for: session.invocation, replacing: stage.options)
        invocation.taken?.repetition = TakenRun.Repetition(original: board, copy: copy, stage: stage)
        // The skills of the project are found from there; nothing else of the folder is read.
        try? line.enterFolder()
        let again = try Session(invocation)
        let skills = again.chooseSkills(for: try again.question(invocation.arguments.joined(separator: " ")))
        let researching = Researching(session: again, board: copy.board, show: { _ in })
        let isReport = run.command == "report"
        return try await researching.answer(skills.task, depth: isReport ? .full : .brief) { answer in
            if isReport {
                let report = try await ReportWriter(session: again, board: copy.board).make(answer, skills: skills)
                return (RecordedReport.Texts(report), RecordedReport.Record())
            }
            let object = try await AskCommand.object(answer, skills, on: copy.board)
            return (RecordedReport.Texts(answer: object.text), RecordedReport.Record())
        }
    }
}

/// A run that does not come out as it did.
struct RepetitionError: Error {
    let message: String
}
