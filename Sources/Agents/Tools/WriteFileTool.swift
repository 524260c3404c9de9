public import Core
public import LanguageModels

/// Writes a file in the working folder.
public struct WriteFileTool: Tool {
    private static let sizeLimit = 4 << 20

    private let folder: WorkingFolder

    /// Creates the tool.
    ///
    /// - Parameter folder: Where files may be written.
    public init(folder: WorkingFolder) { self.folder = folder }

    private static let definition = ToolDefinition(
        name: "write_file",
        description: "Writes a text file in the working folder. One that is there is kept unless replace is true.",
        parameters: Schema.object(
            [
                ("path", Schema.text("the file, relative to the working folder")),
                ("text", Schema.text("all of its text")),
                ("replace", ["type": "boolean", "description": "whether a file that is there is replaced"]),
            ],
            required: ["path", "text"]
        )
    )

    /// What the model is told of it.
    public var definition: ToolDefinition { Self.definition }

    /// It changes files.
    public var access: ToolAccess { .write }
    /// Two might write one file.
    public var runsInParallel: Bool { false }

    /// Writes.
    @concurrent public func run(_ arguments: JSON, _ context: ToolContext) async throws -> ToolOutput {
        let arguments = ToolArguments(arguments)
        let text = arguments.optionalText("text") ?? ""
        guard text.utf8.count <= Self.sizeLimit else {
            throw AgentError(.tool, "the text has more than \(Self.sizeLimit) bytes; write several files")
        }
        let path = try folder.writable(try arguments.text("path"))
        let name = folder.name(of: path)
        let replaces = arguments["replace"]?.bool ?? false
        do {
            try AtomicFile.write(text.utf8, to: path, mode: 0o644, existing: replaces ? .replace : .keep)
        } catch {
            guard error.code == .exists else { throw error }
            throw AgentError(.tool, "\(name) is there already; choose another name, or set replace")
        }
        return ToolOutput("Wrote \(name), \(text.utf8.count) bytes.", artifacts: [.file(name)])
    }
}
