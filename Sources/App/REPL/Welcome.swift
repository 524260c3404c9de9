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
        let model = try AgentAnswering.model(session)
        guard statistics.entries.isEmpty, !session.configuration.hasOwnFile else {
            return greet(model, sources: statistics.entries[.source] ?? 0)
        }
        // Each fits 80 columns, but for names that are long.
        for line in [
            "Slate \(Program.version) answers from your documents; every sentence is a quote to check.",
            "Now: /sources PATH reads txt, md, html and pdf; then ask, also without a model.",
            model.map { "Model: \($0) answers; '/model extractive' has sources quoted instead." }
                ?? "Model: \(models).",
            "Board: \(shortened(board.folder.root.string)), Markdown files that are yours.",
            "To try it, paste: /demo   and ask: Which birds returned to the Velm?   (/help)",
        ] {
            print(line)
        }
    }

    private func print(_ line: String) {
        session.console.print(TerminalText.wrap(TerminalText.clean(line), width: session.console.width))
    }

    private func greet(_ model: String?, sources count: Int) {
        let sources = count.of("source")
        let what =
            model.map { "Slate \(Program.version): \($0) answers; \(sources) on the board." }
            ?? "Slate \(Program.version): no language model; answers are quoted from \(sources)."
        print(what)
        print(
            count == 0 ? "Add some with /sources PATH, then ask. /help shows what else." : "Ask, or /help."
        )
    }

    private func shortened(_ path: String) -> String {
        guard let home = session.environment["HOME"], path.hasPrefix(home + "/") else { return path }
        return "~" + path.dropFirst(home.count)
    }

    /// How a model could be had, from what is there already.
    private var models: String {
        let found = ProviderPreset.all.first { preset in
            preset.keyVariable.map { session.environment[$0]?.isEmpty == false } ?? false
        }
        if let found, let variable = found.keyVariable {
            return "\(variable) is set; /model \(found.name)/NAME uses it (see: slate models)"
        }
        if let local = ProviderPreset.all.first(where: { $0.keyVariable == nil && Self.answers($0.baseURL) }) {
            return "\(local.name) seems to run here; /model \(local.name)/NAME uses it (see: slate models)"
        }
        return "none found; set a key such as ANTHROPIC_API_KEY, or start ollama"
    }

    /// Whether a server listens at an address of this computer; told at once, as nothing is sent.
    static func answers(_ url: String) -> Bool {
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
