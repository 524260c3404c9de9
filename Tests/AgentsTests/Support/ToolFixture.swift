import Agents
import Blackboard
import Core
import LanguageModels
import TestSupport

/// A board, a working folder, and the bundled tools on them.
struct ToolFixture {
    let folder: TemporaryFolder
    let board: Blackboard
    let catalog: ToolCatalog
    let context = ToolContext(author: "researcher", run: nil, call: 1)

    init() throws {
        folder = try TemporaryFolder()
        board = try Blackboard(home: folder.path.appending("home"))
        try FileSystem.makeFolder(folder.path.appending("work"))
        catalog = .bundled(
            board: board,
            folder: try WorkingFolder(folder.path.appending("work")),
            ask: { question, _ in question.contains("nobody") ? nil : "Yes." }
        )
    }

    var archive: TextArchive { TextArchive(board: board) }

    /// Calls a tool as an agent would.
    func call(_ name: String, _ arguments: JSON = [:]) async throws -> ToolOutput {
        let tool = catalog.tools(of: Toolset.allCases).first { $0.definition.name == name }
        guard let tool else { throw AgentError(.tool, "no tool \(name)") }
        return try await tool.run(arguments, context)
    }

    /// What the model is told when a call fails; nothing if it does not.
    func failure(_ name: String, _ arguments: JSON) async -> String? {
        do {
            _ = try await call(name, arguments)
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// Adds a source to the board.
    func source(_ text: String, uri: String = "file:///survey.txt") async throws -> EntryID {
        let draft = SourceDraft(title: "Survey", text: text, uri: uri, mediaType: "text/plain")
        return try await board.ingest([draft], by: "human")[0].id
    }
}
