import Core
import LanguageModels
import Synchronization

/// What an agent has asked its model before, so that of a conversation that grows only the end is kept with each step,
/// and only the end is written out and hashed.
final class JournaledConversation: Sendable {
    private struct State: Sendable {
        var messages: [Message] = []
        /// The hash of each message, as digits.
        var hashes: [String] = []
        /// All of the request but its messages.
        var frame: ModelRequest?
        var frameHash = ""

        var hash: ContentHash { ContentHash(of: (frameHash + hashes.joined()).utf8) }
    }

    private let state = Mutex(State())

    /// Takes the next request.
    ///
    /// - Parameter request: The request.
    /// - Returns: What it is known by, and what is new in it: messages, and how many stand before them.
    func next(_ request: ModelRequest) -> (hash: ContentHash, input: JSON) {
        state.withLock { state in
            let known = Self.take(request, &state)
            return (
                state.hash,
                ["known": .int(known), "messages": .array(request.messages.dropFirst(known).map(\.json))]
            )
        }
    }

    /// What a request would be known by if it came next.
    func hash(of request: ModelRequest) -> ContentHash {
        var state = state.withLock { $0 }
        _ = Self.take(request, &state)
        return state.hash
    }

    /// Returns how many messages were there before.
    private static func take(_ request: ModelRequest, _ state: inout State) -> Int {
        let known = request.messages.starts(with: state.messages) ? state.messages.count : 0
        let new = request.messages.dropFirst(known)
        state.hashes.removeSubrange(known...)
        state.hashes += new.map { hash(messages: [$0.withoutNotice]) }
        state.messages = request.messages
        var frame = request
        // What is left of a budget depends on who was faster.
        (frame.messages, frame.maxOutputTokens) = ([], nil)
        if frame != state.frame { (state.frame, state.frameHash) = (frame, hash(frame)) }
        return known
    }

    private static func hash(messages: [Message]) -> String { hash(ModelRequest(messages: messages)) }

    private static func hash(_ request: ModelRequest) -> String {
        request.hash(for: ModelIdentity(provider: "", model: "")).hexadecimal
    }
}
