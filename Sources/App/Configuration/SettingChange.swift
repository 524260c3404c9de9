import Agents
import Core
import Web
import YAML

/// A setting with the value that it is to get, which was found to be one that it takes.
struct SettingChange {
    let key: SettingKey
    /// What is written.
    let value: YAMLValue
    /// The text that reading the configuration must give then.
    let expected: String
    /// The variable that the value stands for.
    let variable: String?

    /// Why a value is not taken, in words.
    struct Refusal: Error { let message: String }

    /// Checks a value by what the setting takes.
    ///
    /// - Parameters:
    ///   - key: The setting.
    ///   - text: The value, as a person wrote it.
    ///   - home: Where keys are kept, for the advice.
    /// - Throws: `Refusal`.
    init(_ key: SettingKey, to text: String, home: Path) throws(Refusal) {
        self.key = key
        variable = Configuration.variable(in: text)
        let setting = key.setting
        if text.isEmpty {
            throw Refusal(message: "\(key.text): an empty value is none; 'slate config unset \(key.text)' takes it out")
        }
        if variable != nil {
            (value, expected) = (.text(text), text)
            return
        }
        try Self.refuseSecret(text, key, home)
        guard setting.accepts(text) else {
            throw Refusal(message: "\(key.text): expected \(setting.expectation), found \(setting.excerpt(text))")
        }
        switch setting.kind {
        case .number:
            expected = Int(text).map(String.init) ?? text
            value = .plain(expected)
        case .decimal, .flag: (value, expected) = (.plain(text), text)
        case .names, .paths:
            let separator = setting.separator ?? ","
            let items = Setting.items(of: text, separator: separator).filter { !$0.isEmpty }
            (value, expected) = (.list(items), items.joined(separator: String(separator)))
            if items.isEmpty { throw Refusal(message: "\(key.text): expected \(setting.expectation), found nothing") }
            try Self.refuseUnknownEngines(items, key)
        case .text, .address, .key: (value, expected) = (.text(text), text)
        }
    }

    /// Refuses a configuration in which the setting has another value, as reading it is what counts.
    ///
    /// - Parameters:
    ///   - configuration: What the file would say.
    ///   - file: Its path, for the error.
    /// - Throws: `ConfigurationError`.
    func check(in configuration: Configuration, of file: Path) throws {
        if variable != nil || configuration.value(at: key.path)?.text == expected { return }
        throw ConfigurationError(message: "\(file): \(key.text) cannot be written so that it holds; write it by hand")
    }

    private static func refuseSecret(_ text: String, _ key: SettingKey, _ home: Path) throws(Refusal) {
        let options = TextGuard.Options(fences: [], keysInUse: KeysInUse.ofProcess.all)
        let isKey = if case .key = key.setting.kind { key.setting.isSecret } else { false }
        guard isKey || !TextGuard.cleaned(text, options).removals.secrets.isEmpty else { return }
        let variable = key.path.last == "api_key" ? "; or \(key.text)_env names the variable that holds it" : ""
        throw Refusal(
            message: "\(key.text): no key is written into config.yaml; put it into \(home)/.env, such as "
                + "OPENAI_API_KEY=…\(variable)"
        )
    }

    private static func refuseUnknownEngines(_ names: [String], _ key: SettingKey) throws(Refusal) {
        guard key.text == "search.engines" else { return }
        for name in names where SearchEngineName(rawValue: name.lowercased()) == nil {
            throw Refusal(message: "\(key.text): there is no '\(name)'; there are: \(SearchEngineName.list)")
        }
    }
}
