import YAML

extension Setting {
    /// What stands between paths, as in `PATH`.
    static let pathSeparator: Character = ":"
    /// What stands between names.
    static let nameSeparator: Character = ","

    /// The text of a value in a file; nothing if it is of the wrong type.
    func text(of node: YAMLNode) -> String? {
        guard let separator, let items = node.array else { return node.string }
        let texts = items.compactMap(\.string).filter { !$0.isEmpty && !$0.contains(separator) }
        return texts.count == items.count ? texts.joined(separator: String(separator)) : nil
    }

    /// What stands between the items of a list; nothing for what is none.
    private var separator: Character? {
        switch kind {
        case .paths: Self.pathSeparator
        case .names: Self.nameSeparator
        default: nil
        }
    }
}
