import Blackboard
import Core
import TerminalUI

/// An entry as the browser shows it: its facts, its links, its text.
struct BrowserPage: Sendable, Equatable {
    /// A line that leads to another entry.
    struct Link: Sendable, Equatable {
        let label: String
        let target: EntryID
        let title: String
    }

    /// How much of a source's text is shown, in characters.
    private static let textLimit = 20_000

    let id: EntryID
    let title: String
    let facts: [String]
    let links: [Link]
    let text: String
    let isMarkdown: Bool

    /// Reads an entry.
    static func load(_ id: EntryID, from board: Blackboard) async throws -> BrowserPage {
        let entry = try await board.entry(id)
        let content = entry.content
        var links: [Link] = []
        for quote in content.quotes { links.append(try await link("quotes", quote.source, board)) }
        for link in content.links { links.append(try await self.link(link.relation.rawValue, link.target, board)) }
        for link in try await board.links(to: id) {
            links.append(try await self.link("← \(link.relation.rawValue)", link.from, board))
        }
        var text = content.body
        if let origin = content.origin {
            do {
                text = String(try await board.snapshot(origin.snapshot).text.prefix(textLimit))
            } catch let error as BlackboardError {
                text = error.message
            }
        }
        let quotes = content.quotes.map { "“\($0.exact.onOneLine)”\n" }.joined(separator: "\n")
        let time = entry.updated.description.prefix(16).replacing("T", with: " ")
        return BrowserPage(
            id: id,
            title: content.title.onOneLine,
            facts: ["\(id.kind.rawValue), \(content.status.rawValue), by \(entry.author), \(time)"]
                + (content.origin.map { [$0.uri.onOneLine] } ?? []),
            links: links,
            text: quotes.isEmpty ? text : quotes + "\n" + text,
            isMarkdown: content.origin == nil
        )
    }

    private static func link(_ label: String, _ target: EntryID, _ board: Blackboard) async throws -> Link {
        do {
            return Link(label: label, target: target, title: try await board.entry(target).content.title.onOneLine)
        } catch let error as BlackboardError {
            return Link(label: label, target: target, title: error.message)
        }
    }

    /// The page's lines.
    ///
    /// - Parameters:
    ///   - width: Their columns.
    ///   - hasColor: Whether styles are shown.
    ///   - selected: The link that is marked.
    /// - Returns: The lines, and in which the marked link is.
    func lines(width: Int, hasColor: Bool, selected: Int?) -> (lines: [String], selected: Int?) {
        let head = TerminalText.wrap("\(id)  \(title)", width: width).split(separator: "\n").map {
            Self.styled(TerminalText.cut(String($0), width: width), .bold, hasColor)
        }
        var lines = head + facts.map { Self.styled(TerminalText.cut($0, width: width), .dim, hasColor) }
        var place: Int?
        for (index, link) in links.enumerated() {
            let text = TerminalText.cut("  \(link.label) \(link.target)  \(link.title)", width: width)
            if index == selected {
                place = lines.count
                lines.append(Self.styled(hasColor ? text : "> " + text.dropFirst(2), .reversed, hasColor))
            } else {
                lines.append(Self.styled(text, .cyan, hasColor))
            }
        }
        lines.append("")
        let body =
            isMarkdown
            ? MarkdownRenderer.render(text, width: width, hasColor: hasColor)
            : TerminalText.wrap(TerminalText.clean(text).replacing("\t", with: "    "), width: width)
        lines += body.split(separator: "\n", omittingEmptySubsequences: false).map {
            isMarkdown ? String($0) : TerminalText.cut(String($0), width: width)
        }
        return (lines, place)
    }

    private static func styled(_ text: String, _ style: TextStyle, _ hasColor: Bool) -> String {
        hasColor ? style.applied(to: text) : text
    }
}
