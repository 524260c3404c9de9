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

        var hash: ContentHash { ContentHash(of: (hashes.last?.hexadecimal ?? "").utf8, after: frameHash) }

        /// Takes the next request; gives what is new in it.
        mutating func take(_ request: ModelRequest) -> WrittenJSON {
            let isLonger = request.messages.prefix(messages.count) == messages[...]
            let known = isLonger ? messages.count : 0
            hashes.removeSubrange(known...)
            messages = request.messages
            var frame = request
            // What is left of a budget depends on who was faster.
            (frame.messages, frame.maxOutputTokens) = ([], nil)
            if frame != self.frame {
                (self.frame, frameHash) = (frame, frame.hash(for: ModelIdentity(provider: "", model: "")))
            }
            return WrittenJSON { json in
                json.object { json in
                    json.member("known", known)
                    json.member("messages") { $0.array { write(request.messages.dropFirst(known), to: &$0) } }
                }
            }
        }

        /// Writes messages, and hashes them as they are written.
        private mutating func write(_ messages: ArraySlice<Message>, to json: inout JSONWriter) {
            for message in messages {
                json.item(message) { written in
                    let hash =
                        message.isNotice
                        ? ContentHash(of: WrittenJSON(Message.notice("")).text.utf8, after: hashes.last)
                        : ContentHash(of: written, after: hashes.last)
                    hashes.append(hash)
                }
            }
        }
    }

    private let state = Mutex(State())

    /// Takes the next request.
    ///
    /// - Parameter request: The request.
    /// - Returns: What it is known by, and what is new in it, written out: messages, and how many stand before them.
    func next(_ request: ModelRequest) -> (hash: ContentHash, input: WrittenJSON) {
        state.withLock { state in
            let input = state.take(request)
            return (state.hash, input)
        }
    }

    /// What a request would be known by if it came next.
    func hash(of request: ModelRequest) -> ContentHash {
        var state = state.withLock { $0 }
        _ = state.take(request)
        return state.hash
    }
}
