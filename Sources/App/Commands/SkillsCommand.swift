import Agents
import Core
import TerminalUI

/// `slate skills`: shows skills, why they are chosen, and what is wrong with them.
enum SkillsCommand {
    static let command = Command(
        name: "skills",
        summary: "list skills, and see which a task would get and why",
        discussion:
            "A skill is a Markdown file with instructions for one kind of work (agentskills.io). It is found by the words "
            + "of the task, without a model; /NAME in a task asks for it. Skills are looked for in $SLATE_HOME/skills, in "
            + ".agents/skills of a folder in skills.trusted_folders, in ~/.hermes/skills unless neighbour is false, in "
            + "skills.external_dirs, and in the program; of two with one name the first is used.",
        examples: ["slate skills why \"Is it true that owls cannot move their eyes?\""],
        subcommands: [
            Command(name: "list", summary: "all skills that can be used", action: list),
            Command(
                name: "show",
                summary: "print a skill, with the files that belong to it",
                arguments: [Command.Argument(name: "NAME", help: "the name of a skill")],
                action: show
            ),
            SkillsWhyCommand.command,
            SkillsCheckCommand.command,
            SkillsNewCommand.command,
        ]
    )

    private static func list(_ invocation: Invocation) async throws -> ExitStatus {
        let session = try Session(invocation)
        let console = session.console
        let library = session.skills
        let selector = session.skillSelector
        if console.isJSON {
            let items = library.skills.map { SkillOutput.json($0, selector) }
            console.printVerbatim((["skills": .array(items)] as JSON).prettyText + "\n")
            return .done
        }
        let width = library.skills.map(\.name.count).max() ?? 0
        for skill in library.skills {
            let pad = String(repeating: " ", count: width - skill.name.count + 2)
            let room = console.isTerminal ? max(20, console.width - width - 14) : .max
            let obstacle = selector.obstacle(skill).map { "  (\($0.text))" } ?? ""
            let origin = skill.origin.rawValue
            console.print([
                (skill.name + pad, .bold), (origin + String(repeating: " ", count: 11 - origin.count), .dim),
                (TerminalText.cut(skill.header.description, width: room), nil), (obstacle, .yellow),
            ])
        }
        let problems = SkillsCheckCommand.problems(session, library).count { $0.level != .note }
        if problems > 0 { console.note("\(problems.of("problem")); see: slate skills check") }
        return .done
    }

    private static func show(_ invocation: Invocation) async throws -> ExitStatus {
        let session = try Session(invocation)
        let library = session.skills
        let name = invocation.arguments[0]
        guard let skill = library.skill(named: name) else { throw unknown(name, library) }
        let console = session.console
        let files = SkillFiles(skill).names()
        if console.isJSON {
            let object = SkillOutput.json(skill, session.skillSelector)
                .adding(JSON.Member("text", .string(skill.body)), JSON.Member("files", .array(files.map(JSON.string))))
            console.printVerbatim(object.prettyText + "\n")
            return .done
        }
        console.print([(skill.name, .bold), ("  \(skill.origin.rawValue), \(skill.location)", .dim)])
        console.print(TerminalText.wrap(skill.header.description, width: console.isTerminal ? console.width : 100))
        if !skill.header.keywords.isEmpty {
            let words = "keywords: " + skill.header.keywords.joined(separator: ", ")
            console.print([(TerminalText.wrap(words, width: console.isTerminal ? console.width : 100), .dim)])
        }
        console.print("\n" + skill.body)
        for file in files { console.print("file: \(file)") }
        return .done
    }

    private static func unknown(_ name: String, _ library: SkillLibrary) -> NothingToDoError {
        let close = Suggestions.closest(to: name, among: library.skills.map(\.name))
        let advice = close.map { "did you mean '\($0)'?" } ?? "see: slate skills list"
        return NothingToDoError(message: "there is no skill '\(name)'; \(advice)")
    }
}
