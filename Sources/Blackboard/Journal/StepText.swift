import Core

/// What was asked in a step or what came of it, as JSON, and where it is kept.
struct StepText: Sendable {
    /// The most bytes of a text that is kept in the row of its step: an object costs flushes of its own.
    static let longest = 128 << 10

    /// The text; empty if there is none.
    let text: String
    /// What is stored of a text that is too long for the row, which then has its hash only.
    let object: Snapshot?

    init(_ text: String) {
        self.text = text
        object = text.utf8.count > Self.longest ? Snapshot(text: text) : nil
    }

    /// Writes where it is: its length in the row, or its hash; nothing if there is none.
    func writePlace(as name: StaticString, to json: inout JSONWriter) {
        if let object {
            json.member(name, object.hash)
        } else if !text.isEmpty {
            json.member(name, text.utf8.count)
        }
    }
}
