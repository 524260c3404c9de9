public import Core

/// A tool that is offered to a model.
public struct ToolDefinition: Sendable, Equatable {
    /// Its name: letters, digits, `_` and `-`.
    public let name: String
    /// What it does, for the model.
    public let description: String
    /// The JSON Schema of its arguments, an object.
    public let parameters: JSON
    /// How long it is in a request, about, in bytes; each request is measured.
    let byteCount: Int
    /// Stands for it in the hash of each request; equal whatever order the members of the schema came in.
    let hash: ContentHash

    /// Creates a definition.
    ///
    /// - Parameters:
    ///   - name: Letters, digits, `_` and `-`.
    ///   - description: What it does.
    ///   - parameters: The JSON Schema of its arguments.
    public init(name: String, description: String, parameters: JSON) {
        self.name = name
        self.description = description
        self.parameters = parameters
        let schema = parameters.sorted.text
        byteCount = name.utf8.count + description.utf8.count + schema.utf8.count
        hash = ContentHash(of: (JSON.array([.string(name), .string(description)]).text + schema).utf8)
    }
}

/// A call of a tool that a model asks for.
public struct ToolCall: Sendable, Equatable {
    /// What the result must name.
    public let id: String
    /// The tool, as the model wrote it; it need not exist.
    public let name: String
    /// The arguments, as the model wrote them; they need not be JSON.
    public let arguments: String
    /// What the provider wants back with the call.
    public let state: ProviderState?

    /// Creates a call.
    ///
    /// - Parameters:
    ///   - id: What the result must name.
    ///   - name: The tool.
    ///   - arguments: The arguments, by rights a JSON object.
    ///   - state: What the provider wants back.
    public init(id: String, name: String, arguments: String, state: ProviderState? = nil) {
        self.id = id
        self.name = name
        self.arguments = arguments
        self.state = state
    }

    /// The arguments as a value, or an empty object where they are no JSON object.
    ///
    /// For wire formats that hold a call's arguments as a value: a call that was refused must go back in some form.
    var argumentsObject: JSON {
        guard !arguments.isEmpty, let value = try? JSON(parsing: arguments), case .object = value else {
            // No JSON is what this property is for.
            return .object([])
        }
        return value
    }
}

/// What a tool gave back.
public struct ToolResult: Sendable, Equatable {
    /// The call that it answers.
    public let callID: String
    /// The tool that was called.
    public let name: String
    /// The text for the model.
    public let content: String
    /// Whether the text tells why the call failed.
    public let isError: Bool

    /// Creates a result.
    ///
    /// - Parameters:
    ///   - callID: The call that it answers.
    ///   - name: The tool that was called.
    ///   - content: The text for the model.
    ///   - isError: Whether the text tells why the call failed.
    public init(callID: String, name: String, content: String, isError: Bool = false) {
        self.callID = callID
        self.name = name
        self.content = content
        self.isError = isError
    }
}

/// Which tools a model may call.
public enum ToolChoice: Sendable, Equatable {
    /// Any or none, as it sees fit.
    case automatic
    /// None, though they are offered.
    case none
    /// At least one.
    case required
    /// This one.
    case named(String)
}
