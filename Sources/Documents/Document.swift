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
    /// When it was published, if it says so: a day or a moment in ISO 8601.
    public var published: String?
    /// What it refers to; the first thousand.
    public var links: [Link] = []
    /// The type of the original, such as `text/html`.
    public var mediaType: String
    /// What was repaired or left out, in words for a person.
    public var notices: [String] = []

    /// Creates a document.
    ///
    /// - Parameters:
    ///   - title: One line that names it.
    ///   - text: The text.
    ///   - mediaType: The type of the original.
    ///   - notices: What was repaired or left out.
    public init(title: String, text: String, mediaType: String, notices: [String] = []) {
        self.title = title
        self.text = text
        self.mediaType = mediaType
        self.notices = notices
    }
}
