import Core
import TestSupport

/// An answer of a model in pieces that a test chooses.
enum StreamedAnswer {
    /// What a server does to give it.
    ///
    /// - Parameters:
    ///   - pieces: What comes with each event.
    ///   - cut: How many bytes go into one packet; an event may then come in several, as may a character.
    /// - Returns: The steps.
    static func steps(_ pieces: [String], cut: Int = .max) -> [ScriptedServer.Step] {
        let deltas = pieces.map { ["choices": [["index": 0, "delta": ["content": .string($0)]]]] as JSON }
        let end: JSON = ["choices": [["index": 0, "delta": [:], "finish_reason": "stop"]]]
        let usage: JSON = ["choices": [], "usage": ["prompt_tokens": 100, "completion_tokens": 10]]
        let lines = (deltas + [end, usage]).map(\.text) + ["[DONE]"]
        var rest = Array(lines.map { "data: \($0)\n\n" }.joined().utf8)[...]
        var chunks: [ScriptedServer.Step] = []
        while !rest.isEmpty {
            chunks.append(.chunk(Array(rest.prefix(cut))))
            rest = rest.dropFirst(cut)
        }
        return [.beginChunks(["Content-Type: text/event-stream"])] + chunks + [.chunk()]
    }
}
