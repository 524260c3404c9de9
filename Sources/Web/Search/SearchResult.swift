public import Core
import HTTP

/// A page that a search engine found.
public struct SearchResult: Sendable, Equatable {
    /// The title, on one line.
    public var title: String
    /// The address.
    public var uri: String
    /// A few words of it, on one line; may be empty.
    public var snippet: String
    /// When it was published, as the engine tells it.
    public var date: String?
    /// Who wrote it.
    public var author: String?
    /// The DOI, in lower case, of a scholarly work.
    public var doi: String?
    /// The engines that found it, the one that tells most of it first.
    public var engines: [String]

    /// The engine that found it; several are parted by commas.
    public var engine: String { engines.joined(separator: ", ") }

    /// The result as a record; `init(json:)` reads it.
    public var json: JSON {
        [
            "title": .string(title), "uri": .string(uri), "snippet": .string(snippet), "date": JSON(date),
            "author": JSON(author), "doi": JSON(doi), "engines": .array(engines.map(JSON.string)),
        ]
    }

    /// Reads a record.
    ///
    /// - Parameter json: What `json` gave; nothing comes of another value.
    public init?(json: JSON) {
        guard let title = json["title"]?.string, let uri = json["uri"]?.string,
            let snippet = json["snippet"]?.string, let engines = json["engines"]?.array
        else { return nil }
        self.title = title
        self.uri = uri
        self.snippet = snippet
        date = json["date"]?.string
        author = json["author"]?.string
        doi = json["doi"]?.string
        self.engines = engines.compactMap(\.string)
    }

    /// Creates a result of what an engine says: cleaned of markup and of what nobody sees, and cut.
    ///
    /// - Parameters:
    ///   - title: The title, perhaps with markup.
    ///   - uri: The address; nothing comes of what is no address of a page.
    ///   - snippet: A few words, perhaps with markup.
    ///   - date: When it was published.
    ///   - author: Who wrote it.
    ///   - doi: The DOI in any form.
    ///   - engine: Who found it.
    init?(
        title: String?,
        uri: String?,
        snippet: String? = nil,
        date: String? = nil,
        author: String? = nil,
        doi: String? = nil,
        engine: String
    ) {
        // An engine's mistake must not be the user's: what cannot be fetched is left out.
        guard let uri, let url = try? WebAddress.read(uri) else { return nil }
        self.uri = url.text
        let title = SearchText.line(title, limit: 300)
        self.title = title.isEmpty ? url.text : title
        self.snippet = SearchText.line(snippet, limit: 500)
        let date = SearchText.line(date, limit: 40)
        self.date = date.isEmpty ? nil : date
        let author = SearchText.line(author, limit: 200)
        self.author = author.isEmpty ? nil : author
        self.doi = doi.flatMap(WebAddress.doi)
        engines = [engine]
    }
}
