import Blackboard
import Core

/// Reads the arguments of a call, which satisfy the tool's schema, in the types of the board.
///
/// What a schema cannot say is told here, in words that let the model correct itself.
struct ToolArguments {
    private let json: JSON

    init(_ json: JSON) { self.json = json }

    subscript(name: String) -> JSON? { json[name].flatMap { $0 == .null ? nil : $0 } }

    /// A text that must be there and say something.
    func text(_ name: String) throws -> String {
        guard let text = self[name]?.string, !AnswerText.isBlank(text) else {
            throw AgentError(.tool, "'\(name)' must be a text that is not empty")
        }
        return text
    }

    /// A text that may be missing.
    func optionalText(_ name: String) -> String? { self[name]?.string }

    /// A number within a range, or the standard one if none is given.
    func number(_ name: String, in range: ClosedRange<Int>, standard: Int) throws -> Int {
        guard let value = self[name] else { return standard }
        guard let number = value.int, range.contains(number) else {
            throw AgentError(
                .tool,
                "'\(name)' must be a whole number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return number
    }

    /// The id of an entry.
    func id(_ name: String) throws -> EntryID { try Self.id(try text(name), name) }

    static func id(_ text: String, _ name: String) throws -> EntryID {
        // Models copy ids with the brackets that they are cited in.
        let plain = text.filter { !"[]() ".contains($0) }
        guard let id = EntryID(plain) else {
            throw AgentError(.tool, "'\(name)' must be the id of an entry, such as F12, not '\(text.prefix(60))'")
        }
        return id
    }

    /// The kinds of entries in a list.
    func kinds(_ name: String) throws -> Set<EntryKind> {
        Set(
            try (self[name]?.array ?? []).compactMap(\.string).map { text in
                guard let kind = EntryKind(rawValue: text.lowercased()) else {
                    let known = EntryKind.allCases.map(\.rawValue).joined(separator: ", ")
                    throw AgentError(.tool, "'\(name)' has the kinds \(known), not '\(text.prefix(60))'")
                }
                return kind
            }
        )
    }

    /// References to other entries.
    func links(_ name: String) throws -> [Link] {
        try (self[name]?.array ?? []).map { item in
            let link = ToolArguments(item)
            return Link(try link.relation("rel"), try link.id("to"))
        }
    }

    /// How two entries are related.
    func relation(_ name: String) throws -> Link.Relation {
        let text = try text(name)
        guard let relation = Link.Relation(rawValue: text.lowercased()) else {
            let known = Link.Relation.allCases.map(\.rawValue).joined(separator: ", ")
            throw AgentError(.tool, "'\(name)' must be one of \(known), not '\(text.prefix(60))'")
        }
        return relation
    }
}

/// Shorthand for the JSON Schemas of tools.
enum Schema {
    static func object(_ properties: [(String, JSON)], required: [String]) -> JSON {
        [
            "type": "object", "properties": .object(properties.map { JSON.Member($0.0, $0.1) }),
            "required": .array(required.map(JSON.string)), "additionalProperties": false,
        ]
    }

    static func text(_ description: String) -> JSON { ["type": "string", "description": .string(description)] }

    static func number(_ description: String) -> JSON { ["type": "integer", "description": .string(description)] }

    static func choice(_ values: [String], _ description: String) -> JSON {
        ["type": "string", "enum": .array(values.map(JSON.string)), "description": .string(description)]
    }

    static func list(of items: JSON, _ description: String) -> JSON {
        ["type": "array", "items": items, "description": .string(description)]
    }

    static let links = list(
        of: object(
            [
                ("rel", choice(Link.Relation.allCases.map(\.rawValue), "how they are related")),
                ("to", text("the id of the other entry")),
            ],
            required: ["rel", "to"]
        ),
        "what it refers to"
    )
}
