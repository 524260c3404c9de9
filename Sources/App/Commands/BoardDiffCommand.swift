import Blackboard
import Core
import TextAnalysis

/// `slate board diff`: what a revision changed.
enum BoardDiffCommand {
    static let command = Command(
        name: "diff",
        summary: "show what changed between two revisions",
        discussion:
            "Without REV the latest revision is compared with the one before; with one REV the latest with that "
            + "one; with two the second with the first.",
        arguments: [
            Command.Argument(name: "ID", help: "such as F40"),
            Command.Argument(name: "REV", help: "the number of a revision, as 'history' lists them", count: .optional),
            Command.Argument(name: "REV", help: "the one to compare it with", count: .optional),
        ],
        examples: ["slate board diff F40", "slate board diff F40 1 3"],
        action: { invocation in
            let session = try Session(invocation)
            let id = try session.entryID(invocation.arguments[0])
            let numbers = try invocation.arguments.dropFirst().map(session.revision)
            return try await session.withBoard { board in
                try await show(id, numbers, of: board, on: session.console)
                return .done
            }
        }
    )

    /// Prints what changed between two revisions, by default the latest two.
    static func show(_ id: EntryID, _ numbers: [Int], of board: Blackboard, on console: Console) async throws {
        let revisions = try await board.revisions(of: id)
        guard let latest = revisions.last else { return }
        let new = try Revision.numbered(numbers.count == 2 ? numbers[1] : latest.number, in: revisions, of: id)
        let old = numbers.first ?? revisions.last { $0.number < latest.number }?.number
        let before = try old.map { try Revision.numbered($0, in: revisions, of: id) }
        show(from: before, to: new, of: id, on: console)
    }

    private static func show(from old: Revision?, to new: Revision, of id: EntryID, on console: Console) {
        let diff = UnifiedDiff(
            from: old?.text ?? "",
            to: new.text,
            oldLabel: old.map { "\(id) revision \($0.number)" } ?? "nothing",
            newLabel: "\(id) revision \(new.number)"
        )
        if console.isJSON {
            let object: JSON = [
                "id": .string(id.description), "from": old.map { .int($0.number) } ?? .null, "to": .int(new.number),
                "diff": .string(diff.text),
            ]
            return console.printVerbatim(object.prettyText + "\n")
        }
        for line in diff.lines { console.print([(line.text, style(of: line.kind))]) }
    }

    private static func style(of kind: UnifiedDiff.Line.Kind) -> Console.Style? {
        switch kind {
        case .header: .bold
        case .range: .cyan
        case .added: .green
        case .removed: .red
        case .context: nil
        case .missingLineBreak: .dim
        }
    }
}
