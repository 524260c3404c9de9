public import Core
public import LanguageModels

/// Reads a text file of the working folder.
public struct ReadFileTool: Tool {
    /// The largest file that is read, in bytes.
    static let fileLimit = 16 << 20
    private static let lineLimits = 1...5_000
    private static let standardLines = 400

    private let folder: WorkingFolder

    /// Creates the tool.
    ///
    /// - Parameter folder: Where files may be read.
    public init(folder: WorkingFolder) { self.folder = folder }

    private static let definition = ToolDefinition(
        name: "read_file",
        description: "Reads lines of a text file in the working folder.",
        parameters: Schema.object(
            [
                ("path", Schema.text("the file, relative to the working folder")),
                ("line", Schema.number("the first line, from 1; 1 without it")),
                ("count", Schema.number("how many lines; \(Self.standardLines) without it")),
            ],
            required: ["path"]
        )
    )

    /// What the model is told of it.
    public var definition: ToolDefinition { Self.definition }

    /// It only reads.
    public var access: ToolAccess { .read }
    /// It only reads.
    public var runsInParallel: Bool { true }

    /// Reads.
    @concurrent public func run(_ arguments: JSON, _ context: ToolContext) async throws -> ToolOutput {
        let arguments = ToolArguments(arguments)
        let first = try arguments.number("line", in: 1...(1 << 40), standard: 1)
        let count = try arguments.number("count", in: Self.lineLimits, standard: Self.standardLines)
        let path = try folder.existing(try arguments.text("path"))
        let bytes = try FileSystem.read(path, limit: Self.fileLimit)
        guard !Self.isBinary(bytes) else {
            throw AgentError(.tool, "\(folder.name(of: path)) is no text; documents become sources by 'slate ingest'")
        }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let part = lines.dropFirst(first - 1).prefix(count)
        guard !part.isEmpty else { throw AgentError(.tool, "the file has \(lines.count) lines; 'line' is beyond") }
        let bytesOfPart = Array(part.joined(separator: [UInt8(ascii: "\n")]))
        let text = context.cleanData(String(decoding: bytesOfPart, as: UTF8.self)[...])
        let end = first + part.count - 1
        return ToolOutput(end < lines.count ? "\(text)\n[lines \(first) to \(end) of \(lines.count)]" : text)
    }

    /// Whether bytes are no text, judged as `grep` does by their beginning.
    static func isBinary(_ bytes: [UInt8]) -> Bool { bytes.prefix(8_192).contains(0) }
}
