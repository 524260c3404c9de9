import Core
import LanguageModels
import Synchronization

/// What an agent has asked its model before, so that of a conversation that grows only the end is kept with each step,
/// and only the end is written out and hashed.
final class JournaledConversation: Sendable {
    private struct State: Sendable {
        var messages: [Message] = []
        /// Of each message the hash of it and of all before it.
        var hashes: [ContentHash] = []
        /// All of the request but its messages.
        var frame: ModelRequest?
        var frameHash: ContentHash?

        var hash: ContentHash { ContentHash(of: hashes.last?.hexadecimal ?? "", after: frameHash) }
    }

    private let state = Mutex(State())

    /// Takes the next request.
    ///
    /// - Parameter request: The request.
    /// - Returns: What it is known by, and what is new in it, written out: messages, and how many stand before them.
    func next(_ request: ModelRequest) -> (hash: ContentHash, input: WrittenJSON) {
        state.withLock { state in
            let (known, new) = Self.take(request, &state)
            let input = WrittenJSON { json in
                json.object { json in
                    json.member("known", known)
                    json.member("messages", new)
                }
            }
            return (state.hash, input)
        }
    }

    /// What a request would be known by if it came next.
    func hash(of request: ModelRequest) -> ContentHash {
        var state = state.withLock { $0 }
        _ = Self.take(request, &state)
        return state.hash
    }

    /// Returns how many messages were there before, and the others, written out.
    private static func take(_ request: ModelRequest, _ state: inout State) -> (known: Int, new: [WrittenJSON]) {
        let isLonger = request.messages.prefix(state.messages.count) == state.messages[...]
        let known = isLonger ? state.messages.count : 0
        let messages = request.messages.dropFirst(known)
        state.hashes.removeSubrange(known...)
        let new = messages.map { message in
            let written = WrittenJSON(message)
            let hashed = message.isNotice ? WrittenJSON(Message.notice("")) : written
            state.hashes.append(ContentHash(of: hashed.text, after: state.hashes.last))
            return written
        }
        state.messages = request.messages
        var frame = request
        // What is left of a budget depends on who was faster.
        (frame.messages, frame.maxOutputTokens) = ([], nil)
        if frame != state.frame {
            (state.frame, state.frameHash) = (frame, frame.hash(for: ModelIdentity(provider: "", model: "")))
        }
        return (known, new)
    }
}
