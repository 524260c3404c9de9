extension REPL {
    /// A command of the conversation.
    struct Command: Sendable {
        /// What its words are, which tells how they are completed.
        enum Words: Sendable { case none, text, entries, paths, skills, commands }

        /// How it meets the terminal.
        enum Manner: Sendable {
            /// Prints a little, or takes the terminal for itself.
            case direct
            /// Takes a while; a status is shown below.
            case work
            /// Prints what may be long, which is shown by the pager.
            case paged
        }

        let name: String
        let usage: String
        let summary: String
        /// What more there is to say.
        var details = ""
        var words = Words.none
        /// How many words it takes at most; nothing where any number of them is one text or list.
        let limit: Int?
        var manner = Manner.direct
        /// Returns whether the conversation goes on.
        let action: @Sendable (REPL, [String]) async throws -> Bool

        init(
            _ usage: String,
            _ summary: String,
            details: String = "",
            words: Words = .none,
            limit: Int? = nil,
            _ manner: Manner = .direct,
            action: @escaping @Sendable (REPL, [String]) async throws -> Void
        ) {
            name = usage.split(separator: " ").first.map(String.init) ?? usage
            self.usage = usage
            self.summary = summary
            self.details = details
            self.words = words
            self.limit = words == .none ? 0 : limit
            self.manner = manner
            self.action = { repl, words in
                try await action(repl, words)
                return usage != "/quit"
            }
        }

        /// Refuses words that it would not look at.
        func check(_ words: [String]) throws {
            guard let limit, words.count > limit else { return }
            let advice =
                self.words == .paths ? "put a path with blanks in double quotes" : "see /help \(name.dropFirst())"
            throw NothingToDoError(message: "\(name): '\(words[limit])' is one word too many; \(advice)")
        }
    }

    /// All commands, in the order in which they are listed.
    static let commands = browsing + producing + conversing + steering + settings

    private static let browsing = [
        Command("/board [QUERY]", "search the board, or list what changed last", words: .text, .paged) {
            try await $0.board($1)
        },
        Command("/progress", "what was done for the last answer, step by step", .paged) { repl, _ in repl.progress() },
        Command("/browse", "browse the board on a full screen; q comes back") { repl, _ in
            try await BoardBrowseCommand.run(repl.session, repl.board)
        },
        Command(
            "/show ID",
            "print an entry",
            details: "Shows what it refers to, its quotes and its text.",
            words: .entries,
            limit: 1,
            .paged
        ) { try await $0.show($1) },
        Command(
            "/tree [ID]",
            "show what refers to an entry, or all questions with their parts",
            words: .entries,
            limit: 1,
            .paged
        ) {
            try await $0.tree($1)
        },
        Command("/sources [PATH]...", "list the sources, or add some", words: .paths, .paged) {
            try await $0.sources($1)
        },
        Command(
            "/demo",
            "put demonstration documents onto the board, to try things on",
            details: "They are about the rewetting of a peatland, and do not agree in everything.",
            .paged
        ) { repl, _ in try await repl.demo() },
        Command("/history ID", "list the revisions of an entry", words: .entries, limit: 1, .paged) {
            try await $0.history($1)
        },
        Command(
            "/diff ID [REV] [REV]",
            "show what changed between two revisions",
            details: "Without REV the latest two.",
            words: .entries,
            limit: 3,
            .paged
        ) { try await $0.diff($1) },
        Command("/open ID", "edit an entry in $EDITOR", words: .entries, limit: 1) { try await $0.open($1) },
        Command(
            "/withdraw ID",
            "take an entry back, and tell what falls with it",
            details: "It stays for the record; slate board restore ID REV brings it back.",
            words: .entries,
            limit: 1
        ) { try await $0.withdraw($1) },
        Command(
            "/why [LABEL]",
            "show what the sentences of the last answer rest on",
            details: "LABEL is that of a source in the last answer, such as S1; without it all are shown.",
            words: .text,
            limit: 1,
            .paged
        ) { try await $0.why($1) },
    ]

    private static let producing = [
        Command(
            "/report [-o FILE] [QUESTION]",
            "write a report on the last question",
            details: "Without -o it goes into the board's folder reports/. Every citation is checked.",
            words: .paths,
            .work
        ) { try await $0.report($1) },
        Command("/verify [REPORT]", "re-check the citations of the last report", words: .paths, limit: 1, .paged) {
            try await $0.verify($1)
        },
        Command(
            "/cite ID",
            "print a citation to copy: the quote, its source and its place",
            words: .entries,
            limit: 1,
            .paged
        ) { try await $0.cite($1) },
        Command("/save [FILE]", "write the conversation into a Markdown file", words: .paths, limit: 1) {
            try await $0.save($1)
        },
        Command(
            "/copy",
            "copy the last answer to the clipboard",
            details: "By wl-copy, xclip, xsel or pbcopy; else the terminal is asked to do it."
        ) { repl, _ in try await repl.copy() },
        Command("/edit [TEXT]", "write the next line in $EDITOR", words: .text) { try await $0.edit($1) },
    ]

    private static let conversing = [
        Command("/new [TITLE]", "begin a new conversation", words: .text) { $0.startNew($1) },
        Command("/sessions [WORDS]", "list conversations, or find some by their words", words: .text, .paged) {
            try await $0.sessions($1)
        },
        Command(
            "/resume [NUMBER | WORDS]",
            "go on with another conversation",
            details: "Without words with the one before this one.",
            words: .text
        ) { try await $0.resume($1) },
        Command("/title [WORDS]", "name this conversation, or show its name", words: .text) { try await $0.title($1) },
        Command(
            "/undo",
            "take the last question and its answer out of the conversation",
            details: "What was found for it stays on the board."
        ) { repl, _ in try await repl.undo() },
        Command("/retry", "ask the last question again", .work) { repl, _ in try await repl.retry() },
        Command(
            "/continue [RUN]",
            "go on with a question that was interrupted, where it was",
            details: "What its agents have asked and found is not asked again. RUN is one of 'slate runs list'.",
            words: .text,
            limit: 1,
            .work
        ) { try await $0.goOn($1) },
        Command(
            "/branch [TITLE]",
            "go on in a copy of this conversation, and keep this one as it is",
            words: .text
        ) { try await $0.branch($1) },
    ]

    private static let steering = [
        Command(
            "/agents",
            "list the agents that are at work, or those of the last work",
            details: "May be typed while they work, as /stop, /pause, /resume-agents, /steer and /cost."
        ) { repl, _ in repl.listAgents() },
        Command(
            "/stop [AGENT]",
            "end an agent and its workers, or all work",
            details: "AGENT is a name such as A3; without it all is stopped, as by Ctrl-C.",
            words: .text,
            limit: 1
        ) { try $0.stop($1) },
        Command("/pause", "let no new agent begin; those at work go on") { repl, _ in try repl.pause() },
        Command("/resume-agents", "let agents begin again after /pause; so does /resume while they work") { repl, _ in
            try repl.resumeAgents()
        },
        Command(
            "/steer AGENT TEXT",
            "tell an agent at work something",
            details:
                "It reads it before it asks its model again, or when it goes on if it is stopped before. A0 is the "
                + "one who answers you.",
            words: .text
        ) { try $0.steer($1) },
    ]

    private static let settings = [
        Command(
            "/model [NAME]",
            "show which models answer, or choose one for this conversation",
            details: "Such as anthropic/claude-sonnet-4-5 or ollama/qwen3; extractive for none.",
            words: .text,
            limit: 1
        ) { try $0.chooseModel($1) },
        Command("/role [NAME]", "show or choose the role of who answers", words: .text, limit: 1) {
            try $0.chooseRole($1)
        },
        Command(
            "/budget [TOKENS | USD | none]",
            "show or set what each question may use",
            details: "Such as 50000, 200k, $2 or 0.50; none takes both limits away.",
            words: .text,
            limit: 1
        ) { try $0.setBudget($1) },
        Command("/cost", "show what this conversation has used so far") { repl, _ in repl.showCost() },
        Command(
            "/compress",
            "put a digest in the place of the conversation so far, for who answers",
            details: "The conversation itself is kept as it is; /save writes it.",
            .work
        ) { repl, _ in try await repl.compress() },
        Command(
            "/skills [TEXT]",
            "list the skills, or say which ones a question would get; /NAME QUESTION asks for one",
            words: .skills,
            .paged
        ) { $0.skills($1) },
        Command(
            "/roles [NAME]",
            "list the roles of agents, or show one with its prompt",
            words: .text,
            limit: 1,
            .paged
        ) {
            try RolesCommand.show($1.first, $0.session)
        },
        Command(
            "/config [KEY]",
            "show the configuration, or one setting",
            details: "KEY is a setting such as search.limit, or a group of them such as fetch.",
            words: .text,
            limit: 1,
            .paged
        ) { try ConfigCommand.show($1.first, $0.session) },
        Command("/doctor", "check the installation, the model and the board", .paged) { repl, _ in
            _ = try await DoctorCommand.check(repl.session, board: repl.board)
        },
        Command(
            "/help [COMMAND]",
            "show this list, or what there is to say about a command",
            words: .commands,
            limit: 1,
            .paged
        ) {
            try $0.help($1)
        },
        Command("/quit", "leave; so does Ctrl-D") { _, _ in },
    ]

    func help(_ words: [String]) throws {
        if let word = words.first {
            let name = word.hasPrefix("/") ? word : "/" + word
            guard let command = Self.commands.first(where: { $0.name == name }) else {
                throw NothingToDoError(message: "there is no \(name); see /help")
            }
            console.print([(command.usage, .bold)])
            return console.printWrapped(
                command.summary.prefix(1).uppercased() + command.summary.dropFirst() + ". " + command.details
            )
        }
        console.printWrapped("A line without a slash is a question. Ctrl-C stops what is being done.")
        let width = Self.commands.map(\.usage.count).max() ?? 0
        for command in Self.commands {
            console.printItem("  " + command.usage, .bold, command.summary, indent: width + 4)
        }
        console.print("")
        for (name, text) in [
            (
                "In a question",
                "@F12, @file:PATH, @file:PATH:10-20 and @url:ADDRESS bring texts along; /SKILL asks for a skill"
            ),
            ("Several lines", "end a line with \\, or put \"\"\" before and behind them; /edit opens your editor"),
        ] {
            console.printItem("  " + name, .dim, text, indent: width + 4)
        }
    }
}
