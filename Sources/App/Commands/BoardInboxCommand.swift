import Blackboard
import Core

/// `slate board send` and `slate board receive`: messages to workers that are programs of their own.
enum BoardInboxCommand {
    private static let agent = Command.Argument(name: "AGENT", help: "the agent's name")

    static let send = Command(
        name: "send",
        summary: "put a message into an agent's inbox",
        discussion: "The message is a JSON object. A program can also write it itself: under another name first, then "
            + "renamed to inbox/AGENT/NAME.json; the names order the messages.",
        arguments: [agent, Command.Argument(name: "JSON", help: "the message; - reads standard input")],
        examples: [#"slate board send crawler '{"task": "T3"}'"#],
        action: { invocation in
            let session = try Session(invocation)
            let text = try session.text(invocation.arguments[1], limit: Inbox.messageLimit)
            let content: JSON
            do {
                content = try JSON(parsing: text)
            } catch {
                throw session.usage("the message is no JSON: \(error)")
            }
            let name = try inbox(session).send(content)
            session.console.isJSON
                ? session.console.printVerbatim((["name": .string(name)] as JSON).prettyText + "\n")
                : session.console.print(name)
            return .done
        }
    )

    static let receive = Command(
        name: "receive",
        summary: "take the messages that wait in an agent's inbox",
        discussion:
            "Prints one JSON object a line, oldest first: name and message. Each message is given to one reader.",
        arguments: [agent],
        options: [
            Command.Option(name: "limit", value: .number("N", 1...1_000_000), help: "the most messages that are taken")
        ],
        examples: ["slate board receive crawler"],
        action: { invocation in
            let session = try Session(invocation)
            let inbox = try inbox(session)
            let taken = try inbox.take(limit: invocation.number("limit") ?? .max)
            for message in taken.messages {
                let object: JSON = ["name": .string(message.name), "message": message.content]
                session.console.printVerbatim(object.text + "\n")
                // Only now: a message that could not be printed stays in inbox/AGENT/taken.
                try inbox.finish(message)
            }
            for file in taken.rejected { session.console.warn("\(file.name) is no message: \(file.reason)") }
            return taken.rejected.isEmpty ? .done : .failure
        }
    )

    private static func inbox(_ session: Session) throws -> Inbox {
        try Inbox(of: session.invocation.arguments[0], in: BoardFolder(root: session.configuration.home))
    }
}
