import Agents
import Core
import LanguageModels
import TestSupport
import Testing

@Suite struct RoleTests {
    @Test func `the bundled roles are valid`() throws {
        let library = RoleLibrary()
        #expect(library.problems.isEmpty)
        #expect(library.roles.keys.sorted() == ["critic", "orchestrator", "researcher", "writer"])
        for role in library.roles.values { #expect(!role.description.isEmpty) }
        #expect(library.roles["orchestrator"]?.toolsets.contains(.delegation) == true)
    }

    @Test func `a user's role is read and wins over a bundled one`() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "roles/mine.md",
            """
            ---
            name: critic
            description: Checks figures.
            model: gpt-5
            toolsets: [board, files]
            budgets: {iterations: 7, tokens: 20_000, cost_usd: 0.5}
            output:
              type: object
              properties: {faults: {type: integer, minimum: 0}}
              required: [faults]
            ---

            You check figures.
            """
        )
        let role = try RoleLibrary(folder: folder.path.appending("roles")).role(named: "critic")
        #expect(role.prompt == "You check figures.")
        #expect(role.toolsets == [.board, .files])
        #expect(role.budget.iterations == 7)
        #expect(role.budget.tokens == 20_000)
        #expect(role.budget.cost == 0.5)
        #expect(role.model == "gpt-5")
        let schema: JSON = [
            "type": "object", "properties": ["faults": ["type": "integer", "minimum": 0]], "required": ["faults"],
        ]
        #expect(role.output == OutputSchema(name: "critic", schema: schema))
    }

    @Test(arguments: [
        ("no front matter", 1, "front matter"), ("---\nname: x\n---\n", 1, "prompt"),
        ("---\ndescription: d\n---\nP", 2, "'name' is missing"), ("---\nname: X Y\n---\nP", 2, "small letters"),
        ("---\nname: x\nmodle: y\n---\nP", 3, "'modle' is unknown"),
        ("---\nname: x\ntoolsets:\n  - board\n  - magic\n---\nP", 5, "magic"),
        ("---\nname: x\nbudgets:\n  iterations: many\n---\nP", 4, "'budgets.iterations'"),
        ("---\nname: x\nbudgets:\n  iterations: -3\n---\nP", 4, "above 0"),
        ("---\nname: x\nname: y\n---\nP", 3, "twice"), ("---\nname: [x]\n---\nP", 2, "'name' must be a text"),
        ("---\nname: x\noutput: yes\n---\nP", 3, "JSON Schema"),
    ])
    func `a bad file is reported with its line and the reason, and the others stay`(
        text: String,
        line: Int,
        reason: String
    ) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("roles/bad.md", text)
        let library = RoleLibrary(folder: folder.path.appending("roles"))
        let problem = try #require(library.problems.first)
        #expect(problem.code == .invalidRole(path: path.string, line: line))
        #expect(problem.message.contains(reason))
        #expect(library.roles.count == 4)
    }

    @Test func `an unknown role is named with those that there are`() {
        #expect { try RoleLibrary().role(named: "pirate") } throws: { "\($0)".contains("critic, orchestrator") }
    }
}
