/// A value in a text, and how it is reached.
struct YAMLSpot {
    let node: YAMLNode
    /// Where its key stands; nothing for an item, and for the whole.
    var key: Range<Int>?
    /// Whether it stands within brackets or braces.
    var isInFlow = false
}

extension YAMLEditor {
    /// The values that a way leads through, the whole first, as far as there are any.
    func trail(_ path: [YAMLStep]) -> [YAMLSpot] {
        var trail = [YAMLSpot(node: root)]
        for step in path {
            let parent = trail[trail.count - 1]
            guard let child = parent.node.child(step) else { break }
            var spot = YAMLSpot(node: child, isInFlow: parent.isInFlow || isFlow(parent.node))
            if case .key(let key) = step { spot.key = parent.node.pairs.first { $0.key == key }?.place }
            trail.append(spot)
        }
        return trail
    }

    /// Whether a list or mapping is written in brackets or braces.
    func isFlow(_ node: YAMLNode) -> Bool {
        !node.place.isEmpty && ["[", "{"].contains(source.scalar(at: node.place.lowerBound))
    }

    /// Puts a value in the place of another one.
    func replacing(_ spot: YAMLSpot, with value: YAMLValue) throws(YAMLError) -> Change {
        let text = value.source(isInFlow: spot.isInFlow)
        let place = spot.node.place
        try refuseProperties(spot.node)
        switch spot.node.value {
        case .null where place.isEmpty: return Change(range: place, text: " " + text)
        case .scalar(_, isPlain: false) where [">", "|"].contains(source.scalar(at: place.lowerBound)):
            throw YAMLError(line: spot.node.line, message: "a text of several lines stands there")
        case .null, .scalar: return Change(range: place, text: text)
        case .sequence, .mapping: break
        }
        let isFlow = isFlow(spot.node)
        // Lines below a key end up behind it.
        guard let start = isFlow ? place.lowerBound : spot.key.flatMap(source.colonEnd) else {
            throw YAMLError(line: spot.node.line, message: "\(spot.node.kind) stands there")
        }
        let range = start..<place.upperBound
        try refuseComment(in: range, line: spot.node.line)
        return Change(range: range, text: isFlow ? text : " " + text)
    }

    /// Puts a value, and what leads to it, into a group.
    func inserting(
        _ path: ArraySlice<YAMLStep>,
        _ value: YAMLValue,
        in spot: YAMLSpot
    ) throws(YAMLError) -> Change {
        try refuseProperties(spot.node)
        let node = spot.node
        switch (node.value, path.first) {
        case (.null, _): return nothing(spot, becomes: path, value)
        case (.mapping(let pairs), .key):
            return isFlow(node)
                ? flow(path, value, after: pairs.last?.value, in: node)
                : block(path, value, behind: node, column: source.column(of: pairs[0].place.lowerBound))
        case (.sequence(let items), .item(let index)) where index == items.count:
            if isFlow(node) { return flow(path, value, after: items.last, in: node) }
            guard let dash = items.last.flatMap({ source.dash(before: $0.place.lowerBound) }) else { break }
            return block(path, value, behind: node, column: source.column(of: dash))
        case (.sequence(let items), .item(let index)):
            throw YAMLError(line: node.line, message: "there is no item \(index); the next one is \(items.count)")
        default: break
        }
        throw YAMLError(line: node.line, message: "\(node.kind) stands there")
    }

    /// Gives a group that has nothing in it what leads to a value.
    private func nothing(_ spot: YAMLSpot, becomes path: ArraySlice<YAMLStep>, _ value: YAMLValue) -> Change {
        let place = spot.node.place
        if let key = spot.key {
            guard !spot.isInFlow, place.isEmpty else {
                let text = flowText(path, value)
                return Change(range: place, text: place.isEmpty ? " " + text : text)
            }
            let column = source.column(of: key.lowerBound) + Self.indentation
            return line(blockText(path, value, column: column), at: source.lineEnd(after: key.upperBound), column)
        }
        return line(blockText(path, value, column: 0), at: source.end, 0)
    }

    private func flow(
        _ path: ArraySlice<YAMLStep>,
        _ value: YAMLValue,
        after last: YAMLNode?,
        in node: YAMLNode
    ) -> Change {
        let text = flowText(path, value).dropFirst().dropLast()
        let place = last?.place.upperBound ?? node.place.lowerBound + 1
        return Change(range: place..<place, text: last == nil ? String(text) : ", " + text)
    }

    private func block(
        _ path: ArraySlice<YAMLStep>,
        _ value: YAMLValue,
        behind node: YAMLNode,
        column: Int
    ) -> Change {
        var place = source.lineEnd(after: node.place.upperBound)
        if column == 0 {
            place = source.end
        } else {
            // Comments that are as far in belong to the group.
            while let comment = source.columnOfComment(at: place), comment >= column {
                place = source.lineEnd(after: place + comment)
            }
        }
        return line(blockText(path, value, column: column), at: place, column)
    }

    /// Inserts lines where one begins, or behind the last one, which then has no end as before.
    private func line(_ text: String, at place: Int, _ column: Int) -> Change {
        let text = String(repeating: " ", count: column) + text
        let isBehindWhole = place == 0 || source.scalar(at: place - 1) == "\n"
        return Change(
            range: place..<place,
            text: isBehindWhole ? text + source.lineBreak : source.lineBreak + text
        )
    }

    /// What leads to a value and the value, on lines of their own but for the first one's begin.
    private func blockText(_ path: ArraySlice<YAMLStep>, _ value: YAMLValue, column: Int) -> String {
        guard let step = path.first else { return value.source(isInFlow: false) }
        let rest = path.dropFirst()
        let inner = blockText(rest, value, column: column + Self.indentation)
        switch step {
        case .item: return "- " + inner
        case .key(let key):
            let gap =
                rest.isEmpty ? " " : source.lineBreak + String(repeating: " ", count: column + Self.indentation)
            return YAMLValue.scalar(key, isInFlow: false) + ":" + gap + inner
        }
    }

    /// What leads to a value and the value, in brackets and braces.
    private func flowText(_ path: ArraySlice<YAMLStep>, _ value: YAMLValue) -> String {
        switch path.first {
        case nil: value.source(isInFlow: true)
        case .item: "[" + flowText(path.dropFirst(), value) + "]"
        case .key(let key):
            "{" + YAMLValue.scalar(key, isInFlow: true) + ": " + flowText(path.dropFirst(), value) + "}"
        }
    }

    private func refuseProperties(_ node: YAMLNode) throws(YAMLError) {
        if !node.place.isEmpty, ["&", "!"].contains(source.scalar(at: node.place.lowerBound)) {
            throw YAMLError(line: node.line, message: "an anchor or a tag stands there")
        }
    }

    func refuseComment(in range: Range<Int>, line: Int) throws(YAMLError) {
        if source.hasComment(in: range) { throw YAMLError(line: line, message: "a comment would be lost") }
    }
}
