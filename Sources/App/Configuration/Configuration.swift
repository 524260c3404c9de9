import Core
import FoundationEssentials
import YAML

/// A configuration that cannot be used.
struct ConfigurationError: Error, CustomStringConvertible {
    let message: String
    var description: String { message }
}

/// The values of all settings, each with where it comes from.
///
/// Flags win over `SLATE_…` variables, those over the board's `config.yaml`, that over the neighbour's, that over the
/// defaults.
struct Configuration: Sendable {
    struct Value: Sendable {
        let text: String
        /// A file and line, a variable, or "default".
        let origin: String
    }

    /// The board's home, absolute.
    let home: Path
    /// Where the home was told.
    let homeOrigin: String
    /// The files that were looked for, first the one that wins.
    let files: [Path]
    /// Keys that nothing uses, with their place; for `doctor`.
    private(set) var unknownKeys: [String] = []
    private var values: [String: Value] = [:]

    /// Reads the configuration.
    ///
    /// - Parameters:
    ///   - environment: The variables of the process.
    ///   - workingFolder: What relative paths start from.
    /// - Throws: `ConfigurationError` with file, line, key and what was expected.
    init(environment: [String: String], workingFolder: Path) throws {
        let userHome = Path(environment["HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? "/")
        let neighbour = userHome.appending(".hermes")
        let told = environment["SLATE_HOME"].flatMap { $0.isEmpty ? nil : $0 }
        home = told.map { Path($0).absolute(from: workingFolder) } ?? neighbour.appending("blackboard")
        homeOrigin = told == nil ? "default" : "SLATE_HOME"
        files = [home.appending("config.yaml"), neighbour.appending("config.yaml")]
        for setting in Setting.all { values[setting.key] = Value(text: setting.standard, origin: "default") }
        let own = try Self.read(files[0])
        if try isNeighbourRead(own, environment) { try apply(try Self.read(files[1]), from: files[1], isOurs: false) }
        try apply(own, from: files[0], isOurs: true)
        try apply(environment)
    }

    /// The value of a setting.
    func value(_ key: String) -> Value { values[key] ?? Value(text: "", origin: "default") }

    /// The text of a setting.
    func text(_ key: String) -> String { value(key).text }

    /// The text of a setting as it may be shown: of a secret only that it is set.
    func shownText(_ setting: Setting) -> String {
        let text = text(setting.key)
        return setting.isSecret && !text.isEmpty ? "(set)" : text
    }

    /// The number of a setting; its kind was checked when it was read.
    func number(_ key: String) -> Int { Int(text(key)) ?? 0 }

    /// The paths of a setting.
    func paths(_ key: String) -> [String] { text(key).split(separator: Setting.pathSeparator).map(String.init) }

    /// The neighbour's file is opened only if neither our file nor the environment forbids it.
    private func isNeighbourRead(_ own: YAMLNode?, _ environment: [String: String]) throws -> Bool {
        let told = environment["SLATE_NEIGHBOUR"] ?? own?["neighbour"]?.string
        return told != "false"
    }

    private static func read(_ path: Path) throws -> YAMLNode? {
        guard FileSystem.exists(path) else { return nil }
        do {
            let bytes = try FileSystem.read(path, limit: YAMLNode.sizeLimit)
            return try YAMLNode.parse(String(decoding: bytes, as: UTF8.self))
        } catch let error as YAMLError {
            throw ConfigurationError(message: "\(path):\(error.line): no valid YAML: \(error.message)")
        } catch let error as FileError {
            throw ConfigurationError(message: error.message)
        }
    }

    private mutating func apply(_ node: YAMLNode?, from path: Path, isOurs: Bool) throws {
        guard let node, node.value != .null else { return }
        guard case .mapping(let pairs) = node.value else {
            throw ConfigurationError(message: "\(path):\(node.line): expected keys and values, found \(node.kind)")
        }
        for pair in pairs { try apply(pair, prefix: "", from: path, isOurs: isOurs) }
    }

    private mutating func apply(_ pair: YAMLNode.Pair, prefix: String, from path: Path, isOurs: Bool) throws {
        let key = prefix + pair.key
        let isGroup = Setting.all.contains { $0.key.hasPrefix(key + ".") }
        if isGroup, case .mapping(let pairs) = pair.value.value {
            for inner in pairs { try apply(inner, prefix: key + ".", from: path, isOurs: isOurs) }
        } else if let setting = Setting.all.first(where: { $0.key == key || key == $0.key + ".default" }) {
            // Hermes Agent writes the model as a name or as a mapping with the name as its default.
            try set(setting, to: pair.value, at: "\(path):\(pair.line)")
        } else if isGroup {
            if pair.value.value == .null { return }
            throw ConfigurationError(
                message: "\(path):\(pair.line): \(key): expected keys and values, found \(pair.value.kind)"
            )
        } else if isOurs, !prefix.isEmpty || !Setting.reserved.contains(pair.key) {
            let close = Suggestions.closest(to: key, among: Setting.all.map(\.key))
            unknownKeys.append("\(path):\(pair.line): \(key)" + (close.map { "; did you mean \($0)?" } ?? ""))
        }
    }

    private mutating func set(_ setting: Setting, to node: YAMLNode, at place: String) throws {
        // Hermes Agent writes what is not set as an empty text.
        if node.value == .null || node.string == "" || node.array?.isEmpty == true { return }
        guard let text = setting.text(of: node), setting.accepts(text),
            node.bool == nil || text == "true" || text == "false"
        else {
            let found = setting.isSecret && node.string != nil ? "something else" : node.kind
            throw ConfigurationError(
                message: "\(place): \(setting.key): expected \(setting.expectation), found \(found)"
            )
        }
        values[setting.key] = Value(text: text, origin: place)
    }

    private mutating func apply(_ environment: [String: String]) throws {
        for setting in Setting.all {
            guard let text = environment[setting.variable], !text.isEmpty else { continue }
            guard setting.accepts(text) else {
                throw ConfigurationError(
                    message: "\(setting.variable): expected \(setting.expectation), found '\(text)'"
                )
            }
            values[setting.key] = Value(text: text, origin: setting.variable)
        }
    }
}
