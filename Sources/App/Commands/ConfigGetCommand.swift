import Core

/// `slate config get`: the value of one setting, for scripts.
enum ConfigGetCommand {
    static let command = Command(
        name: "get",
        summary: "the value of one setting, alone",
        discussion:
            "Prints the value that holds, and nothing else; exits with 1 where there is none, or no such setting. "
            + "A key of a provider is never printed.",
        arguments: [
            Command.Argument(
                name: "KEY",
                help: "a setting such as search.limit or roles.critic.model",
                choices: ConfigSetCommand.keys
            )
        ],
        examples: ["slate config get search.limit", "model=$(slate config get model)"],
        action: get
    )

    private static func get(_ invocation: Invocation) async throws -> ExitStatus {
        let session = try Session(invocation)
        let row = try row(of: invocation.arguments[0], session.configuration)
        if session.console.isJSON {
            let object: JSON = [
                "key": .string(row.key), "value": .string(row.text), "origin": .string(row.origin),
            ]
            session.console.printVerbatim(object.prettyText + "\n")
        } else {
            session.console.print(row.text)
        }
        return .done
    }

    private static func row(of name: String, _ configuration: Configuration) throws -> ConfigCommand.Row {
        if name == "home" { return ("home", configuration.home.string, configuration.homeOrigin) }
        guard let key = SettingKey(name) else { throw NothingToDoError(message: SettingKey.unknown(name)) }
        let value = configuration.value(of: key)
        if value.text.isEmpty { throw NothingToDoError(message: "\(key.text) is not set") }
        if key.setting.isSecret {
            throw NothingToDoError(message: "\(key.text) is set (\(value.origin)), and never printed")
        }
        return (key.text, value.text, value.origin)
    }
}

extension Configuration {
    /// The value of a setting by its key: that which is told, or its default.
    func value(of key: SettingKey) -> Value {
        value(at: key.path) ?? Value(text: key.setting.standard, origin: "default")
    }
}
