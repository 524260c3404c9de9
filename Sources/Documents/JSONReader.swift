import Core

/// Reads JSON: laid out over lines, so that its parts can be quoted.
enum JSONReader {
    static func read(_ decoded: DecodedText) -> Document {
        var notices = decoded.notices
        var text = decoded.text
        do {
            text = try JSON(parsing: decoded.text).prettyText
        } catch {
            notices.append("it is no valid JSON (\(error)); read as plain text")
        }
        return Document(title: "", text: Cleaning.clean(text), mediaType: "application/json", notices: notices)
    }
}
