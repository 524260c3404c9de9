import Blackboard
import Core
import Research
import TerminalUI

/// `slate board impact`: what would fall with an entry.
enum BoardImpactCommand {
    static let command = Command(
        name: "impact",
        summary: "show what would fall if an entry were withdrawn",
        discussion: "Nothing is changed. For drafts and reports the sentences are shown that cite what would fall.",
        arguments: [Command.Argument(name: "ID", help: "such as S12")],
        examples: ["slate board impact S12"],
        action: { invocation in
            let session = try Session(invocation)
            let id = try session.entryID(invocation.arguments[0])
            return try await session.withBoard { board in
                let impacts = try await ImpactAnalysis(board: board).impact(ofWithdrawing: id)
                show(impacts, of: id, on: session.console)
                return .done
            }
        }
    )

    private static func show(_ impacts: [Impact], of id: EntryID, on console: Console) {
        if console.isJSON {
            let items = impacts.map { impact -> JSON in
                [
                    "id": .string(impact.entry.id.description), "kind": .string(impact.entry.id.kind.rawValue),
                    "title": .string(impact.entry.content.title),
                    "sentences": .array(impact.sentences.map { ["line": .int($0.line), "text": .string($0.text)] }),
                ]
            }
            let object: JSON = ["id": .string(id.description), "falls": .array(items)]
            return console.printVerbatim(object.prettyText + "\n")
        }
        if impacts.isEmpty { return console.print("nothing rests on \(id) alone") }
        let width = console.isTerminal ? console.width : 100
        for impact in impacts {
            let room = console.isTerminal ? max(20, width - 8) : .max
            let title = TerminalText.cut(impact.entry.content.title, width: room)
            console.print([("\(impact.entry.id)", .bold), ("  \(title)", nil)])
            for sentence in impact.sentences {
                let text = TerminalText.wrap(
                    "line \(sentence.line): \(TerminalText.clean(sentence.text))",
                    width: width - 6
                )
                for line in text.split(separator: "\n") { console.print("      " + line) }
            }
        }
        console.print("\(impacts.count.of("entry")) would fall")
    }
}
