/// What a server says its answer is (RFC 9110, 8.3).
struct ContentType: Equatable {
    /// The type in lower case, such as `text/html`; empty where nothing useful is said.
    let mediaType: String
    /// The encoding in lower case.
    let charset: String?

    /// Reads the header's value.
    init(_ value: String?) {
        let parts = (value ?? "").lowercased().split(separator: ";").map { Self.trimmed($0) }
        let type = parts.first ?? ""
        // The type of bytes that nobody looked at.
        mediaType =
            ["application/octet-stream", "binary/octet-stream", "application/binary"].contains(type) ? "" : type
        charset =
            parts.dropFirst().lazy.compactMap { part in
                part.hasPrefix("charset=") ? part.dropFirst(8).filter { $0 != "\"" && $0 != "'" } : nil
            }.first
    }

    private static func trimmed(_ text: Substring) -> String {
        text.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
    }
}
