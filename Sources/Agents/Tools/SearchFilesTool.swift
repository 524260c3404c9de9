public import Core
public import LanguageModels

/// Searches the text files of the working folder.
public struct SearchFilesTool: Tool {
    private static let matchLimit = 100
    private static let fileLimit = 4 << 20
    /// The most bytes that one search reads.
    private static let readLimit = 256 << 20
    private static let lineLimit = 240

    private let folder: WorkingFolder

    /// Creates the tool.
    ///
    /// - Parameter folder: Where files may be read.
    public init(folder: WorkingFolder) { self.folder = folder }

    private static let definition = ToolDefinition(
        name: "search_files",
        description:
            "Finds lines with a text in the files of the working folder; the case of letters does not count, "
            + "and nothing in the text is an operator. At most \(Self.matchLimit) lines.",
        parameters: Schema.object(
            [
                ("text", Schema.text("what the line holds")),
                ("path", Schema.text("a file or folder, relative to the working folder; all of it without this")),
                ("suffix", Schema.text("only files whose names end so, such as .md")),
            ],
            required: ["text"]
        )
    )

    /// What the model is told of it.
    public var definition: ToolDefinition { Self.definition }

    /// It only reads.
    public var access: ToolAccess { .read }
    /// It only reads.
    public var runsInParallel: Bool { true }

    /// Searches.
    @concurrent public func run(_ arguments: JSON, _ context: ToolContext) async throws -> ToolOutput {
        let arguments = ToolArguments(arguments)
        let wanted = Array(try arguments.text("text").utf8).map(Self.lowercased)
        let suffix = arguments.optionalText("suffix") ?? ""
        var lines: [String] = []
        var rest = Self.readLimit
        var walk = FolderWalk(folder)
        let folder = folder
        try walk.visit(try folder.existing(arguments.optionalText("path") ?? ".")) { path, status in
            guard status.kind == .file, status.size <= Self.fileLimit, suffix.isEmpty || path.name.hasSuffix(suffix),
                // A file that may not be read, or is being written to, is passed over.
                let bytes = try? FileSystem.read(path, limit: Self.fileLimit), !ReadFileTool.isBinary(bytes)
            else { return true }
            rest -= bytes.count
            Self.collect(wanted, in: bytes, name: folder.name(of: path), &lines)
            return lines.count < Self.matchLimit && rest > 0
        }
        if walk.isCut || lines.count >= Self.matchLimit { lines.append("[there may be more; search in fewer files]") }
        // Each by itself: a fence that one leaves open must not hide the others.
        return ToolOutput(lines.isEmpty ? "No line has it." : lines.map(context.clean).joined(separator: "\n"))
    }

    private static func collect(_ wanted: [UInt8], in bytes: [UInt8], name: String, _ lines: inout [String]) {
        var number = 0
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            guard lines.count < matchLimit, contains(line, wanted) else { continue }
            lines.append("\(name):\(number): \(String(decoding: line.prefix(lineLimit), as: UTF8.self))")
        }
    }

    private static func contains(_ line: ArraySlice<UInt8>, _ wanted: [UInt8]) -> Bool {
        guard let first = wanted.first, line.count >= wanted.count else { return false }
        for start in line.startIndex...(line.endIndex - wanted.count) where lowercased(line[start]) == first {
            if zip(line[start...], wanted).allSatisfy({ lowercased($0) == $1 }) { return true }
        }
        return false
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
}
