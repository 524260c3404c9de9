extension YAMLEditor {
    /// Takes out what a way leads to.
    func removing(_ path: [YAMLStep], _ trail: [YAMLSpot]) throws(YAMLError) -> Change {
        var depth = path.count
        while depth > 1, case .key = path[depth - 2], isEmptied(trail[depth - 1]) { depth -= 1 }
        let parent = trail[depth - 1].node
        let extents = try extents(in: parent)
        let index = index(of: path[depth - 1], in: parent)
        if isFlow(parent) || trail[depth - 1].isInFlow { return try flow(index, extents, line: parent.line) }
        let own = extents[index]
        guard source.isFirstOfLine(own.lowerBound) else {
            // The first key of an item of a list stands behind its dash, where the next one has to begin.
            guard index + 1 < extents.count else {
                throw YAMLError(line: parent.line, message: "it shares its line with something else")
            }
            let range = own.lowerBound..<extents[index + 1].lowerBound
            try refuseComment(in: range, line: parent.line)
            return Change(range: range, text: "")
        }
        return lines(from: own.lowerBound, to: own.upperBound)
    }

    /// The whole lines of something.
    private func lines(from start: Int, to end: Int) -> Change {
        var start = source.lineStart(of: start)
        let end = source.lineEnd(after: end)
        // Where the text ends without a line feed, so does the line before.
        if start > 0, end == source.end, source.scalar(at: end - 1) != "\n" {
            start -= source.lineBreak.unicodeScalars.count
        }
        return Change(range: start..<end, text: "")
    }

    private func flow(_ index: Int, _ extents: [Range<Int>], line: Int) throws(YAMLError) -> Change {
        let own = extents[index]
        let range =
            if index + 1 < extents.count {
                own.lowerBound..<extents[index + 1].lowerBound
            } else if index > 0 {
                extents[index - 1].upperBound..<own.upperBound
            } else {
                own
            }
        try refuseComment(in: range, line: line)
        return Change(range: range, text: "")
    }

    /// Whether a group has one value only and no comments, so that it goes with it.
    private func isEmptied(_ spot: YAMLSpot) -> Bool {
        guard max(spot.node.pairs.count, spot.node.array?.count ?? 0) == 1 else { return false }
        let place = spot.node.place
        if isFlow(spot.node) || spot.isInFlow { return !source.hasComment(in: place) }
        let start = spot.key?.lowerBound ?? place.lowerBound
        let next = source.lineEnd(after: place.upperBound)
        let comment = next < source.end ? source.columnOfComment(at: next) : nil
        return !source.hasComment(in: start..<place.lowerBound) && (comment ?? 0) <= source.column(of: start)
    }

    /// Where the keys with their values, or the items, of a group begin and end.
    private func extents(in node: YAMLNode) throws(YAMLError) -> [Range<Int>] {
        if case .mapping(let pairs) = node.value {
            return pairs.map { pair in
                pair.place.lowerBound..<max(pair.place.upperBound, pair.value.place.upperBound)
            }
        }
        let isFlow = isFlow(node)
        var extents: [Range<Int>] = []
        for item in node.array ?? [] {
            guard let start = isFlow ? item.place.lowerBound : source.dash(before: item.place.lowerBound) else {
                throw YAMLError(line: item.line, message: "a comment stands behind the dash")
            }
            extents.append(start..<item.place.upperBound)
        }
        return extents
    }

    private func index(of step: YAMLStep, in node: YAMLNode) -> Int {
        switch step {
        case .item(let index): index
        case .key(let key): node.pairs.firstIndex { $0.key == key } ?? 0
        }
    }
}
