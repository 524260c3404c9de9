import Agents
import Core

/// `slate skills new`: writes the beginning of a skill.
enum SkillsNewCommand {
    static let command = Command(
        name: "new",
        summary: "begin a skill of your own, as a file to fill in",
        arguments: [Command.Argument(name: "NAME", help: "lower-case letters, digits and hyphens")],
        options: [
            Command.Option(
                name: "description",
                value: .text("TEXT"),
                help: "what it is for and when to use it"
            ),
            Command.Option(name: "keywords", value: .text("A,B"), help: "words and phrases of tasks that it fits"),
        ],
        examples: ["slate skills new bird-surveys --keywords \"bird survey, breeding pairs\""],
        action: run
    )

    private static func run(_ invocation: Invocation) async throws -> ExitStatus {
        let session = try Session(invocation)
        let name = invocation.arguments[0]
        if let fault = SkillName.fault(in: name) { throw session.usage("a skill's name \(fault)") }
        let file = session.skillsFolder.appending(name).appending("SKILL.md")
        try FileSystem.makeFolder(file.parent)
        let text = SkillTemplate.text(
            name: name,
            description: invocation.value("description"),
            keywords: invocation.value("keywords")
        )
        try AtomicFile.write(Array(text.utf8), to: file, existing: .keep)
        session.console.print(file.string)
        if let shadowed = session.skills.skills.first(where: { $0.name == name }), shadowed.location != file.string {
            session.console.warn("\(shadowed.location) has the same name and is used instead")
        }
        return .done
    }
}
