import Core

/// `slate config`: shows the configuration and where it comes from.
enum ConfigCommand {
    static let command = Command(
        name: "config",
        summary: "show the configuration",
        subcommands: [
            Command(name: "show", summary: "every value with its origin", action: show),
            Command(name: "path", summary: "the files that are read", action: path),
        ]
    )

    private static func show(_ invocation: Invocation) async throws -> ExitStatus {
        show(try Session(invocation))
        return .done
    }

    /// Prints every value with its origin.
    static func show(_ session: Session) {
        let configuration = session.configuration
        let rows =
            [("home", configuration.home.string, configuration.homeOrigin)]
            + configuration.shown.map { ($0.key, $0.text, $0.origin) }
        if session.console.isJSON {
            let members = rows.map { JSON.Member($0.0, ["value": .string($0.1), "origin": .string($0.2)]) }
            session.console.printVerbatim(JSON.object(members).prettyText + "\n")
        } else {
            let width = rows.map(\.0.count).max() ?? 0
            // Columns need room for a short value and its origin.
            let isNarrow = session.console.isTerminal && session.console.width < width + 24
            for (key, value, origin) in rows {
                let name = key + String(repeating: " ", count: isNarrow ? 0 : width - key.count)
                session.console.printFacts([(name, nil), (value, .bold), ("(\(origin))", .dim)], indent: 6)
            }
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
