/// A text that is never shown, such as a key.
public struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let value: String

    /// Keeps a text.
    ///
    /// - Parameter value: The text; white space around it is dropped, and a text of nothing else is no secret.
    public init?(_ value: String) {
        var bytes = Substring(value).utf8
        while let first = bytes.first, first <= 0x20 { bytes.removeFirst() }
        while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
        // A line break would end the header that carries it.
        guard !bytes.isEmpty, bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        self.value = String(decoding: bytes, as: UTF8.self)
    }

    /// The text itself, for the header that carries it and nothing else.
    ///
    /// - Returns: The text.
    public func reveal() -> String { value }

    /// Always the same, whatever the text is.
    public var description: String { "(secret)" }
    /// Always the same, whatever the text is.
    public var debugDescription: String { description }
    /// Nothing, so that `dump` shows nothing either.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
