import Core
import YAML

/// The text of a configuration file, in which single settings are changed and all else stays.
struct ConfigurationText {
    private var editor: YAMLEditor
    private let file: Path

    /// Begins with what is in a file.
    ///
    /// - Parameters:
    ///   - bytes: What is in it.
    ///   - file: Its path, for errors.
    /// - Throws: `ConfigurationError` if it is no YAML in UTF-8.
    init(_ bytes: [UInt8], of file: Path) throws {
        self.file = file
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
            throw ConfigurationError(message: "\(file):\(line + 1): this line is no UTF-8; put it right by hand")
        }
        do {
            editor = try YAMLEditor(text)
        } catch {
            throw ConfigurationError(error, in: file)
        }
    }

    /// The text with all changes.
    var text: String { editor.text }

    /// Writes a setting.
    mutating func set(_ key: SettingKey, to value: YAMLValue) throws {
        let path = steps(to: key.path)
        try checkPlace(path, key)
        let base = Array(path.dropLast())
        guard case .key(let name) = path.last, let standard = Self.standardName(below: base) else {
            return try change(key.text) { editor throws(YAMLError) in try editor.set(path, to: value) }
        }
        let node = editor.node(at: base)
        // A text alone is what the group is mostly about.
        if let text = node?.string, name != standard {
            let both = YAMLValue.mapping([(standard, .text(text)), (name, value)])
            try change(key.text) { editor throws(YAMLError) in try editor.set(base, to: both) }
        } else {
            let isAlone = node?.string != nil || (node == nil && key.path == ["model"])
            try change(key.text) { editor throws(YAMLError) in try editor.set(isAlone ? base : path, to: value) }
        }
    }

    /// Takes a setting, or a group of them, out.
    ///
    /// - Parameter path: Its parts.
    /// - Returns: False if it is not there.
    /// - Throws: `ConfigurationError` with the line where it cannot be taken out safely.
    mutating func remove(_ path: [String]) throws -> Bool {
        var steps = steps(to: path)
        let base = Array(steps.dropLast())
        if let standard = Self.standardName(below: base), editor.node(at: base)?.string != nil {
            guard steps.last == .key(standard) else { return false }
            steps = base
        }
        guard editor.node(at: steps) != nil else { return false }
        try change(path.joined(separator: ".")) { editor throws(YAMLError) in try editor.remove(steps) }
        return true
    }

    /// Refuses a place in a list that is not the next one.
    private func checkPlace(_ path: [YAMLStep], _ key: SettingKey) throws {
        let list = ModelSettings.list
        guard path.count > 1, case .item(let index) = path[1] else { return }
        let count = editor.node(at: [.key(list)])?.array?.count ?? 0
        if index > count {
            throw ConfigurationError(
                message: "\(key.text): \(list) has \(count.of("item")); the next one is \(list).\(count)"
            )
        }
    }

    private mutating func change(
        _ key: String,
        _ body: (inout YAMLEditor) throws(YAMLError) -> Void
    ) throws {
        do {
            try body(&editor)
        } catch {
            throw ConfigurationError(
                message: "\(file):\(error.line): \(key) cannot be changed here: \(error.message); change it by hand"
            )
        }
    }

    /// The way to a setting in the file; what is called the model elsewhere is there the first of the model's settings.
    private func steps(to path: [String]) -> [YAMLStep] {
        if path == ["model"] { return [.key("model"), .key("default")] }
        return path.enumerated().map { index, part in
            index == 1 && path[0] == ModelSettings.list ? .item(Int(part) ?? 0) : .key(part)
        }
    }

    /// What a text means that stands in the place of a group.
    private static func standardName(below path: [YAMLStep]) -> String? {
        if path == [.key("model")] { return "default" }
        return path.count == 2 && path[0] == .key(ModelSettings.list) ? "model" : nil
    }
}
