import Core

/// `slate config`: shows the configuration and where it comes from, and changes it.
enum ConfigCommand {
    static let command = Command(
        name: "config",
        summary: "show and change the configuration",
        discussion:
            "What wins is told first: options, SLATE_ variables, $SLATE_HOME/config.yaml, which 'set' and 'unset' "
            + "change, then ~/.hermes/config.yaml, which is only read.",
        subcommands: [
            Command(
                name: "show",
                summary: "every value with its origin, or that of one setting",
                arguments: [
                    Command.Argument(
                        name: "KEY",
                        help: "a setting such as search.limit, or a group such as fetch",
                        count: .optional,
                        choices: ConfigSetCommand.keys
                    )
                ],
                examples: ["slate config show search.limit", "slate config show fetch --json"],
                action: show
            ),
            ConfigGetCommand.command, ConfigSetCommand.command, ConfigSetCommand.unset,
            Command(name: "path", summary: "the files that are read", action: path),
        ]
    )

    private static func show(_ invocation: Invocation) async throws -> ExitStatus {
        try show(invocation.arguments.first, try Session(invocation))
        return .done
    }

    /// Prints the values of a setting or group with their origins, or without a key all of them.
    static func show(_ key: String?, _ session: Session) throws {
        let all = rows(session.configuration)
        guard let key else { return print(all, on: session.console) }
        let rows = all.filter { $0.key == key || $0.key.hasPrefix(key + ".") }
        guard rows.isEmpty else { return print(rows, on: session.console) }
        let path = key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        if Setting.all.contains(where: { $0.begins(with: path) }) {
            throw NothingToDoError(message: "\(key) is not set")
        }
        let near = Suggestions.near(to: key, among: all.map(\.key))
        throw NothingToDoError(message: SettingKey.advice(for: key, near: near))
    }

    typealias Row = (key: String, text: String, origin: String)

    static func rows(_ configuration: Configuration) -> [Row] {
        [("home", configuration.home.string, configuration.homeOrigin)] + configuration.shown
    }

    static func print(_ rows: [Row], on console: Console) {
        if console.isJSON {
            let members = rows.map { JSON.Member($0.key, ["value": .string($0.text), "origin": .string($0.origin)]) }
            return console.printVerbatim(JSON.object(members).prettyText + "\n")
        }
        let width = rows.map(\.key.count).max() ?? 0
        // Columns need room for a short value and its origin.
        let isNarrow = console.isTerminal && console.width < width + 24
        for (key, value, origin) in rows {
            let name = key + String(repeating: " ", count: isNarrow ? 0 : width - key.count)
            console.printFacts([(name, nil), (value, .bold), ("(\(origin))", .dim)], indent: 6)
        }
    }

    private static func path(_ invocation: Invocation) async throws -> ExitStatus {
        let session = try Session(invocation)
        let files = session.configuration.files.map { ($0.string, FileSystem.exists($0)) }
        if session.console.isJSON {
            let items = files.map { ["path": .string($0.0), "exists": .bool($0.1)] as JSON }
            session.console.printVerbatim((["files": .array(items)] as JSON).prettyText + "\n")
        } else {
            for (path, exists) in files { session.console.print([(path, nil), (exists ? "" : "  (not there)", .dim)]) }
        }
        return .done
    }
}
