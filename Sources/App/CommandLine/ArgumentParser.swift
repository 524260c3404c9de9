/// Reads the words of a command line by the declarations of the commands.
struct ArgumentParser {
    private let root: Command
    private var words: ArraySlice<String>
    private var path: [String]
    private var command: Command
    private var options: [Command.Option]

    private init(root: Command, words: [String]) {
        self.root = root
        self.words = words[...]
        path = [root.name]
        command = root
        options = root.options + Command.globalOptions
    }

    /// Reads a command line.
    ///
    /// - Parameters:
    ///   - words: The words after the program's name.
    ///   - root: The program.
    /// - Returns: The command with its values; with `help` or `version` among them, nothing else is checked.
    /// - Throws: `UsageError`.
    static func parse(_ words: [String], root: Command) throws(UsageError) -> Invocation {
        var parser = ArgumentParser(root: root, words: words)
        return try parser.run()
    }

    private mutating func run() throws(UsageError) -> Invocation {
        var given: [(option: Command.Option, value: String)] = []
        var arguments: [String] = []
        var takesOptions = true
        while let word = words.popFirst() {
            if takesOptions, word == "--" {
                takesOptions = false
            } else if takesOptions, word.hasPrefix("-"), word.count > 1 {
                given += try readOption(word)
            } else if arguments.isEmpty, let next = command.subcommand(named: word) {
                path.append(word)
                command = next
                options = next.options + Command.globalOptions
            } else {
                try refuseUnknownCommand(word, isFirst: arguments.isEmpty)
                arguments.append(word)
            }
        }
        return try invocation(given, arguments)
    }

    private func invocation(
        _ given: [(option: Command.Option, value: String)],
        _ arguments: [String]
    ) throws(UsageError) -> Invocation {
        var invocation = Invocation(path: path, command: command)
        for (option, value) in given {
            if invocation.has(option.name), !option.isRepeatable, option.value != .none {
                throw error(.repeatedOption(option.name))
            }
            invocation.add(value, to: option.name)
        }
        for argument in arguments { invocation.add(argument: argument) }
        if invocation.has("help") || invocation.has("version") { return invocation }
        // Options before the name of a command are read as the program's own, which the command may not have.
        for (option, _) in given { _ = try self.option(named: option.name) }
        if command.action == nil, !command.subcommands.isEmpty, command.name != root.name {
            throw error(.missingCommand(command.subcommands.map(\.name)))
        }
        try checkCount(arguments)
        return invocation
    }

    private func checkCount(_ arguments: [String]) throws(UsageError) {
        let isOpenEnded = command.arguments.contains { $0.count == .many }
        if !isOpenEnded, arguments.count > command.arguments.count {
            throw error(.unexpectedArgument(arguments[command.arguments.count]))
        }
        let needed = command.arguments.filter { $0.count != .optional }
        if arguments.count < needed.count { throw error(.missingArgument(needed[arguments.count].name)) }
    }

    private func refuseUnknownCommand(_ word: String, isFirst: Bool) throws(UsageError) {
        guard isFirst, command.arguments.isEmpty, !command.subcommands.isEmpty else { return }
        throw error(.unknownCommand(word, Suggestions.closest(to: word, among: command.subcommands.map(\.name))))
    }

    /// Reads `--name`, `--name=value`, `--name value`, `-n`, `-nvalue`, `-n value`, and switches together as in `-qv`.
    private mutating func readOption(_ word: String) throws(UsageError) -> [(option: Command.Option, value: String)] {
        if word.hasPrefix("--") {
            let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let option = try option(named: String(parts[0]))
            return [(option, try value(of: option, attached: parts.count > 1 ? String(parts[1]) : nil))]
        }
        var result: [(option: Command.Option, value: String)] = []
        var letters = word.dropFirst()
        while let letter = letters.popFirst() {
            guard let option = options.first(where: { $0.short == letter }) else {
                throw error(.unknownOption("-\(letter)", nil))
            }
            let rest = letters.first == "=" ? letters.dropFirst() : letters
            let attached = option.value == .none || letters.isEmpty ? nil : String(rest)
            result.append((option, try value(of: option, attached: attached)))
            if option.value != .none { break }
        }
        return result
    }

    private func option(named name: String) throws(UsageError) -> Command.Option {
        if let option = options.first(where: { $0.name == name }) { return option }
        throw error(
            .unknownOption("--\(name)", Suggestions.closest(to: name, among: options.map(\.name)).map { "--\($0)" })
        )
    }

    private mutating func value(of option: Command.Option, attached: String?) throws(UsageError) -> String {
        if option.value == .none {
            if attached != nil { throw error(.unexpectedValue(option.name)) }
            return ""
        }
        // What looks like an option is one: `--source --json` is a forgotten value. A lone dash is standard input.
        let isNext = attached == nil && words.first.map { !$0.hasPrefix("--") } == true
        guard let value = attached ?? (isNext ? words.popFirst() : nil) else {
            throw error(.missingValue(option.usage))
        }
        switch option.value {
        case .none, .text: break
        case .number(_, let range):
            guard let number = Int(value), range.contains(number) else {
                throw error(.badValue(option.name, value, "a number from \(range.lowerBound) to \(range.upperBound)"))
            }
        case .decimal(_, let range):
            guard let number = Double(value), range.contains(number) else {
                throw error(.badValue(option.name, value, "a number from \(range.lowerBound) to \(range.upperBound)"))
            }
        case .choice(_, let choices):
            guard choices.contains(value) else {
                throw error(.badValue(option.name, value, "one of: \(choices.joined(separator: ", "))"))
            }
        }
        return value
    }

    private func error(_ problem: UsageError.Problem) -> UsageError { UsageError(path: path, problem: problem) }
}
