import Agents
import Blackboard
import Core
import TerminalUI

/// `slate audit`: what agents were and were not allowed to do.
enum AuditCommand {
    static let command = Command(
        name: "audit",
        summary: "show which tool calls of agents were approved or denied, the latest last",
        discussion:
            "Each decision is one line of audit.jsonl in the board's home, written before the tool ran. Calls that only "
            + "read are always approved; --all shows them too, once they have ended, from the journals of the runs. "
            + "Secrets are not written down.",
        options: [
            Command.Option(name: "limit", short: "n", value: .number("N", 1...10_000), help: "at most N decisions"),
            Command.Option(name: "all", help: "also the calls that only read"),
            Command.Option(name: "run", value: .text("RUN"), help: "only those of this run"),
        ],
        examples: ["slate audit --limit 20", "slate audit --all --run 8ZZC78AHAXDS"],
        action: run
    )

    private static func run(_ invocation: Invocation) async throws -> ExitStatus {
        let session = try Session(invocation)
        let console = session.console
        let log = AuditLog(home: session.configuration.home)
        let limit = invocation.number("limit") ?? 100
        let run = invocation.value("run")
        var (lines, invalid) = try log.latest(limit, of: run)
        if invocation.has("all") {
            let reads = try await session.withBoard { board in
                // Who misspells a run does not want to hear that it did nothing.
                if let run { _ = try await board.run(run) }
                return try await board.latestCalls(limit, of: run).compactMap { line(of: $0.step, in: $0.run) }
            }
            lines = Array((lines + reads).sorted { time(of: $0) < time(of: $1) }.suffix(limit))
        }
        if console.isJSON {
            let object: JSON = [
                "path": .string(log.path.string), "decisions": .array(lines), "invalid_lines": .int(invalid),
            ]
            console.printVerbatim(object.prettyText + "\n")
        } else {
            for line in lines { show(line, on: console) }
            if lines.isEmpty { console.note("nothing was decided yet") }
        }
        if invalid > 0 { console.warn("\(log.path): left out what is no JSON, \(invalid.of("line"))") }
        return .done
    }

    private static func time(of line: JSON) -> String { line["time"]?.string ?? "" }

    /// A call that only read, in the form of a decision; nothing for one that needed a decision, which has its own line.
    private static func line(of step: RecordedStep, in run: String) -> JSON? {
        let access = step.input["class"]?.string
        guard access == ToolAccess.read.rawValue else { return nil }
        return [
            "time": .string("\(step.started)"), "run": .string(run), "agent": .string(step.agent.path),
            "subagent": .bool(step.agent.depth > 0), "tool": step.input["name"] ?? .null, "class": JSON(access),
            "decision": "approved", "by": .string(ApprovalDecision.Source.policy.rawValue),
            "reason": "reading needs no consent", "arguments": step.input["arguments"] ?? .null,
        ]
    }

    private static func show(_ line: JSON, on console: Console) {
        func text(_ name: String) -> String { (line[name]?.string ?? "?").onOneLine }
        let isApproved = text("decision") == "approved"
        let who = [line["role"]?.string?.onOneLine, text("agent")].compactMap(\.self).joined(separator: " ")
        let arguments = TerminalText.cut((line["arguments"] ?? .null).text, width: 60)
        console.print([
            (text("time") + "  ", nil), (isApproved ? "approved" : "denied  ", isApproved ? .green : .red),
            (
                "  by \(text("by"))  \(who)  \(text("class"))  \(text("tool")) \(arguments)",
                nil
            ),
        ])
    }
}
