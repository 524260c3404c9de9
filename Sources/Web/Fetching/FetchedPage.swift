public import Core
public import Documents

/// A page of the web as it was read: its text, and what is known of where it comes from.
public struct FetchedPage: Sendable, Equatable {
    /// The address that was asked for.
    public let requested: String
    /// The address that answered, after redirects.
    public let uri: String
    /// The status of the answer.
    public let status: Int
    /// The text, with title, author, date and type where they are told.
    public let document: Document
    /// How many bytes of the page were read, after decompression.
    public let bytes: Int
    /// Whether the page goes on after what was read.
    public let isTruncated: Bool
    /// When it was read.
    public let accessed: Timestamp

    /// Creates a page.
    ///
    /// - Parameters:
    ///   - requested: The address that was asked for.
    ///   - uri: The address that answered.
    ///   - status: The status of the answer.
    ///   - document: The text and what it says of itself.
    ///   - bytes: How many bytes were read.
    ///   - isTruncated: Whether the page goes on after what was read.
    ///   - accessed: When it was read.
    public init(
        requested: String,
        uri: String,
        status: Int,
        document: Document,
        bytes: Int,
        isTruncated: Bool,
        accessed: Timestamp
    ) {
        self.requested = requested
        self.uri = uri
        self.status = status
        self.document = document
        self.bytes = bytes
        self.isTruncated = isTruncated
        self.accessed = accessed
    }

    /// What kind of site it is from, and what speaks for and against it.
    public var credibility: Credibility { Credibility(of: self) }
}

extension FetchedPage {
    /// The page as a record; `init(json:)` reads it.
    public var json: JSON {
        let links = document.links.map { link -> JSON in
            ["text": .string(link.text), "target": .string(link.target)]
        }
        return [
            "requested": .string(requested), "uri": .string(uri), "status": .int(status), "bytes": .int(bytes),
            "truncated": .bool(isTruncated), "accessed": .string(accessed.description),
            "title": .string(document.title), "media_type": .string(document.mediaType),
            "language": JSON(document.language), "author": JSON(document.author),
            "published": JSON(document.published), "notices": .array(document.notices.map(JSON.string)),
            "links": .array(links), "text": .string(document.text),
        ]
    }

    /// Reads a record.
    ///
    /// - Parameter json: What `json` gave; nothing comes of another value.
    public init?(json: JSON) {
        guard let requested = json["requested"]?.string, let uri = json["uri"]?.string,
            let status = json["status"]?.int, let bytes = json["bytes"]?.int,
            let isTruncated = json["truncated"]?.bool, let title = json["title"]?.string,
            let accessed = json["accessed"]?.string.flatMap({ Timestamp($0) }), let text = json["text"]?.string,
            let mediaType = json["media_type"]?.string
        else { return nil }
        let notices = json["notices"]?.array?.compactMap(\.string) ?? []
        var document = Document(title: title, text: text, mediaType: mediaType, notices: notices)
        document.language = json["language"]?.string
        document.author = json["author"]?.string
        document.published = json["published"]?.string
        document.links = (json["links"]?.array ?? []).compactMap { link in
            guard let text = link["text"]?.string, let target = link["target"]?.string else { return nil }
            return Document.Link(text: text, target: target)
        }
        self.init(
            requested: requested,
            uri: uri,
            status: status,
            document: document,
            bytes: bytes,
            isTruncated: isTruncated,
            accessed: accessed
        )
    }
}
