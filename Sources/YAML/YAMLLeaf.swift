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
