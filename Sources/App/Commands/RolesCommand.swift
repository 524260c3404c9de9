import Agents
import Core

/// `slate roles`: the kinds of agents that there are.
enum RolesCommand {
    static let command = Command(
        name: "roles",
        summary: "the roles of agents, bundled and your own",
        discussion:
            "A role is a Markdown file: front matter with name, description, model, provider, toolsets, budgets "
            + "and output, and the prompt below. Yours are in $SLATE_HOME/roles and win over bundled ones of the same name.",
        subcommands: [
            Command(name: "list", summary: "every role with what it does", action: list),
            Command(
                name: "show",
                summary: "one role with its prompt",
                arguments: [Command.Argument(name: "ROLE", help: "the role's name")],
                action: show
            ),
        ]
    )

    private static func list(_ invocation: Invocation) async throws -> ExitStatus {
        try show(nil, try Session(invocation))
        return .done
    }

    private static func show(_ invocation: Invocation) async throws -> ExitStatus {
        try show(invocation.arguments[0], try Session(invocation))
        return .done
    }

    /// Prints a role with its prompt, or without a name all of them.
    static func show(_ name: String?, _ session: Session) throws {
        let library = library(session)
        guard let name else { return list(library, on: session.console) }
        show(try library.role(named: name), on: session.console)
    }

    private static func list(_ library: RoleLibrary, on console: Console) {
        let roles = library.roles.values.sorted { $0.name < $1.name }
        if console.isJSON {
            let problems = library.problems.map { problem -> JSON in
                guard case .invalidRole(let path, let line) = problem.code else { return .string(problem.message) }
                return ["path": .string(path), "line": .int(line), "problem": .string(problem.message)]
            }
            let object: JSON = ["roles": .array(roles.map(\.json)), "problems": .array(problems)]
            console.printVerbatim(object.prettyText + "\n")
        } else {
            let width = roles.map(\.name.count).max() ?? 0
            for role in roles {
                let origin = role.path.map { "  (\($0))" } ?? ""
                console.printItem(role.name, .bold, role.description + origin, indent: width + 2)
            }
        }
    }

    private static func show(_ role: Role, on console: Console) {
        if console.isJSON {
            let object = role.json.adding(JSON.Member("prompt", .string(role.prompt)))
            return console.printVerbatim(object.prettyText + "\n")
        }
        guard case .object(let members) = role.json else { return }
        for member in members where member.value != .null {
            console.print([(member.name + ": ", .dim), (member.value.string ?? member.value.text, nil)])
        }
        console.print("\n" + role.prompt)
    }

    /// The roles that can be used; those that cannot are told.
    static func library(_ session: Session) -> RoleLibrary {
        let library = RoleLibrary(folder: session.configuration.home.appending("roles"))
        for problem in library.problems { session.console.warn("left out a role: \(problem.message)") }
        return library
    }
}
