import Blackboard
import Core

/// The conversation that is going on.
struct Talk: Sendable {
    /// Its number on the board; nothing before its first message.
    var session: Int?
    /// What the person calls it; nothing for the words of its first question.
    var title: String?
    /// Its messages, oldest first.
    var messages: [SessionMessage] = []
    /// What stands for the first messages where a model reads them; nothing for the messages themselves.
    var digest: TalkDigest?
    /// The last question that was asked, answered or not.
    var question: String?
    /// What it was answered with.
    var reply: Reply?
    /// The last report that was written.
    var report: Path?

    init() {}

    /// Takes a conversation up again.
    init(_ summary: SessionSummary, _ messages: [SessionMessage]) {
        session = summary.id
        title = summary.title
        self.messages = messages
        noteLast()
    }

    /// Where the last question stands among the messages; nothing if there is none.
    var lastQuestion: Int? { messages.lastIndex { $0.author == .person } }

    /// Forgets the last question and all that came after it.
    ///
    /// - Returns: The question; nothing if there was none.
    mutating func takeBack() -> String? {
        guard let index = lastQuestion else { return nil }
        let question = messages[index].text
        messages.removeSubrange(index...)
        if let digest, digest.count > messages.count { self.digest = nil }
        noteLast()
        return question
    }

    private mutating func noteLast() {
        question = messages.last { $0.author == .person }?.text
        reply = messages.last { $0.author == .assistant }.map {
            Reply(markdown: $0.text, plain: $0.text, details: $0.details, run: $0.run)
        }
    }

    /// The conversation as a document.
    var markdown: String {
        let parts = messages.map { message in
            message.author == .person
                ? "## " + message.text.split(separator: "\n").joined(separator: " ") : message.text
        }
        return (["# " + (title ?? "A conversation")] + parts).joined(separator: "\n\n") + "\n"
    }
}
