/// What every entry must fulfil, whoever writes it.
enum EntryRules {
    /// The longest title in bytes; a longer one is cut.
    static let titleLimit = 300
    /// The longest body in bytes.
    static let bodyLimit = 4 << 20

    /// A title on one line: control characters and line breaks become blanks.
    static func line(_ text: String) -> String {
        let words = text.unicodeScalars.split { $0.properties.generalCategory == .control || $0 == " " }
        var line = words.map { String($0) }.joined(separator: " ")
        while line.utf8.count > titleLimit { line.removeLast() }
        return line
    }

    /// Refuses what is not valid.
    static func check(_ content: EntryContent, kind: EntryKind) throws(BlackboardError) {
        if content.title.isEmpty { throw invalid("an entry needs a title") }
        if content.body.utf8.count > bodyLimit {
            throw invalid("the body is over \(bodyLimit) bytes; ingest it as a source")
        }
        if !kind.statuses.contains(content.status) {
            let known = kind.statuses.map(\.rawValue).joined(separator: ", ")
            throw invalid("a \(kind.rawValue) cannot be '\(content.status.rawValue)'; it can be: \(known)")
        }
        if kind == .finding, content.quotes.isEmpty { throw invalid("a finding needs a quote from a source") }
        if kind != .finding, !content.quotes.isEmpty { throw invalid("only a finding has quotes, no \(kind.rawValue)") }
        if (kind == .source) != (content.origin != nil) {
            throw invalid(kind == .source ? "a source comes from 'slate ingest'" : "only a source has an address")
        }
    }

    private static func invalid(_ message: String) -> BlackboardError { BlackboardError(.invalid, message) }
}
