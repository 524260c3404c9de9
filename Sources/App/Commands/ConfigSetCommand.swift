/// `slate config set` and `unset`: change single settings in the board's own file.
enum ConfigSetCommand {
    /// The keys that have no name of the user's own in them, for completion.
    static let keys = Setting.all.filter { !$0.isPattern }.map(\.key)

    /// The longest value, in bytes.
    private static let valueLimit = 16 << 10

    static let command = Command(
        name: "set",
        summary: "write a setting into $SLATE_HOME/config.yaml",
        discussion:
            "The value is checked first, and all else in the file stays as it is, comments too. 'slate config show' "
            + "lists the settings; beside them there are roles.NAME.…, providers.NAME.…, auxiliary.NAME.…, "
            + "prices.MODEL.…, fallback_providers.0.… and search.urls.ENGINE. A list is one word, with commas, or with "
            + "colons between paths. More pairs of KEY and VALUE are written all together or not at all, such as both "
            + "prices of a model. '${NAME}' stands for a variable; '-' reads the value from standard input. Keys of "
            + "providers belong into $SLATE_HOME/.env and are refused. 'slate config unset KEY' takes a setting back.",
        arguments: [
            Command.Argument(
                name: "KEY",
                help: "a setting such as search.limit or roles.critic.model",
                choices: keys
            ),
            Command.Argument(name: "VALUE", help: "its value; then further pairs", count: .many),
        ],
        examples: [
            "slate config set search.limit 20", "slate config set model claude-haiku-4-5 model.provider anthropic",
            "slate config set search.engines wikipedia,arxiv",
            "slate config set prices.lab/small.input 0.1 prices.lab/small.output 0.4",
            "slate config set providers.lab.api_key '${LAB_KEY}'",
        ],
        action: set
    )

    static let unset = Command(
        name: "unset",
        summary: "take a setting out of $SLATE_HOME/config.yaml",
        discussion:
            "The lines of the setting go, with the comments on them; all else stays. Then its default holds, or what "
            + "~/.hermes/config.yaml says. A group goes as a whole.",
        arguments: [
            Command.Argument(
                name: "KEY",
                help: "a setting, or a group such as roles.critic or fallback_providers.0",
                count: .many,
                choices: keys
            )
        ],
        examples: ["slate config unset search.limit", "slate config unset roles.critic"],
        action: unset
    )

    private static func set(_ invocation: Invocation) async throws -> ExitStatus {
        let session = try Session(invocation, readsConfiguration: false)
        let changes = try changes(session)
        let file = ConfigurationFile(of: session)
        try file.update { text in
            for change in changes { try text.set(change.key, to: change.value) }
        } check: { configuration in
            for change in changes { try change.check(in: configuration, of: file.path) }
            _ = try configuration.fallbackModels()
        }
        SettingOutput(session).show(changes)
        return .done
    }

    /// The pairs of the command line, checked.
    private static func changes(_ session: Session) throws -> [SettingChange] {
        let words = session.invocation.arguments
        guard words.count.isMultiple(of: 2) else {
            let last = words.last ?? ""
            throw session.usage("'\(last.prefix(60))' has no VALUE; put words that belong together in quotes")
        }
        var changes: [SettingChange] = []
        for index in stride(from: 0, to: words.count, by: 2) {
            guard let key = SettingKey(words[index]) else { throw session.usage(SettingKey.unknown(words[index])) }
            if changes.contains(where: { $0.key.path == key.path }) {
                throw session.usage("\(key.text) was given twice")
            }
            do {
                let text = try value(words[index + 1], session)
                changes.append(try SettingChange(key, to: text, home: session.configuration.home))
            } catch let error as SettingChange.Refusal {
                throw session.usage(error.message)
            }
        }
        return changes
    }

    /// The words of an argument, or of standard input without the end of its last line.
    private static func value(_ argument: String, _ session: Session) throws -> String {
        var text = try session.text(argument, limit: valueLimit)[...]
        if argument == "-", text.last?.isNewline == true { text = text.dropLast() }
        guard text.utf8.count <= valueLimit else { throw session.usage("a value may have \(valueLimit) bytes") }
        return String(text)
    }

    private static func unset(_ invocation: Invocation) async throws -> ExitStatus {
        let session = try Session(invocation, readsConfiguration: false)
        let paths = try invocation.arguments.map { name in
            guard let path = SettingKey(name)?.path ?? SettingKey.group(name) else {
                throw session.usage(SettingKey.unknown(name))
            }
            return path
        }
        let file = ConfigurationFile(of: session)
        try file.update { text in
            for path in paths where try !text.remove(path) {
                throw NothingToDoError(message: "\(path.joined(separator: ".")) is not set in \(file.path)")
            }
        } check: { configuration in
            _ = try configuration.fallbackModels()
        }
        SettingOutput(session).show(removed: paths.map { $0.joined(separator: ".") })
        return .done
    }
}
