/// A step on the way to a value in YAML.
public enum YAMLStep: Sendable, Hashable {
    /// To the value of a key.
    case key(String)
    /// To an item of a list, counted from 0.
    case item(Int)
}

/// What is written for a value.
public enum YAMLValue: Sendable {
    /// A number or a truth value, as it is.
    case plain(String)
    /// A text, which no reader takes for anything else.
    case text(String)
    /// A list of texts.
    case list([String])
    /// Keys, each with its value.
    case mapping([(key: String, value: YAMLValue)])

    /// How it is written on one line.
    ///
    /// - Parameter isInFlow: Whether it stands within brackets or braces, where more characters have a meaning.
    /// - Returns: YAML.
    func source(isInFlow: Bool) -> String {
        switch self {
        case .plain(let text): text
        case .text(let text): Self.scalar(text, isInFlow: isInFlow)
        case .list(let texts):
            "[" + texts.map { Self.scalar($0, isInFlow: true) }.joined(separator: ", ") + "]"
        case .mapping(let pairs):
            "{"
                + pairs.map { Self.scalar($0.key, isInFlow: true) + ": " + $0.value.source(isInFlow: true) }
                .joined(separator: ", ") + "}"
        }
    }

    /// How a text is written on one line.
    static func scalar(_ text: String, isInFlow: Bool) -> String {
        let isSafe = !isInFlow || !text.utf8.contains { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ":") }
        return isSafe ? YAMLText.scalar(text) : YAMLText.quoted(text)
    }

    /// All texts in it, each with its way from here.
    func leaves(at path: [YAMLStep]) -> [YAMLLeaf] {
        switch self {
        case .plain(let text): [YAMLLeaf(path: path, text: text)]
        case .text(let text): [YAMLLeaf(path: path, text: text)]
        case .list(let texts): texts.enumerated().map { YAMLLeaf(path: path + [.item($0)], text: $1) }
        case .mapping(let pairs): pairs.flatMap { $0.value.leaves(at: path + [.key($0.key)]) }
        }
    }
}

/// A text in YAML with the way to it.
struct YAMLLeaf: Equatable {
    var path: [YAMLStep]
    let text: String
    /// Whether it was written without quotes, so that it may mean a number; not looked at where it was just written.
    var isPlain: Bool?
}

extension YAMLNode {
    /// All texts in it, each with its way from here; what is empty says nothing.
    func leaves(at path: [YAMLStep] = []) -> [YAMLLeaf] {
        switch value {
        case .null: []
        case .scalar(let text, let isPlain): [YAMLLeaf(path: path, text: text, isPlain: isPlain)]
        case .sequence(let items): items.enumerated().flatMap { $1.leaves(at: path + [.item($0)]) }
        case .mapping(let pairs): pairs.flatMap { $0.value.leaves(at: path + [.key($0.key)]) }
        }
    }

    /// What a step leads to.
    func child(_ step: YAMLStep) -> YAMLNode? {
        switch step {
        case .key(let key): pairs.first { $0.key == key }?.value
        case .item(let index): array.flatMap { $0.indices.contains(index) ? $0[index] : nil }
        }
    }
}
