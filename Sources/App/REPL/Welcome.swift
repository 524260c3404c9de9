import Blackboard
import Core
import Glibc
import LanguageModels
import TerminalUI

/// What a person sees first: what can be done now, and on a new board how to begin.
struct Welcome {
    let session: Session
    let board: Blackboard

    /// Prints one or two lines; five on a board on which nothing is yet.
    func show() async throws {
        let statistics = try await board.statistics()
        let console = session.console
        let count = statistics.entries[.source] ?? 0
        let model = try AgentAnswering.model(session)
        let what =
            model.map { "Slate \(Program.version): \($0) answers; \(count) sources are on the board." }
            ?? "Slate \(Program.version): no language model; answers are quoted from \(count) sources."
        if !statistics.entries.isEmpty || session.configuration.hasOwnFile {
            console.print(what)
            return console.print(
                count == 0 ? "Add some with /sources PATH, then ask. /help shows what else." : "Ask, or /help."
            )
        }
        for line in [
            "Slate \(Program.version): cited answers from your documents, every sentence a quote you can check.",
            "Now: /sources PATH reads txt, md, html, pdf (0 sources so far); then ask, without a model. /help",
            "Models: \(models).",
            "Your board: \(board.folder.root)",
            "To try it, paste: /sources ~/Documents (or leave, and run: slate demo velm)",
        ] {
            console.print(TerminalText.wrap(TerminalText.clean(line), width: console.width))
        }
    }

    /// How a model could be had, from what is there already.
    private var models: String {
        let file = session.configuration.home.appending("config.yaml").string
        let found = ProviderPreset.all.first { preset in
            preset.keyVariable.map { session.environment[$0]?.isEmpty == false } ?? false
        }
        if let found, let variable = found.keyVariable {
            return "\(variable) is set; put 'model: \(found.name)/NAME' into \(file)"
        }
        if let local = ProviderPreset.all.first(where: { $0.keyVariable == nil && Self.answers($0.baseURL) }) {
            return "\(local.name) runs on this computer; put 'model: \(local.name)/NAME' into \(file)"
        }
        return "none found; set a key such as ANTHROPIC_API_KEY, or start ollama; slate doctor tells more"
    }

    /// Whether a server listens at an address of this computer; told at once, as nothing is sent.
    private static func answers(_ url: String) -> Bool {
        guard let port = url.split(separator: ":").last?.split(separator: "/").first.flatMap({ UInt16($0) }) else {
            return false
        }
        let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard file >= 0 else { return false }
        defer { close(file) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(file, $0, size) == 0 }
        }
    }
}
