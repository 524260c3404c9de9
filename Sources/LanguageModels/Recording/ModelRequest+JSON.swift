import Core

extension ModelRequest {
    /// The request as JSON that is equal for equal requests, whatever order an object's members came in.
    ///
    /// - Parameter identity: Who is asked.
    /// - Returns: The JSON.
    func canonical(for identity: ModelIdentity) -> JSON {
        JSON.object([
            .init("provider", .string(identity.provider)), .init("model", .string(identity.model)),
            .init("messages", .array(messages.map(\.json))),
            .init("tools", .array(tools.map { .string($0.hash.hexadecimal) })),
            .init("tool_choice", toolChoice.json),
            .init("output", output.map { ["name": .string($0.name), "schema": $0.schema] } ?? .null),
            .init("max_output_tokens", maxOutputTokens.map(JSON.int) ?? .null),
            .init("temperature", temperature.map(JSON.double) ?? .null),
        ]).sorted
    }
}

extension JSON {
    /// The value with the members of all objects in the order of their names' bytes.
    var sorted: JSON {
        switch self {
        case .array(let items): .array(items.map(\.sorted))
        case .object(let members):
            .object(
                members.map { Member($0.name, $0.value.sorted) }
                    .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
            )
        default: self
        }
    }
}

extension ToolChoice {
    var json: JSON {
        switch self {
        case .automatic: "automatic"
        case .none: "none"
        case .required: "required"
        case .named(let name): ["name": .string(name)]
        }
    }
}
