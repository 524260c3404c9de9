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
