/// Changes single values of a YAML text, and leaves all else in it as it is.
///
/// A change replaces one piece of the text. What comes of it is read again and must say what it said before, but for what
/// was to be changed; otherwise nothing changes, and the error names the line that a person should look at.
public struct YAMLEditor: Sendable {
    private(set) var source: YAMLSource
    private(set) var root: YAMLNode

    /// What is below a key that is further in.
    static let indentation = 2

    /// Begins with a text.
    ///
    /// - Parameter text: YAML; it may be empty.
    /// - Throws: `YAMLError` with the line of the first fault.
    public init(_ text: String) throws(YAMLError) {
        root = try YAMLNode.parse(text)
        source = YAMLSource(text)
    }

    /// The text with all changes.
    public var text: String { source.text }

    /// The value at the end of a way.
    ///
    /// - Parameter path: The way.
    /// - Returns: The value; nothing if the way ends before, or the value is null.
    public func node(at path: [YAMLStep]) -> YAMLNode? {
        var node: YAMLNode? = root
        for step in path { node = node?.child(step) }
        return node?.value == .null ? nil : node
    }

    /// Writes a value: in the place of the one that is there, or behind the others of its group.
    ///
    /// - Parameters:
    ///   - path: The way to it; what is missing on it is made.
    ///   - value: The value.
    /// - Throws: `YAMLError` with the line where it cannot be written safely.
    public mutating func set(_ path: [YAMLStep], to value: YAMLValue) throws(YAMLError) {
        let trail = trail(path)
        let spot = trail[trail.count - 1]
        let missing = path[(trail.count - 1)...]
        let change = try missing.isEmpty ? replacing(spot, with: value) : inserting(missing, value, in: spot)
        let others = root.leaves().filter { !$0.path.starts(with: path) }
        let own = value.leaves(at: path)
        try apply(change, line: spot.node.line) { leaves in
            let found = leaves.filter { $0.path.starts(with: path) }.map { YAMLLeaf(path: $0.path, text: $0.text) }
            return found == own && leaves.filter { !$0.path.starts(with: path) } == others
        }
    }

    /// Takes a value out, with the lines that it has to itself, and the groups that have nothing else in them.
    ///
    /// - Parameter path: The way to it, which must lead to something.
    /// - Throws: `YAMLError` with the line where it cannot be taken out safely.
    public mutating func remove(_ path: [YAMLStep]) throws(YAMLError) {
        let trail = trail(path)
        guard trail.count == path.count + 1, let last = trail.last else {
            throw YAMLError(line: root.line, message: "there is no such value")
        }
        let rest = root.leaves().filter { !$0.path.starts(with: path) }.map { $0.afterRemoval(of: path) }
        try apply(try removing(path, trail), line: last.node.line) { $0 == rest }
    }

    /// A piece of the text and what comes in its place.
    struct Change {
        let range: Range<Int>
        let text: String
    }

    private mutating func apply(
        _ change: Change,
        line: Int,
        ifRight isRight: ([YAMLLeaf]) -> Bool
    ) throws(YAMLError) {
        var changed = source
        changed.replace(change.range, with: change.text)
        let text = changed.text
        guard text.utf8.count <= YAMLNode.sizeLimit else {
            throw YAMLError(line: line, message: "there would be more than \(YAMLNode.sizeLimit) bytes")
        }
        // Whatever fault it has then, the text that is there has none.
        guard let node = try? YAMLNode.parse(text), isRight(node.leaves()) else {
            throw YAMLError(line: line, message: "it is written in a way that cannot be changed safely")
        }
        (source, root) = (changed, node)
    }
}

extension YAMLLeaf {
    /// The same text after a value before it was taken out: what follows in a list moves up.
    fileprivate func afterRemoval(of removed: [YAMLStep]) -> YAMLLeaf {
        guard case .item(let index) = removed.last, path.count >= removed.count,
            path.starts(with: removed.dropLast()), case .item(let own) = path[removed.count - 1], own > index
        else { return self }
        var leaf = self
        leaf.path[removed.count - 1] = .item(own - 1)
        return leaf
    }
}
