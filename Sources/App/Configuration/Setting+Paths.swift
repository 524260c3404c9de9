import YAML

extension Setting {
    /// What stands between paths, as in `PATH`.
    static let pathSeparator: Character = ":"

    /// The text of a value in a file; nothing if it is of the wrong type.
    func text(of node: YAMLNode) -> String? {
        if case .names = kind, let items = node.array {
            let names = items.compactMap(\.string)
            return names.count == items.count ? names.joined(separator: ", ") : nil
        }
        guard case .paths = kind, let items = node.array else { return node.string }
        let paths = items.compactMap(\.string).filter { !$0.isEmpty && !$0.contains(Self.pathSeparator) }
        return paths.count == items.count ? paths.joined(separator: String(Self.pathSeparator)) : nil
    }
}
