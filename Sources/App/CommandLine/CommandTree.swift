/// A command with the names that lead to it, such as `slate board list`.
struct CommandPlace: Sendable {
    let path: [String]
    let command: Command

    /// How it is called.
    var name: String { path.joined(separator: " ") }

    /// All that can be written behind it: its own options and those of every command.
    var options: [Command.Option] { command.options + Command.globalOptions }

    /// What its arguments may be, where that is known.
    var choices: [String] { command.arguments.flatMap(\.choices) }

    /// Whether an argument or value of this name is a file.
    static func isFile(_ placeholder: String) -> Bool {
        ["PATH", "FILE", "FOLDER", "REPORT", "TARGET"].contains { placeholder.hasPrefix($0) }
    }

    /// Whether it takes files.
    var takesFiles: Bool { command.arguments.contains { Self.isFile($0.name) } }
}

extension Command {
    /// This command and all below it, each in front of those that it leads to.
    var places: [CommandPlace] { places(below: []) }

    private func places(below path: [String]) -> [CommandPlace] {
        let path = path + [name]
        return [CommandPlace(path: path, command: self)] + subcommands.flatMap { $0.places(below: path) }
    }
}
