import Agents
import Web

/// A key as a person writes it, such as `roles.critic.model`, with the setting that it names.
struct SettingKey: Sendable {
    let setting: Setting
    /// Its parts; a name of the user's own is one, whatever dots it has.
    let path: [String]

    /// How it is written.
    var text: String { path.joined(separator: ".") }

    /// The longest name, in bytes.
    private static let nameLimit = 200

    /// Finds the setting; nothing if there is none.
    init?(_ text: String) {
        // Where the model is a mapping, this is what it is called in the file.
        let text = text == "model.default" ? "model" : text
        for setting in Setting.all {
            guard let path = Self.path(of: text, in: setting.key) else { continue }
            (self.setting, self.path) = (setting, path)
            return
        }
        return nil
    }

    /// The parts of a group, such as `fetch` or `prices.gpt-4.1`; nothing if there is none.
    static func group(_ text: String) -> [String]? {
        for setting in Setting.all {
            for count in 1..<max(1, setting.parts.count) {
                let group = setting.parts.prefix(count).joined(separator: ".")
                if let path = path(of: text, in: group) { return path }
            }
        }
        return nil
    }

    /// What a person is told who has written something else than a setting.
    static func unknown(_ text: String) -> String {
        let shown = text.prefix(60)
        if Setting.all.contains(where: { $0.key.hasPrefix(text + ".") }) {
            return "'\(shown)' is a group of settings; 'slate config show \(shown)' lists those that are set"
        }
        if text.hasPrefix("search.urls.") {
            return "there is no search engine '\(shown.dropFirst(12))'; there are: \(SearchEngineName.list)"
        }
        if !text.contains("."), TextGuard.isSecretName(text) {
            return "there is no setting '\(shown)'; keys of providers belong into the environment or $SLATE_HOME/.env"
        }
        let parts = text.split(separator: ".")
        let keys = Setting.all.map { setting in
            setting.parts.enumerated().map { index, part in
                part == "*" ? (parts.indices.contains(index) ? parts[index] : "NAME") : part
            }
            .joined(separator: ".")
        }
        return advice(for: text, near: Suggestions.near(to: text, among: keys))
    }

    /// What a person is told of a key that there is not.
    static func advice(for text: String, near: [String]) -> String {
        let advice = near.isEmpty ? "'slate config show' lists them" : "did you mean \(near.joined(separator: ", "))?"
        return "there is no setting '\(text.prefix(60))'; \(advice)"
    }

    /// The parts of a text that is a key, or has a name where that has its `*`.
    private static func path(of text: String, in key: String) -> [String]? {
        let ends = key.split(separator: "*", omittingEmptySubsequences: false)
        guard ends.count == 2 else { return text == key ? key.split(separator: ".").map(String.init) : nil }
        guard text.hasPrefix(ends[0]), text.hasSuffix(ends[1]),
            text.utf8.count > ends[0].utf8.count + ends[1].utf8.count
        else { return nil }
        let name = String(text.dropFirst(ends[0].count).dropLast(ends[1].count))
        guard isName(name, in: ends[0].dropLast()) else { return nil }
        return key.split(separator: ".").map { $0 == "*" ? name : String($0) }
    }

    private static func isName(_ name: String, in group: Substring) -> Bool {
        if group == ModelSettings.list { return Int(name).map { $0 >= 0 && String($0) == name } ?? false }
        if group == "search.urls" { return SearchEngineName(rawValue: name) != nil }
        return name.utf8.count <= nameLimit
            && name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }
}

extension SearchEngineName {
    /// All of them, for messages.
    static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
