import Blackboard
import Core

/// The labels that the sources of an answer are given, in the order in which they are cited.
struct SourceLabels {
    private(set) var order: [EntryID] = []
    private(set) var snapshots: [EntryID: ContentHash] = [:]

    /// The label of a quote's source.
    mutating func label(of quote: Quote) -> String {
        if let index = order.firstIndex(of: quote.source) { return "S\(index + 1)" }
        order.append(quote.source)
        snapshots[quote.source] = quote.snapshot
        return "S\(order.count)"
    }

    /// The sources that were given a label.
    ///
    /// - Parameters:
    ///   - origins: Which sources are copies of one another.
    ///   - board: Where they are.
    /// - Returns: What a report says of them, in the order of the labels.
    /// - Throws: What the board throws.
    func cited(origins: Origins, on board: Blackboard) async throws -> [Answer.CitedSource] {
        var sources: [Answer.CitedSource] = []
        for (index, id) in order.enumerated() {
            let entry = try await board.entry(id)
            guard let origin = entry.content.origin, let snapshot = snapshots[id] else { continue }
            let first = order[..<index].firstIndex { !origins.differ($0, id) }
            sources.append(
                Answer.CitedSource(
                    label: "S\(index + 1)",
                    id: id,
                    title: entry.content.title,
                    uri: origin.uri,
                    snapshot: snapshot,
                    accessed: origin.accessed,
                    copyOf: first.map { "S\($0 + 1)" }
                )
            )
        }
        return sources
    }
}
