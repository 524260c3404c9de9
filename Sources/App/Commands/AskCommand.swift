import Agents
import Core
import Research
import TerminalUI

/// `slate ask`: answers a question with citations.
enum AskCommand {
    static let command = Command(
        name: "ask",
        summary: "research a question and print a cited answer",
        discussion: "The answer is made of sentences quoted from the sources on the board; the findings stay on it.",
        arguments: [
            Command.Argument(name: "QUESTION", help: "the question; - reads it from standard input", count: .many)
        ],
        options: Researching.options,
        examples: ["slate ask \"Which birds returned?\" --source notes/"],
        action: run
    )

    private static func run(_ invocation: Invocation) async throws -> ExitStatus {
        let session = try Session(invocation)
        try Researching.checkModel(session)
        let question = try session.text(invocation.arguments.joined(separator: " "), limit: 64 << 10)
        let skills = session.chooseSkills(for: question)
        return try await session.withBoard { board in
            let answer = try await Researching(session: session, board: board).answer(skills.task, depth: .brief)
            let console = session.console
            if console.isJSON {
                let checks = try await AnswerOutput.checks(answer, on: board)
                let chosen = JSON.Member("skills", SkillOutput.json(skills))
                let object = AnswerOutput.json(answer, checks: checks).adding(chosen)
                console.printVerbatim(object.prettyText + "\n")
            } else {
                show(answer, on: console)
            }
            return answer.claims.isEmpty ? .failure : .done
        }
    }

    /// Prints an answer, wrapped where a person reads it.
    static func show(_ answer: Answer, on console: Console) {
        let text = TerminalText.clean(AnswerOutput.text(answer))
        console.print(console.isTerminal ? TerminalText.wrap(text, width: console.width) : text)
    }
}
