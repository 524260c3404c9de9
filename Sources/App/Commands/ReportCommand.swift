import Agents
import Blackboard
import Core
import Research
import TerminalUI

/// `slate report`: writes a cited report as Markdown, with its evidence beside it.
enum ReportCommand {
    static let command = Command(
        name: "report",
        summary: "research a question and write a cited report",
        discussion: "Writes Markdown and, beside it, FILE.evidence.json with the place of every quote. Without -o the "
            + "report goes into the board's folder reports/. Every citation is checked before the command ends.",
        arguments: [
            Command.Argument(name: "QUESTION", help: "the question; - reads it from standard input", count: .many)
        ],
        options: Researching.options + [
            Command.Option(
                name: "output",
                short: "o",
                value: .text("FILE"),
                help: "where to write; - is standard output"
            ),
            Command.Option(name: "force", help: "overwrite the file if it exists"),
            Command.Option(name: "plan-only", help: "show the plan and stop there; 'slate resume RUN' carries it out"),
            Command.Option(name: "edit-plan", help: "open the plan in $EDITOR before it is carried out"),
            Command.Option(name: "strict", help: "exit with 3 if a citation could not be confirmed"),
        ],
        examples: ["slate report \"What did the dams cost?\" --source notes/ -o dams.md"],
        action: run
    )

    private static func run(_ invocation: Invocation) async throws -> ExitStatus {
        let session = try Session(invocation)
        let question = try session.question(invocation.arguments.joined(separator: " "))
        let target = invocation.value("output").flatMap { $0 == "-" ? nil : session.path($0) }
        // What cannot be written is better known before the work than after it.
        if let target { try ReportWriter.check(target, force: invocation.has("force")) }
        if invocation.has("edit-plan"), !session.console.isInteractive {
            throw session.usage("--edit-plan needs a terminal; --plan-only shows the plan without one")
        }
        let skills = session.chooseSkills(for: question)
        if invocation.has("plan-only") {
            try await session.withBoard { try await Researching(session: session, board: $0).plan(skills.task) }
            return .done
        }
        return try await session.withBoard { board in
            try await Researching(session: session, board: board).answer(skills.task, depth: .full) { answer in
                let writer = ReportWriter(session: session, board: board)
                let report = try await writer.make(answer, skills: skills)
                // Kept before it is shown, so that whatever was seen can be told again.
                var record = try await writer.keep(report)
                if invocation.value("output") == "-" {
                    session.console.printVerbatim(TerminalText.clean(report.markdown))
                } else {
                    let path = try await writer.write(report, to: target)
                    record.name = path.name
                    tell(report, at: path, skills, on: session.console)
                }
                let status = ExitStatus(answer)
                let failed = report.counts.notFound + report.counts.unchecked
                let isWrong = status == .done && invocation.has("strict") && failed > 0
                return (isWrong ? .citationsFailed : status, record)
            }
        }
    }

    private static func tell(
        _ report: ReportWriter.Report,
        at path: Path,
        _ skills: SkillSelection,
        on console: Console
    ) {
        let counts = report.counts
        if console.isJSON {
            let object: JSON = [
                "path": .string(path.string), "evidence": .string(EvidenceFile.path(of: path).string),
                "run": .string(report.answer.run), "outcome": .string(report.answer.outcome),
                "claims": [
                    "found": .int(counts.found), "not_found": .int(counts.notFound),
                    "unchecked": .int(counts.unchecked),
                ],
                "skills": SkillOutput.json(skills), "progress": AnswerOutput.progress(report.answer),
            ]
            return console.printVerbatim(object.prettyText + "\n")
        }
        console.print(path.string)
        if report.answer.claims.isEmpty { console.warn("no source answers the question; the report says so") }
        console.note(counts.words)
    }
}
