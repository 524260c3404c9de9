/// The text of a document and what it says about itself.
public struct Document: Sendable, Equatable {
    /// A reference to another document.
    public struct Link: Sendable, Equatable {
        /// The words of the reference.
        public let text: String
        /// Where it leads, as written.
        public let target: String

        /// Creates a reference.
        public init(text: String, target: String) {
            self.text = text
            self.target = target
        }
    }

    /// One line that names it.
    public var title: String
    /// The text, as it is stored and quoted: in NFC, with LF line ends, without control or invisible characters;
    /// a blank line is between paragraphs.
    public var text: String
    /// Its language as a BCP 47 tag, if it says so.
    public var language: String?
    /// Who wrote it, if it says so.
    public var author: String?
    /// What it refers to; the first thousand.
    public var links: [Link] = []
    /// The type of the original, such as `text/html`.
    public var mediaType: String
    /// What was repaired or left out, in words for a person.
    public var notices: [String] = []
}
