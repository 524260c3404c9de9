import Blackboard
import Core
import Synchronization
import TerminalUI

extension REPL {
    /// The fewest columns that a title is cut to on one line with the rest.
    private static let titleRoom = 30

    /// Takes up the conversation that the command line asks for.
    func resumeAsAsked() async throws {
        if let text = session.invocation.value("resume") {
            guard !session.invocation.has("continue") else {
                throw session.usage("--continue takes the last conversation, --resume another: give one of them")
            }
            try await resume([text])
        } else if session.invocation.has("continue") {
            guard let latest = try await board.sessions(limit: 1).first else {
                return console.note("there is no conversation to go on with; this is a new one")
            }
            try await resume(["\(latest.id)"])
        }
    }

    func startNew(_ words: [String]) {
        let old = memory.withLock { memory -> Int? in
            defer { memory.talk = Talk() }
            return memory.talk.session
        }
        if !words.isEmpty { memory.withLock { $0.talk.title = words.joined(separator: " ").onOneLine } }
        console.print("A new conversation." + (old.map { " /resume \($0) goes back to the other." } ?? ""))
    }

    func sessions(_ words: [String]) async throws {
        let text = words.isEmpty ? nil : words.joined(separator: " ")
        let sessions = try await board.sessions(matching: text)
        let current = memory.withLock { $0.talk.session }
        for session in sessions { show(session, isCurrent: session.id == current) }
        if sessions.isEmpty { console.note("there is no such conversation") }
    }

    /// Prints a conversation on one line, or on two where one has no room for a title.
    private func show(_ session: SessionSummary, isCurrent: Bool) {
        let number = String(session.id)
        let head = number + String(repeating: " ", count: max(1, 5 - number.count))
        let time = session.updated.description.prefix(16).replacing("T", with: " ")
        let facts = "\(session.messageCount.of("message")), \(time)"
        let title = TerminalText.clean(session.title.onOneLine)
        let mark: (String, Console.Style?) = (isCurrent ? "* " : "  ", .green)
        guard console.isTerminal else {
            return console.print([mark, (head, .bold), (title, nil), ("  " + facts, .dim)])
        }
        let room = console.width - 2 - head.count
        if room - 2 - facts.count >= Self.titleRoom {
            let short = TerminalText.cut(title, width: room - 2 - facts.count)
            console.print([mark, (head, .bold), (short, nil), ("  " + facts, .dim)])
        } else {
            console.print([mark, (head, .bold), (TerminalText.cut(title, width: max(1, room)), nil)])
            let indent = String(repeating: " ", count: 2 + head.count)
            console.printWrapped(indent + facts, .dim)
        }
    }

    func resume(_ words: [String]) async throws {
        let text = words.joined(separator: " ")
        let current = memory.withLock { $0.talk.session }
        var id = Int(text)
        if id == nil {
            let found = try await board.sessions(matching: text.isEmpty ? nil : text)
            id = found.first { $0.id != current }?.id
        }
        guard let id else { throw NothingToDoError(message: "there is no other conversation; see /sessions") }
        let (summary, messages) = try await board.session(id)
        let talk = Talk(summary, messages)
        memory.withLock { $0.talk = talk }
        guard console.isInteractive else { return }
        console.print([("Conversation \(id): ", .dim), (summary.title.onOneLine, .bold)])
        if let question = talk.question, let reply = talk.reply {
            console.print([("> ", .dim), (question.onOneLine, nil)])
            console.printMarkdown(reply.markdown)
        }
    }

    func title(_ words: [String]) async throws {
        guard !words.isEmpty else {
            return console.print(memory.withLock { $0.talk.title } ?? "untitled; /title WORDS gives it a name")
        }
        let title = words.joined(separator: " ").onOneLine
        memory.withLock { $0.talk.title = title }
        if let session = memory.withLock({ $0.talk.session }) { try await board.rename(session: session, to: title) }
        console.print("This conversation is called \(title) now.")
    }

    func undo() async throws {
        guard let question = try await takeBack() else { throw NothingToDoError(message: "nothing was asked yet") }
        console.print("Taken back: \(question.onOneLine)")
        console.note("what was found for it stays on the board")
    }

    func retry() async throws {
        let asked = memory.withLock { $0.talk.question }
        let isAnswered = memory.withLock { talk in talk.talk.messages.last { $0.author == .person }?.text == asked }
        guard let question = asked else { throw NothingToDoError(message: "nothing was asked yet") }
        if isAnswered { _ = try await takeBack() }
        console.print([("> ", .dim), (question.onOneLine, nil)])
        try await ask(question)
    }

    func branch(_ words: [String]) async throws {
        guard let old = memory.withLock({ $0.talk.session }) else {
            throw NothingToDoError(message: "this conversation has no messages yet; there is nothing to branch off")
        }
        let title = words.isEmpty ? nil : words.joined(separator: " ")
        let new = try await board.branch(session: old, title: title)
        let (summary, messages) = try await board.session(new)
        memory.withLock { $0.talk = Talk(summary, messages) }
        console.print("This is conversation \(new) now; /resume \(old) goes back.")
    }

    func takeBack() async throws -> String? {
        let (question, talk) = memory.withLock { memory in (memory.talk.takeBack(), memory.talk) }
        if question != nil, let session = talk.session {
            try await board.truncate(session: session, to: talk.messages.count)
        }
        return question
    }
}
