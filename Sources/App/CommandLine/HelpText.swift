import TerminalUI

/// Writes a command's help from its declaration.
struct HelpText {
    let command: Command
    /// The names of the commands, outermost first.
    let path: [String]
    /// The columns of the terminal.
    let width: Int

    var text: String {
        var sections = [usage, command.summary.capitalizedFirst + "."]
        if !command.discussion.isEmpty { sections.append(command.discussion) }
        var parts = [sections.map { TerminalText.wrap($0, width: width) }.joined(separator: "\n\n")]
        if !command.subcommands.isEmpty {
            parts.append(table("Commands", command.subcommands.map { ($0.name, $0.summary) }))
        }
        if !command.arguments.isEmpty { parts.append(table("Arguments", command.arguments.map { ($0.name, $0.help) })) }
        if !command.options.isEmpty { parts.append(table("Options", command.options.map(row))) }
        parts.append(table("Everywhere", Command.globalOptions.map(row)))
        if path.count == 1 {
            parts.append(table("Exit codes", ExitStatus.allCases.map { (String($0.rawValue), $0.meaning) }))
        }
        if !command.examples.isEmpty {
            parts.append("Examples:\n" + command.examples.map { "  \($0)" }.joined(separator: "\n"))
        }
        return parts.joined(separator: "\n\n") + "\n"
    }

    private var usage: String {
        var words = ["Usage:"] + path
        if !command.options.isEmpty || command.subcommands.isEmpty { words.append("[OPTION]...") }
        if !command.subcommands.isEmpty { words.append(command.action == nil ? "COMMAND" : "[COMMAND]") }
        for argument in command.arguments {
            switch argument.count {
            case .one: words.append(argument.name)
            case .optional: words.append("[\(argument.name)]")
            case .many: words.append("\(argument.name)...")
            }
        }
        return words.joined(separator: " ")
    }

    private func row(_ option: Command.Option) -> (String, String) {
        let short = option.short.map { "-\($0), " } ?? "    "
        return (short + option.usage + (option.isRepeatable ? "..." : ""), option.help)
    }

    /// Two columns; on a narrow terminal the second goes below the first.
    private func table(_ title: String, _ rows: [(String, String)]) -> String {
        let left = min(rows.map(\.0.count).max() ?? 0, 28)
        let room = width - left - 4
        let lines = rows.map { name, help in
            if room < 24 || name.count > left {
                let indent = room < 24 ? 6 : left + 4
                return "  \(name)\n" + TerminalText.wrap(help, width: width - indent).indented(indent)
            }
            let pad = String(repeating: " ", count: left - name.count + 2)
            return "  \(name)\(pad)" + TerminalText.wrap(help, width: room).indented(left + 4).drop { $0 == " " }
        }
        return "\(title):\n" + lines.joined(separator: "\n")
    }
}

extension String {
    /// The text with a capital letter at its start.
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }

    /// The text with blanks before each line.
    fileprivate func indented(_ count: Int) -> String {
        split(separator: "\n", omittingEmptySubsequences: false)
            .map { String(repeating: " ", count: count) + $0 }.joined(separator: "\n")
    }
}
