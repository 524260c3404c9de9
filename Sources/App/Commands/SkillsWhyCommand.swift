import Agents
import Core

/// `slate skills why`: which skills a task would get.
enum SkillsWhyCommand {
    static let command = Command(
        name: "why",
        summary: "the skills that a task would get, with their scores and the words that matched",
        discussion: "A score of 1 is enough, if it is not far below the best one.",
        arguments: [
            Command.Argument(name: "TEXT", help: "the task; - reads it from standard input", count: .many)
        ],
        options: [Command.Option(name: "prompt", help: "print the text that would go into the model's instructions")],
        action: run
    )

    private static func run(_ invocation: Invocation) async throws -> ExitStatus {
        let session = try Session(invocation)
        let console = session.console
        let task = try session.text(invocation.arguments.joined(separator: " "), limit: 1 << 20)
        let library = session.skills
        let selection = session.skillSelector.select(task, from: library)
        let text = SkillEquipment(selection, of: library, tools: []).instructions.joined()
        if console.isJSON {
            let object: JSON = [
                "task": .string(selection.task), "skills": .array(selection.candidates.map(SkillOutput.json)),
                "tokens": .int(selection.tokens), "prompt": invocation.has("prompt") ? .string(text) : .null,
            ]
            console.printVerbatim(object.prettyText + "\n")
        } else if invocation.has("prompt") {
            console.print(text)
        } else {
            show(selection, on: console)
        }
        return .done
    }

    /// Prints the candidates, those that are in first.
    static func show(_ selection: SkillSelection, on console: Console) {
        let width = selection.candidates.map(\.skill.name.count).max() ?? 0
        for candidate in selection.candidates {
            let isIn = candidate.reason.isChosen
            let pad = String(repeating: " ", count: width - candidate.skill.name.count + 2)
            console.print([
                (isIn ? "+ " : "- ", isIn ? .green : .dim), (candidate.skill.name + pad, isIn ? .bold : nil),
                (score(candidate.score) + "  " + candidate.reason.text, nil),
                (isIn ? ", \(candidate.tokens.of("token"))" : "", nil),
            ])
            if !candidate.words.isEmpty {
                console.print([("    words: " + candidate.words.joined(separator: ", "), .dim)])
            }
            if !candidate.phrases.isEmpty {
                console.print([("    phrases: " + candidate.phrases.joined(separator: ", "), .dim)])
            }
        }
        if selection.chosen.isEmpty { console.note("no skill fits; nothing would be added") }
    }

    private static func score(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let rest = String(hundredths % 100)
        return "\(hundredths / 100).\(rest.count == 1 ? "0" : "")\(rest)"
    }
}
