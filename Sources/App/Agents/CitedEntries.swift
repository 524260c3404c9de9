import Blackboard
import Core
import Research
import TerminalUI

/// The entries that a text cites in brackets, such as `[F12]`, as the board has them.
struct CitedEntries: Sendable {
    private static let limit = 500

    /// A citation, one for each quote of a finding.
    struct Citation: Sendable {
        let label: String
        let entry: Entry?
        let quote: Quote?
        let source: Entry?
        let check: Verdict
    }

    let citations: [Citation]

    /// What is cited and is not on the board.
    var unknown: [String] { citations.filter { $0.entry == nil }.map(\.label) }

    /// Looks up what a text cites.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - board: The board.
    /// - Throws: What the board throws, but for entries and texts that are not there.
    init(in text: String, on board: Blackboard) async throws {
        var citations: [Citation] = []
        for id in Self.ids(in: text).prefix(Self.limit) {
            let entry: Entry
            do {
                entry = try await board.entry(id)
            } catch let error as BlackboardError where error.code == .notFound(id) {
                citations.append(Citation(label: "\(id)", entry: nil, quote: nil, source: nil, check: .notFound))
                continue
            }
            for quote in entry.content.quotes { citations.append(try await Self.citation(of: entry, quote, board)) }
            if entry.content.quotes.isEmpty {
                let source = id.kind == .source ? entry : nil
                citations.append(
                    Citation(label: "\(id)", entry: entry, quote: nil, source: source, check: .unchecked)
                )
            }
        }
        self.citations = citations
    }

    private static func citation(of entry: Entry, _ quote: Quote, _ board: Blackboard) async throws -> Citation {
        let source = try await board.entry(quote.source)
        var check = Verdict.unchecked
        do {
            check = try await board.snapshot(quote.snapshot).holds(quote) ? .found : .notFound
        } catch let error as BlackboardError where error.code == .snapshotMissing {
            // What is gone can be neither confirmed nor refuted.
        }
        // Who cites what was withdrawn cites nothing.
        if entry.content.status == .withdrawn { check = .notFound }
        return Citation(label: "\(entry.id)", entry: entry, quote: quote, source: source, check: check)
    }

    /// The ids in brackets, each once, in order; `[F1, S2]` holds two.
    private static func ids(in text: String) -> [EntryID] {
        var seen: Set<EntryID> = []
        var ids: [EntryID] = []
        for part in text.split(separator: "[").dropFirst() {
            guard let end = part.firstIndex(of: "]") else { continue }
            let names = part[..<end].split(whereSeparator: { ",; ".contains($0) }).map(String.init)
            let cited = names.compactMap { name in EntryID(name).flatMap { "\($0)" == name ? $0 : nil } }
            // Brackets that hold anything else are none of ours.
            guard cited.count == names.count else { continue }
            for id in cited where seen.insert(id).inserted { ids.append(id) }
        }
        return ids
    }

    /// The sources of an answer as Markdown, a line for each citation; empty if nothing is cited.
    var markdown: String {
        if citations.isEmpty { return "" }
        let lines = citations.map { citation -> String in
            guard let entry = citation.entry else { return "- [\(citation.label)] is not on the board" }
            let quote =
                citation.quote.map { "“\(AnswerMarkdown.escaped(TerminalText.cut($0.exact, width: 200)))” " } ?? ""
            let shown = citation.source ?? entry
            let origin = shown.content.origin.map { " " + AnswerMarkdown.escaped($0.uri) } ?? ""
            let fault = citation.check == .notFound ? " (withdrawn, or not in its source)" : ""
            return
                "- [\(citation.label)] \(quote)\(AnswerMarkdown.escaped(shown.content.title)) (\(shown.id))\(origin)\(fault)"
        }
        return "### Sources:\n\n" + lines.joined(separator: "\n") + "\n"
    }

    /// Tells of what is cited and does not hold.
    func warn(on console: Console) {
        if !unknown.isEmpty {
            let list = unknown.joined(separator: ", ")
            console.warn("the answer cites \(list), which the board does not have: take what rests on it as unfounded")
        }
        let wrong = citations.filter { $0.entry != nil && $0.check == .notFound }.map(\.label)
        if !wrong.isEmpty {
            console.warn("the answer cites \(wrong.joined(separator: ", ")), which is withdrawn or not in its source")
        }
    }

    /// The citations as in the answer of `ask`.
    var json: JSON {
        .array(
            citations.map { citation in
                [
                    "label": .string(citation.label), "source": JSON(citation.source?.id.description),
                    "finding": JSON(citation.entry.flatMap { $0.id.kind == .finding ? $0.id.description : nil }),
                    "uri": JSON(citation.source?.content.origin?.uri),
                    "title": JSON((citation.source ?? citation.entry)?.content.title),
                    "quote": JSON(citation.quote?.exact), "start": citation.quote.map { .int($0.start) } ?? .null,
                    "end": citation.quote.map { .int($0.end) } ?? .null, "check": .string(citation.check.rawValue),
                ]
            }
        )
    }
}
