import Agents
import Blackboard
import Core
import Research

/// `slate ask`: answers a question with citations.
enum AskCommand {
    static let command = Command(
        name: "ask",
        summary: "research a question and print a cited answer",
        discussion:
            "Without a model the answer is made of sentences quoted from the sources on the board. With one (--model, "
            + "or model in the configuration) agents plan, search the board and the web, write from what they found, and check "
            + "it. The findings stay on the board.",
        arguments: [
            Command.Argument(name: "QUESTION", help: "the question; - reads it from standard input", count: .many)
        ],
        options: Researching.options,
        examples: ["slate ask \"Which birds returned?\" --source notes/"],
        action: run
    )

    private static func run(_ invocation: Invocation) async throws -> ExitStatus {
        let session = try Session(invocation)
        let question = try session.question(invocation.arguments.joined(separator: " "))
        let skills = session.chooseSkills(for: question)
        return try await session.withBoard { board in
            try await Researching(session: session, board: board).answer(skills.task, depth: .brief) { answer in
                let console = session.console
                let object = try await object(answer, skills, on: board)
                if console.isJSON {
                    console.printVerbatim(object.prettyText + "\n")
                } else {
                    console.printWrapped(AnswerOutput.text(answer))
                }
                var record = RecordedReport.Record()
                record.answer = try await board.keep(object.text, run: answer.run).hexadecimal
                return (ExitStatus(answer), record)
            }
        }
    }

    /// An answer as the object that is kept with its run.
    static func object(_ answer: Answer, _ skills: SkillSelection, on board: Blackboard) async throws -> JSON {
        let checks = try await AnswerOutput.checks(answer, on: board)
        return AnswerOutput.json(answer, checks: checks).adding(JSON.Member("skills", SkillOutput.json(skills)))
    }
}
