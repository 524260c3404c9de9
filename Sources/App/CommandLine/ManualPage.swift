/// Writes the manual page from the declarations of the commands, in the language of `man(7)`.
struct ManualPage {
    let root: Command

    var text: String {
        let places = root.places
        var lines = [
            ".\\\" Made by 'slate manual'.", ".TH SLATE 1 \"\" \"slate \(Program.version)\" \"User Commands\"",
            ".SH NAME",
            "slate \\- \(escaped(root.summary))", ".SH SYNOPSIS", ".B slate", "[\\fICOMMAND\\fR] [\\fIOPTION\\fR]...",
            "[\\fIARGUMENT\\fR]...", ".SH DESCRIPTION", paragraph(root.discussion), ".SH COMMANDS",
        ]
        for place in places.dropFirst() where place.command.action != nil { lines += command(place) }
        lines += [
            ".SH THE CONVERSATION", paragraph("Without a command, slate talks. A line without a slash is a question."),
        ]
        lines += REPL.commands.flatMap { [".TP", "\\fB\(escaped($0.usage))\\fR", escaped($0.summary)] }
        lines += [".SH OPTIONS", "Of slate alone, and of every command:"]
        lines += (root.options + Command.globalOptions).flatMap(option)
        lines +=
            [".SH EXIT STATUS"] + ExitStatus.allCases.flatMap { [".TP", ".B \($0.rawValue)", escaped($0.meaning)] }
        lines += [".SH ENVIRONMENT"] + Self.variables.flatMap { [".TP", ".B \($0.0)", escaped($0.1)] }
        lines += [".SH EXAMPLES", ".nf"] + root.examples.map(escaped) + [".fi"]
        return lines.joined(separator: "\n") + "\n"
    }

    private static let variables = [
        ("SLATE_HOME", "Where the board is; default ~/.hermes/blackboard."),
        ("VISUAL, EDITOR", "The editor of board edit, /open and /edit; default vi."),
        ("PAGER", "What shows long output of the conversation; default less -R; empty for none."),
        ("NO_COLOR", "If it is set and not empty, there are no colours."),
    ]

    private func command(_ place: CommandPlace) -> [String] {
        let command = place.command
        let arguments = command.arguments.map { argument in
            switch argument.count {
            case .one: " \\fI\(argument.name)\\fR"
            case .optional: " [\\fI\(argument.name)\\fR]"
            case .many: " \\fI\(argument.name)\\fR..."
            }
        }
        var lines = [
            ".SS \(escaped(place.name))\(arguments.joined())", paragraph(command.summary + ". " + command.discussion),
        ]
        lines += command.arguments.flatMap { [".TP", ".I \($0.name)", escaped($0.help)] }
        return lines + command.options.flatMap(option)
    }

    private func option(_ option: Command.Option) -> [String] {
        let short = option.short.map { "\\fB\\-\($0)\\fR, " } ?? ""
        return [".TP", "\(short)\\fB\(escaped(option.usage))\\fR", escaped(option.help)]
    }

    private func paragraph(_ text: String) -> String {
        escaped(text.prefix(1).uppercased() + text.dropFirst())
    }

    /// Text in which nothing is a request, nor a dash that is no minus.
    private func escaped(_ text: String) -> String {
        let marks = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
        return marks.hasPrefix(".") || marks.hasPrefix("'") ? "\\&" + marks : marks
    }
}
