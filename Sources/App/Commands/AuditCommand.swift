import Agents
import Core
import TerminalUI

/// `slate audit`: what agents were and were not allowed to do.
enum AuditCommand {
    static let command = Command(
        name: "audit",
        summary: "show which tool calls of agents were approved or denied, the latest last",
        discussion:
            "Each decision is one line of audit.jsonl in the board's home, written before the tool ran. Reading "
            + "needs no decision. Secrets are not written down.",
        options: [
            Command.Option(name: "limit", short: "n", value: .number("N", 1...10_000), help: "at most N decisions")
        ],
        examples: ["slate audit --limit 20"],
        action: run
    )

    private static func run(_ invocation: Invocation) async throws -> ExitStatus {
        let session = try Session(invocation)
        let console = session.console
        let log = AuditLog(home: session.configuration.home)
        let (lines, invalid) = try log.latest(invocation.number("limit") ?? 100)
        if console.isJSON {
            let object: JSON = [
                "path": .string(log.path.string), "decisions": .array(lines), "invalid_lines": .int(invalid),
            ]
            console.printVerbatim(object.prettyText + "\n")
        } else {
            for line in lines { show(line, on: console) }
            if lines.isEmpty { console.note("nothing was decided yet") }
        }
        if invalid > 0 { console.warn("\(log.path): \(invalid) lines are no JSON and were left out") }
        return .done
    }

    private static func show(_ line: JSON, on console: Console) {
        func text(_ name: String) -> String { (line[name]?.string ?? "?").onOneLine }
        let isApproved = text("decision") == "approved"
        let arguments = TerminalText.cut((line["arguments"] ?? .null).text, width: 60)
        console.print([
            (text("time") + "  ", nil), (isApproved ? "approved" : "denied  ", isApproved ? .green : .red),
            (
                "  by \(text("by"))  \(text("role")) \(text("agent"))  \(text("class"))  \(text("tool")) \(arguments)",
                nil
            ),
        ])
    }
}
