public import Blackboard

/// A group of tools that a role or a task names.
public enum Toolset: String, Sendable, CaseIterable {
    /// Reading and writing the board.
    case board
    /// The files of the working folder.
    case files
    /// Pages of the web, and the search for them.
    case web
    /// Handing out tasks.
    case delegation
    /// Lessons for later runs.
    case memory
    /// Questions to the user.
    case user
    /// The texts of skills; an agent that was given a skill with files can read them without it.
    case skills

    /// Whether a worker can be given it: workers neither ask the user nor write lessons, and only the supervisor decides
    /// who delegates.
    public var isForWorkers: Bool {
        switch self {
        case .board, .files, .web, .skills: true
        case .delegation, .memory, .user: false
        }
    }
}

/// The tools that there are in this run, by toolset.
public struct ToolCatalog: Sendable {
    /// The names of all tools that this program has, in this run or not.
    public static let bundledNames: Set<String> = [
        "ask_user", "board_link", "board_post", "board_read", "board_search", CollectResultsTool.name,
        DelegateTaskTool.name,
        "fetch_url",
        "list_files", "read_file", SkillToolset.reader, "remember", "search_files", "search_web", "write_file",
    ]

    private var tools: [Toolset: [any Tool]] = [:]

    /// Creates a catalog without tools.
    public init() {}

    /// Adds tools to a toolset.
    ///
    /// - Parameters:
    ///   - tools: The tools.
    ///   - toolset: Where they belong.
    public mutating func add(_ tools: [any Tool], to toolset: Toolset) { self.tools[toolset, default: []] += tools }

    /// The toolsets that have tools.
    public var toolsets: [Toolset] { Toolset.allCases.filter { tools[$0] != nil } }

    /// Reads the names of toolsets.
    ///
    /// - Parameter names: The names.
    /// - Returns: The toolsets.
    /// - Throws: `AgentError` with `unknownToolset`.
    public static func toolsets(named names: [String]) throws(AgentError) -> [Toolset] {
        var toolsets: [Toolset] = []
        for name in names {
            guard let toolset = Toolset(rawValue: name.lowercased()) else {
                let known = Toolset.allCases.map(\.rawValue).joined(separator: ", ")
                throw AgentError(.unknownToolset, "there is no toolset '\(name.prefix(60))'; there are: \(known)")
            }
            if !toolsets.contains(toolset) { toolsets.append(toolset) }
        }
        return toolsets
    }

    /// The tools of some toolsets; one that has no tools in this run adds none.
    ///
    /// - Parameter toolsets: The toolsets.
    /// - Returns: The tools, in the toolsets' order.
    public func tools(of toolsets: [Toolset]) -> [any Tool] { toolsets.flatMap { tools[$0] ?? [] } }

    /// The bundled tools of the board, and of a working folder.
    ///
    /// - Parameters:
    ///   - board: The board.
    ///   - folder: Where files may be read and written; nothing for no files.
    ///   - ask: Puts a question to the user; nothing if nobody is there.
    ///   - skills: The skills that may be read; nothing for none.
    ///   - sources: The only sources that agents may find and quote; nothing for all.
    /// - Returns: The catalog; tools of the web and of delegation are added by who provides them.
    public static func bundled(
        board: Blackboard,
        folder: WorkingFolder? = nil,
        ask: AskUserTool.Ask? = nil,
        skills: SkillLibrary? = nil,
        sources: Set<EntryID>? = nil
    ) -> ToolCatalog {
        var catalog = ToolCatalog()
        catalog.add(
            [
                BoardSearchTool(board: board, sources: sources), BoardReadTool(board: board),
                BoardPostTool(board: board, sources: sources), BoardLinkTool(board: board),
            ],
            to: .board
        )
        catalog.add([RememberTool(board: board)], to: .memory)
        if let folder {
            catalog.add(
                [
                    ReadFileTool(folder: folder), ListFilesTool(folder: folder), SearchFilesTool(folder: folder),
                    WriteFileTool(folder: folder),
                ],
                to: .files
            )
        }
        if let ask { catalog.add([AskUserTool(ask: ask)], to: .user) }
        if let skills { catalog.add([ReadSkillTool(library: skills)], to: .skills) }
        return catalog
    }
}
