public import Core
public import LanguageModels

/// Lists files of the working folder.
public struct ListFilesTool: Tool {
    private static let limit = 500

    private let folder: WorkingFolder

    /// Creates the tool.
    ///
    /// - Parameter folder: Where files may be seen.
    public init(folder: WorkingFolder) { self.folder = folder }

    private static let definition = ToolDefinition(
        name: "list_files",
        description:
            "Lists the files below a folder of the working folder with their sizes, at most \(Self.limit).",
        parameters: Schema.object(
            [
                ("path", Schema.text("a folder, relative to the working folder; all of it without this")),
                ("suffix", Schema.text("only names that end so, such as .md")),
            ],
            required: []
        )
    )

    /// What the model is told of it.
    public var definition: ToolDefinition { Self.definition }

    /// It only reads.
    public var access: ToolAccess { .read }
    /// It only reads.
    public var runsInParallel: Bool { true }

    /// Lists.
    @concurrent public func run(_ arguments: JSON, _ context: ToolContext) async throws -> ToolOutput {
        let arguments = ToolArguments(arguments)
        let suffix = arguments.optionalText("suffix") ?? ""
        var lines: [String] = []
        var walk = FolderWalk(folder)
        let folder = folder
        try walk.visit(try folder.existing(arguments.optionalText("path") ?? ".")) { path, status in
            guard status.kind == .file, suffix.isEmpty || path.name.hasSuffix(suffix) else { return true }
            lines.append("\(folder.name(of: path)) (\(status.size) bytes)")
            return lines.count < Self.limit
        }
        if walk.isCut { lines.append("[there are more; name a folder below, or a suffix]") }
        return ToolOutput(lines.isEmpty ? "There are no such files." : lines.joined(separator: "\n"))
    }
}
