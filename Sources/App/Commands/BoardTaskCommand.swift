import Blackboard
import Core

/// `slate board lease`, `renew` and `release`: tasks for workers that are programs of their own.
enum BoardTaskCommand {
    private static let seconds = Command.Option(
        name: "seconds",
        value: .number("N", 1...Int(Blackboard.longestLease)),
        help: "how long it lasts (300)"
    )
    private static let token = Command.Option(name: "token", value: .text("TOKEN"), help: "what 'lease' has printed")

    static let lease = Command(
        name: "lease",
        summary: "take a task for some time and print the lease's token",
        discussion:
            "Of many that ask, one gets a task. Without a TASK it is the oldest that is open, or whose holder has "
            + "let its time pass; if there is none, nothing is printed and the exit status is 1.",
        arguments: [Command.Argument(name: "TASK", help: "such as T3", count: .optional)],
        options: [Command.Option(name: "agent", value: .text("NAME"), help: "who takes it"), seconds],
        examples: ["slate board lease --agent crawler --seconds 600"],
        action: { invocation in
            let session = try Session(invocation)
            let task = try invocation.arguments.first.map(session.entryID)
            guard let agent = invocation.value("agent") else { throw session.usage("--agent NAME is missing") }
            return try await session.withBoard { board in
                let seconds = Double(invocation.number("seconds") ?? 300)
                guard let lease = try await board.lease(task, to: agent, seconds: seconds) else {
                    session.console.note("no task can be taken")
                    return .failure
                }
                show(lease, on: session.console)
                return .done
            }
        }
    )

    static let renew = Command(
        name: "renew",
        summary: "lengthen a lease",
        arguments: [Command.Argument(name: "TASK", help: "such as T3")],
        options: [token, seconds],
        examples: ["slate board renew T3 --token TOKEN"],
        action: { invocation in
            let session = try Session(invocation)
            let lease = try held(session)
            return try await session.withBoard { board in
                let seconds = Double(invocation.number("seconds") ?? 300)
                show(try await board.renew(lease, seconds: seconds), on: session.console)
                return .done
            }
        }
    )

    static let release = Command(
        name: "release",
        summary: "give a task back, done or not",
        arguments: [Command.Argument(name: "TASK", help: "such as T3")],
        options: [
            token,
            Command.Option(
                name: "status",
                value: .choice("STATUS", ["done", "failed", "cancelled", "open"]),
                help: "what became of it: done, failed, cancelled, or open for another (done)"
            ),
        ],
        examples: ["slate board release T3 --token TOKEN --status failed"],
        action: { invocation in
            let session = try Session(invocation)
            let lease = try held(session)
            let status = invocation.value("status").flatMap(EntryStatus.init(rawValue:)) ?? .done
            return try await session.withBoard { board in
                let entry = try await board.release(lease, as: status)
                session.console.isJSON
                    ? session.console.printVerbatim(EntryOutput.json(entry).prettyText + "\n")
                    : session.console.print("\(entry.id) is \(entry.content.status.rawValue)")
                return .done
            }
        }
    )

    private static func held(_ session: Session) throws -> TaskLease {
        guard let token = session.invocation.value("token") else { throw session.usage("--token TOKEN is missing") }
        return TaskLease(
            task: try session.entryID(session.invocation.arguments[0]),
            agent: "",
            token: token,
            seconds: 0
        )
    }

    private static func show(_ lease: TaskLease, on console: Console) {
        if console.isJSON {
            let object: JSON = [
                "task": .string(lease.task.description), "agent": .string(lease.agent), "token": .string(lease.token),
                "seconds": .int(Int(lease.seconds)),
            ]
            return console.printVerbatim(object.prettyText + "\n")
        }
        console.print("\(lease.task) \(lease.token)")
    }
}
