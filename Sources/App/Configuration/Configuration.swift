import Core
import FoundationEssentials
import YAML

/// The values of all settings, each with where it comes from.
///
/// Flags win over `SLATE_…` variables, those over the board's `config.yaml`, that over the neighbour's, that over the
/// defaults.
struct Configuration: Sendable {
    /// Where a value is told; what comes later wins.
    enum Layer: Int, CaseIterable, Comparable, Sendable {
        case standard, neighbour, own, environment, flag

        /// As it is written down with a run.
        var name: String { String(describing: self) }

        init?(name: String) {
            guard let layer = Self.allCases.first(where: { $0.name == name }) else { return nil }
            self = layer
        }

        static func < (left: Layer, right: Layer) -> Bool { left.rawValue < right.rawValue }
    }

    struct Value: Sendable {
        let text: String
        /// A file and line, a variable, an option, or "default".
        let origin: String
        var layer = Layer.standard
    }

    /// The board's home, absolute.
    let home: Path
    /// Where the home was told.
    let homeOrigin: String
    /// The files that were looked for, first the one that wins.
    let files: [Path]
    /// Keys that nothing uses, with their place; for `doctor`.
    private(set) var unknownKeys: [String] = []
    /// By the parts of their keys, since names of models have dots.
    private var values: [[String]: Value] = [:]
    private let environment: [String: String]

    /// Whether a person has written our own file.
    var hasOwnFile: Bool { files.first.map { FileSystem.exists($0) } ?? false }

    /// Reads the configuration.
    ///
    /// - Parameters:
    ///   - environment: The variables of the process.
    ///   - workingFolder: What relative paths start from.
    ///   - options: The options of the command line with their values.
    /// - Throws: `ConfigurationError` with file, line, key and what was expected.
    init(environment: [String: String], workingFolder: Path, options: [String: String] = [:]) throws {
        self.init(unreadIn: environment, workingFolder)
        let own = try Self.read(files[0])
        if try isNeighbourRead(own, environment) { try apply(try Self.read(files[1]), from: files[1], .neighbour) }
        try apply(own, from: files[0], .own)
        for setting in Setting.all {
            if let name = setting.variable, let text = environment[name], !text.isEmpty {
                try set(setting, to: text, from: name, .environment)
            }
            if let name = setting.option, let text = options[name] {
                try set(setting, to: text, from: "--\(name)", .flag)
            }
        }
        try checkPrices()
    }

    /// Reads a text as if it were in our own file, and nothing else.
    ///
    /// - Parameters:
    ///   - own: The text.
    ///   - environment: The variables of the process, for values that stand for one.
    ///   - workingFolder: What relative paths start from.
    /// - Throws: `ConfigurationError` with file, line, key and what was expected.
    init(own: String, environment: [String: String], workingFolder: Path) throws {
        self.init(unreadIn: environment, workingFolder)
        try apply(try Self.parse(own, from: files[0]), from: files[0], .own)
        try checkPrices()
    }

    private init(unreadIn environment: [String: String], _ workingFolder: Path) {
        self.environment = environment
        let userHome = Path(environment["HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? "/")
        let neighbour = userHome.appending(".hermes")
        let told = environment["SLATE_HOME"].flatMap { $0.isEmpty ? nil : $0 }
        home = told.map { Path($0).absolute(from: workingFolder) } ?? neighbour.appending("blackboard")
        homeOrigin = told == nil ? "default" : "SLATE_HOME"
        files = [home.appending("config.yaml"), neighbour.appending("config.yaml")]
    }

    /// The value of a setting with one name.
    func value(_ key: String) -> Value {
        if let value = values[key.split(separator: ".").map(String.init)] { return value }
        return Value(text: Setting.all.first { $0.key == key }?.standard ?? "", origin: "default")
    }

    /// The value of a setting by the parts of its key, if one is told.
    func value(at path: [String]) -> Value? { values[path].flatMap { $0.layer == .standard ? nil : $0 } }

    /// The values of some settings by their path, also as they stand where nothing is told.
    func values(of settings: [Setting]) -> [[String]: Value] {
        let fixed = settings.filter { !$0.isPattern && !$0.standard.isEmpty }
        let standing = fixed.map { ($0.parts.map(String.init), value($0.key)) }
        let told = values.filter { path, _ in settings.contains { $0.isAt(path) } }
        return told.merging(standing) { told, _ in told }
    }

    /// Takes the settings that a run was begun with.
    mutating func take(_ recorded: RecordedSettings) { values = recorded.replacing(in: values) }

    /// The number of a setting by the parts of its key, if one is told; its kind was checked when it was read.
    func number(at path: [String]) -> Int? { value(at: path).flatMap { Int($0.text) } }

    /// The decimal number of a setting by the parts of its key, if one is told.
    func decimal(at path: [String]) -> Double? { value(at: path).flatMap { Double($0.text) } }

    /// The text of a setting.
    func text(_ key: String) -> String { value(key).text }

    /// The number of a setting; its kind was checked when it was read.
    func number(_ key: String) -> Int { Int(text(key)) ?? 0 }

    /// The values of all keys that end with a name.
    func values(named name: String) -> [String] { values.filter { $0.key.last == name }.map(\.value.text) }

    /// The names of a list, if it is told.
    func names(at path: [String]) -> [String]? { value(at: path).map { Setting.items(of: $0.text, separator: ",") } }

    /// The names below a group, such as those of the roles; those of a list are its places, in order.
    func names(below group: String) -> [String] {
        let names = Set(values.keys.filter { $0.count > 2 && $0[0] == group }.map { $0[1] })
        // The shorter first, which puts numbers in order.
        return names.sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
    }

    /// What may be shown: each key with its value, of a secret only that it is set, and its origin.
    var shown: [(key: String, text: String, origin: String)] {
        Setting.all.flatMap { setting in
            let told = values.filter { setting.isAt($0.key) }
            var rows = told.map { (key: $0.key.joined(separator: "."), value: $0.value) }.sorted { $0.key < $1.key }
            if rows.isEmpty, !setting.isPattern { rows = [(setting.key, value(setting.key))] }
            return rows.map { key, value in
                (key, setting.isSecret && !value.text.isEmpty ? "(set)" : value.text, value.origin)
            }
        }
    }

    /// The neighbour's file is opened only if neither our file nor the environment forbids it.
    private func isNeighbourRead(_ own: YAMLNode?, _ environment: [String: String]) throws -> Bool {
        let told = environment["SLATE_NEIGHBOUR"] ?? own?["neighbour"]?.string
        return told != "false"
    }

    private static func read(_ path: Path) throws -> YAMLNode? {
        guard let bytes = try bytes(of: path) else { return nil }
        return try parse(String(decoding: bytes, as: UTF8.self), from: path)
    }

    /// The bytes of a file; nothing if there is none.
    static func bytes(of path: Path) throws -> [UInt8]? {
        guard FileSystem.exists(path) else { return nil }
        do {
            return try FileSystem.read(path, limit: YAMLNode.sizeLimit)
        } catch {
            guard error.code == .tooLarge else { throw ConfigurationError(message: error.message) }
            let message = "cannot read \(path): a configuration may have \(YAMLNode.sizeLimit) bytes; shorten it"
            throw ConfigurationError(message: message)
        }
    }

    private static func parse(_ text: String, from path: Path) throws -> YAMLNode {
        do {
            return try YAMLNode.parse(text)
        } catch {
            throw ConfigurationError(error, in: path)
        }
    }

    private mutating func apply(_ node: YAMLNode?, from file: Path, _ layer: Layer) throws {
        guard let node, node.value != .null else { return }
        guard case .mapping(let pairs) = node.value else {
            throw ConfigurationError(message: "\(file):\(node.line): expected keys and values, found \(node.kind)")
        }
        for pair in pairs where layer == .own || !Setting.ownGroups.contains(pair.key) {
            try apply(pair.value, to: [pair.key], line: pair.line, from: file, layer)
        }
    }

    private mutating func apply(
        _ node: YAMLNode,
        to path: [String],
        line: Int,
        from file: Path,
        _ layer: Layer
    ) throws {
        let place = "\(file):\(line)"
        // Hermes Agent writes the model as a name or as a mapping with the name as its default.
        let target = path == ["model", "default"] ? ["model"] : path
        let setting = Setting.all.first { $0.isAt(target) }
        let isGroup = Setting.all.contains { $0.parts.count > path.count && $0.begins(with: path) }
        if path == [ModelSettings.list], case .sequence(let items) = node.value {
            try apply(items, to: path, from: file, layer)
        } else if isGroup, case .mapping(let pairs) = node.value {
            for pair in pairs { try apply(pair.value, to: path + [pair.key], line: pair.line, from: file, layer) }
        } else if let setting {
            try set(setting, at: target, to: node, from: place, layer)
        } else if isGroup {
            if node.value == .null { return }
            let expected = path == [ModelSettings.list] ? "a list" : "keys and values"
            let key = path.joined(separator: ".")
            throw ConfigurationError(message: "\(place): \(key): expected \(expected), found \(node.kind)")
        } else if layer == .own, !Setting.isReserved(path) {
            let key = path.joined(separator: ".")
            let close = Suggestions.closest(to: key, among: Setting.all.map(\.key))
            unknownKeys.append("\(place): \(key)" + (close.map { "; did you mean \($0)?" } ?? ""))
        }
    }

    /// Takes a list, which replaces the one of an earlier file: their items have nothing to do with each other.
    private mutating func apply(_ items: [YAMLNode], to path: [String], from file: Path, _ layer: Layer) throws {
        values = values.filter { !$0.key.starts(with: path) }
        for (index, item) in items.enumerated() {
            // A name alone is a model.
            let isName = item.string != nil
            try apply(item, to: path + ["\(index)"] + (isName ? ["model"] : []), line: item.line, from: file, layer)
        }
    }

    private mutating func set(
        _ setting: Setting,
        at path: [String],
        to node: YAMLNode,
        from place: String,
        _ layer: Layer
    ) throws {
        // Hermes Agent writes what is not set as an empty text.
        if node.value == .null || node.array?.isEmpty == true { return }
        var text = setting.text(of: node) ?? "?"
        if text.isEmpty { return }
        if let name = Self.variable(in: text) {
            guard let value = environment[name], !value.isEmpty else { return }
            text = value
        }
        guard setting.text(of: node) != nil, setting.accepts(text),
            node.bool == nil || text == "true" || text == "false"
        else {
            let found = node.string.map { _ in setting.excerpt(text) } ?? node.kind
            let key = path.joined(separator: ".")
            throw ConfigurationError(message: "\(place): \(key): expected \(setting.expectation), found \(found)")
        }
        values[path] = Value(text: text, origin: place, layer: layer)
    }

    private mutating func set(_ setting: Setting, to text: String, from name: String, _ layer: Layer) throws {
        guard setting.accepts(text) else {
            let found = setting.excerpt(text)
            throw ConfigurationError(message: "\(name): expected \(setting.expectation), found \(found)")
        }
        values[setting.parts.map(String.init)] = Value(text: text, origin: name, layer: layer)
    }

    /// The variable that a value such as `${NAME}` stands for, as Hermes Agent has them.
    static func variable(in text: String) -> String? {
        guard text.hasPrefix("${"), text.hasSuffix("}") else { return nil }
        return String(text.dropFirst(2).dropLast())
    }

    private func checkPrices() throws {
        for model in names(below: "prices") {
            let told = values.filter { $0.key.starts(with: ["prices", model]) }
            if told[["prices", model, "input"]] != nil, told[["prices", model, "output"]] != nil { continue }
            let place = told.values.map(\.origin).min() ?? ""
            throw ConfigurationError(
                message: "\(place): prices.\(model): expected both input and output, in US dollars for a million tokens"
            )
        }
    }
}
