/// Short texts from outside, made fit to be shown and stored.
public enum PlainText {
    /// Cleans a text as the text of a document is.
    ///
    /// - Parameter text: The text.
    /// - Returns: It in NFC, with LF line ends, without control and invisible characters.
    public static func clean(_ text: String) -> String { Cleaning.clean(text) }

    /// The text of a piece of HTML or of the like, such as a snippet with marked words.
    ///
    /// - Parameter html: The piece.
    /// - Returns: Its words, cleaned.
    public static func text(ofHTML html: String) -> String {
        // Most have neither marks nor entities, and a parser is not needed to see that.
        guard html.utf8.contains(where: { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "&") }) else {
            return clean(html)
        }
        return HTMLReader.read(DecodedText(text: "<html><body><article>\(html)</article></body></html>")).text
    }
}
