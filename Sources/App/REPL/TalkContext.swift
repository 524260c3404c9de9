import Agents
import Blackboard
import TextAnalysis

/// What stands for the beginning of a conversation where a model reads it.
struct TalkDigest: Sendable {
    /// How many messages it stands for.
    let count: Int
    let text: String
}

/// What an agent is told beside its question: the conversation before it, and what the person attached.
///
/// The latest messages come as they are, long ones as digests, and those before them as one digest together, so that a
/// long conversation does not fill the context of a model.
struct TalkContext {
    /// The most tokens of the latest messages together.
    private static let latestTokens = 4_000
    /// The most tokens of one of them.
    private static let messageTokens = 1_500
    /// The tokens of the digest of all that came before.
    private static let digestTokens = 1_200

    let text: String

    /// Writes down what there is to know.
    ///
    /// - Parameters:
    ///   - turn: The question with its conversation.
    ///   - removing: What no model may see.
    init(_ turn: Turn, removing: TextGuard.Options) {
        var parts: [String] = []
        let before = Self.conversation(turn.talk, task: turn.question, removing)
        if !before.isEmpty {
            parts.append("The task is the next question of this conversation, and may refer to it.\n\n" + before)
        }
        parts += turn.attachments.map(\.block)
        if let sources = turn.sources {
            let ids = sources.sorted().map { "\($0)" }.joined(separator: ", ")
            parts.append("The person has attached these sources of the board: \(ids). Answer from them first.")
        }
        text = parts.joined(separator: "\n\n")
    }

    private static func conversation(_ talk: Talk, task: String, _ removing: TextGuard.Options) -> String {
        let messages = talk.messages.dropFirst(talk.digest?.count ?? 0).map { text(of: $0, task: task, removing) }
        var left = latestTokens
        let latest = messages.reversed().prefix { message in
            left -= TokenEstimate(message).tokens
            return left >= 0
        }
        .reversed()
        var parts = talk.digest.map { ["In short, it began with:\n" + $0.text] } ?? []
        let earlier = messages.dropLast(latest.count)
        if !earlier.isEmpty {
            let digest = digest(earlier.joined(separator: "\n\n"), task: task, tokens: digestTokens, removing)
            parts.append("In short, what came then:\n" + digest)
        }
        return (parts + latest).joined(separator: "\n\n")
    }

    private static func text(of message: SessionMessage, task: String, _ removing: TextGuard.Options) -> String {
        let name = message.author == .person ? "Person" : "Answer"
        let isLong = TokenEstimate(message.text).tokens > messageTokens
        let text = isLong ? digest(message.text, task: task, tokens: messageTokens, removing) : message.text
        return "\(name): \(text)"
    }

    /// A digest of a text for who wants to know something.
    static func digest(_ text: String, task: String, tokens: Int, _ removing: TextGuard.Options) -> String {
        Scrubber.scrub(text, Scrubber.Options(removing: removing, budget: tokens, task: task)).text
    }
}
