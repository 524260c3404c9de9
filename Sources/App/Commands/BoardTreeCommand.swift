import Blackboard
import Core
import TerminalUI

/// `slate board tree`: shows how entries hang together.
enum BoardTreeCommand {
    /// How deep the tree is followed; links can form circles.
    private static let depthLimit = 8

    static let command = Command(
        name: "tree",
        summary: "show what refers to an entry, and what refers to that",
        discussion: "Without an id, every question with its parts, findings and reports.",
        arguments: [Command.Argument(name: "ID", help: "such as Q3", count: .optional)],
        examples: ["slate board tree Q3"],
        action: { invocation in
            let session = try Session(invocation)
            let id = try invocation.arguments.first.map { try session.entryID($0) }
            return try await session.withBoard { board in
                try await show(from: id, of: board, on: session.console)
                return .done
            }
        }
    )

    /// Prints the tree below an entry, or those of all questions.
    static func show(from id: EntryID?, of board: Blackboard, on console: Console) async throws {
        let trees = try await trees(from: id, board)
        if console.isJSON {
            return console.printVerbatim((["results": .array(trees.map(json))] as JSON).prettyText + "\n")
        }
        for tree in trees { show(tree, indent: "", on: console) }
        if trees.isEmpty { console.note("there is no question on the board") }
    }

    private struct Node: Sendable {
        let entry: Entry
        let relation: String?
        let children: [Node]
    }

    private static func trees(from id: EntryID?, _ board: Blackboard) async throws -> [Node] {
        var roots: [EntryID] = []
        if let id {
            roots = [id]
        } else {
            for question in try await board.entries(matching: EntryFilter(kinds: [.question], limit: 1_000)).reversed()
            {
                let entry = try await board.entry(question.id)
                if !entry.content.links.contains(where: { $0.relation == .about }) { roots.append(entry.id) }
            }
        }
        var nodes: [Node] = []
        for root in roots { nodes.append(try await node(root, relation: nil, above: [], board)) }
        return nodes
    }

    private static func node(
        _ id: EntryID,
        relation: String?,
        above: [EntryID],
        _ board: Blackboard
    ) async throws -> Node {
        var children: [Node] = []
        if above.count < depthLimit {
            for link in try await board.links(to: id) where link.from != id && !above.contains(link.from) {
                children.append(try await node(link.from, relation: link.relation.rawValue, above: above + [id], board))
            }
        }
        return Node(entry: try await board.entry(id), relation: relation, children: children)
    }

    private static func json(_ node: Node) -> JSON {
        [
            "id": .string(node.entry.id.description), "title": .string(node.entry.content.title),
            "status": .string(node.entry.content.status.rawValue), "relation": JSON(node.relation),
            "children": .array(node.children.map(json)),
        ]
    }

    private static func show(_ node: Node, indent: String, on console: Console) {
        let relation = node.relation.map { "\($0): " } ?? ""
        let room = console.isTerminal ? max(20, console.width - indent.count - relation.count - 8) : .max
        let isUsual = node.entry.content.status == node.entry.id.kind.statuses.first
        console.print([
            (indent + relation, .dim), ("\(node.entry.id)", .bold),
            ("  " + TerminalText.cut(node.entry.content.title, width: room), nil),
            (isUsual ? "" : " (\(node.entry.content.status.rawValue))", .dim),
        ])
        for child in node.children { show(child, indent: indent + "  ", on: console) }
    }
}
