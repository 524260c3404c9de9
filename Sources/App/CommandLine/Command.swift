/// A command, declared in one place: parsing, help, completion and errors all derive from it.
struct Command: Sendable {
    /// What a command does; returns how it went.
    typealias Action = @Sendable (Invocation) async throws -> ExitStatus

    let name: String
    /// One line, for lists of commands.
    let summary: String
    /// What more there is to say.
    var discussion = ""
    var arguments: [Argument] = []
    var options: [Option] = []
    var examples: [String] = []
    var subcommands: [Command] = []
    /// Nothing for a command that only groups others.
    var action: Action?

    /// A value that is told by its place.
    struct Argument: Sendable {
        enum Count: Sendable { case one, optional, many }
        let name: String
        let help: String
        var count = Count.one
        /// What is offered where a shell completes it; others are no mistake.
        var choices: [String] = []
    }

    /// A value or switch that is told by its name.
    struct Option: Sendable {
        enum Value: Sendable, Equatable {
            /// A switch.
            case none
            case text(String)
            case number(String, ClosedRange<Int>)
            case decimal(String, ClosedRange<Double>)
            case choice(String, [String])
        }

        let name: String
        var short: Character?
        var value = Value.none
        var isRepeatable = false
        let help: String

        /// How it is written, such as `--limit N`.
        var usage: String {
            switch value {
            case .none: "--\(name)"
            case .text(let placeholder), .number(let placeholder, _), .decimal(let placeholder, _),
                .choice(let placeholder, _):
                "--\(name) \(placeholder)"
            }
        }
    }

    /// What every command takes.
    static let globalOptions = [
        Option(name: "json", help: "print one JSON object"),
        Option(name: "quiet", short: "q", help: "print no progress and no notices"),
        Option(name: "verbose", short: "v", help: "say more on the way"),
        Option(
            name: "color",
            value: .choice("WHEN", ["auto", "always", "never"]),
            help: "colour the output: auto, always, never"
        ),
        Option(name: "no-input", help: "never ask"),
        Option(name: "help", short: "h", help: "show this help"),
    ]

    /// A command below this one.
    func subcommand(named name: String) -> Command? { subcommands.first { $0.name == name } }
}

/// A command with the values that it was called with.
struct Invocation: Sendable {
    /// The names of the commands, outermost first, such as `slate board list`.
    let path: [String]
    let command: Command
    private(set) var values: [String: [String]] = [:]
    private(set) var arguments: [String] = []
    /// The run that this call takes up or tells again; nothing for a call that begins its own.
    var taken: TakenRun?

    init(path: [String], command: Command) {
        self.path = path
        self.command = command
    }

    /// Whether a switch was given.
    func has(_ name: String) -> Bool { values[name] != nil }

    /// The last value of an option.
    func value(_ name: String) -> String? { values[name]?.last }

    /// All values of an option.
    func all(_ name: String) -> [String] { values[name] ?? [] }

    /// The last value of an option that takes a number; the parser has checked that it is one.
    func number(_ name: String) -> Int? { value(name).flatMap(Int.init) }

    /// Puts a value in the place of those that an option has; nothing for none.
    mutating func set(_ value: String?, for name: String) { values[name] = value.map { [$0] } }

    mutating func add(_ value: String, to name: String) { values[name, default: []].append(value) }
    mutating func add(argument: String) { arguments.append(argument) }
}
