import Agents
import Core
import LanguageModels
import Synchronization

extension REPL {
    /// What the last word of a line could become, as whole words.
    @Sendable func completions(_ line: String) -> [String] {
        let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        let word = words.last ?? ""
        if word.hasPrefix("@") { return attachments(PathWords.lastWritten(line)) }
        guard words.count > 1, let command = Self.commands.first(where: { $0.name == words[0] }) else {
            // Skills only where no command fits, so that their names do not stand in the way.
            let commands = words.count == 1 ? Self.commands.map(\.name).filter { $0.hasPrefix(word) } : []
            return !commands.isEmpty || words.count > 1 ? commands : skillNames.map { "/" + $0 }
        }
        switch command.words {
        case .entries: return memory.withLock { $0.ids }
        case .paths: return PathCompletion.paths(beginningWith: PathWords.lastWritten(line), session)
        case .skills: return skillNames
        case .commands: return Self.commands.map(\.name)
        case .text: return texts(for: command.name)
        case .none: return []
        }
    }

    /// The words that a command knows.
    private func texts(for command: String) -> [String] {
        switch command {
        case "/why":
            return Set(memory.withLock { $0.talk.reply?.citations ?? [] }.compactMap { $0["label"]?.string }).sorted()
        case "/stop", "/steer":
            let (screen, latest) = memory.withLock { ($0.screen, $0.agents) }
            return (screen?.agents ?? latest).rows.map { "\($0.agent)" }
        case "/role", "/roles": return AgentSetup(session).roles.roles.keys.sorted()
        case "/model": return [ModelSettings.extractive] + ProviderPreset.all.map { $0.name + "/" }
        case "/budget": return ["none"]
        case "/config": return session.configuration.shown.map(\.key)
        default: return []
        }
    }

    private var skillNames: [String] { library.skills.map(\.name) }

    private func attachments(_ written: String) -> [String] {
        let prefix = "@file:"
        if written.hasPrefix(prefix) {
            let path = String(written.dropFirst(prefix.count))
            return PathCompletion.paths(beginningWith: path, session).map { prefix + $0 }
        }
        return [prefix, "@url:"] + memory.withLock { $0.ids }.map { "@" + $0 }
    }
}
