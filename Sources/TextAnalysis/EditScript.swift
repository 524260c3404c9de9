/// The shortest way from one sequence to another by removing and adding elements.
///
/// E. Myers, "An O(ND) Difference Algorithm and Its Variations", Algorithmica 1 (1986). The cost grows with the square
/// of the differences: above `differenceLimit`, all that lies between the common beginning and the common end is
/// replaced as one block.
struct EditScript {
    /// One step of the way.
    struct Step {
        enum Kind {
            case keep, remove, add
        }

        let kind: Kind
        /// The position in the old sequence before the step.
        let old: Int
        /// The position in the new sequence before the step.
        let new: Int
    }

    /// The most removals and additions that are searched for; they take 16 MB and some ten milliseconds.
    static let differenceLimit = 2_000

    private let isRemoved: [Bool]
    private let isAdded: [Bool]

    init(from old: [Int], to new: [Int]) {
        let start = zip(old, new).prefix { $0 == $1 }.count
        let end = zip(old[start...].reversed(), new[start...].reversed()).prefix { $0 == $1 }.count
        let (oldMiddle, newMiddle) = (old[start..<old.count - end], new[start..<new.count - end])
        var isRemoved = [Bool](repeating: false, count: old.count)
        var isAdded = [Bool](repeating: false, count: new.count)
        var search = EditSearch(from: Array(oldMiddle), to: Array(newMiddle))
        if let edits = search.shortest(limit: Self.differenceLimit) {
            for index in edits.removed { isRemoved[start + index] = true }
            for index in edits.added { isAdded[start + index] = true }
        } else {
            for index in oldMiddle.indices { isRemoved[index] = true }
            for index in newMiddle.indices { isAdded[index] = true }
        }
        self.isRemoved = isRemoved
        self.isAdded = isAdded
    }

    /// The steps from beginning to end; between two that keep, removals come before additions.
    private var steps: [Step] {
        var steps: [Step] = []
        var (old, new) = (0, 0)
        while old < isRemoved.count || new < isAdded.count {
            if old < isRemoved.count, isRemoved[old] {
                steps.append(Step(kind: .remove, old: old, new: new))
                old += 1
            } else if new < isAdded.count, isAdded[new] {
                steps.append(Step(kind: .add, old: old, new: new))
                new += 1
            } else {
                steps.append(Step(kind: .keep, old: old, new: new))
                old += 1
                new += 1
            }
        }
        return steps
    }

    /// The changes with what is kept around them; those whose surroundings touch are one.
    func hunks(context: Int) -> [ArraySlice<Step>] {
        let steps = steps
        var ranges: [Range<Int>] = []
        for index in steps.indices where steps[index].kind != .keep {
            let range = max(0, index - context)..<min(steps.count, index + context + 1)
            if let last = ranges.last, range.lowerBound <= last.upperBound {
                ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
            } else {
                ranges.append(range)
            }
        }
        return ranges.map { steps[$0] }
    }
}

/// The greedy search of Myers: how far one gets with no edit, with one, with two.
private struct EditSearch {
    private let old: [Int]
    private let new: [Int]
    /// At index d, how far into the old sequence one gets with d edits, for each diagonal from -d to d; -1 for nowhere.
    ///
    /// A diagonal is the position in the old sequence less that in the new.
    private var reached: [[Int32]] = []

    init(from old: [Int], to new: [Int]) {
        self.old = old
        self.new = new
    }

    /// The positions to remove and to add, or nothing if there are more than the limit.
    mutating func shortest(limit: Int) -> (removed: [Int], added: [Int])? {
        // A difference in length takes that many edits at least.
        guard abs(old.count - new.count) <= limit else { return nil }
        for edits in 0...limit {
            var row = [Int32](repeating: -1, count: 2 * edits + 1)
            for diagonal in stride(from: -edits, through: edits, by: 2) {
                guard var x = move(to: diagonal, edits: edits)?.x else { continue }
                while x < old.count, x - diagonal < new.count, old[x] == new[x - diagonal] { x += 1 }
                row[diagonal + edits] = Int32(x)
                if x == old.count && x - diagonal == new.count { return path(edits: edits) }
            }
            reached.append(row)
        }
        return nil
    }

    /// Where the last of so many edits leads to on a diagonal: the further of a removal and an addition.
    private func move(to diagonal: Int, edits: Int) -> (x: Int, isRemoval: Bool)? {
        if edits == 0 { return (0, false) }
        let afterRemoval = position(diagonal - 1, edits - 1).flatMap { $0 < old.count ? $0 + 1 : nil }
        let afterAddition = position(diagonal + 1, edits - 1).flatMap { $0 - diagonal <= new.count ? $0 : nil }
        switch (afterRemoval, afterAddition) {
        case (let removal?, let addition?): return removal > addition ? (removal, true) : (addition, false)
        case (let removal?, nil): return (removal, true)
        case (nil, let addition?): return (addition, false)
        case (nil, nil): return nil
        }
    }

    private func position(_ diagonal: Int, _ edits: Int) -> Int? {
        guard abs(diagonal) <= edits else { return nil }
        let position = Int(reached[edits][diagonal + edits])
        return position < 0 ? nil : position
    }

    /// Walks back from the ends of both sequences.
    private func path(edits: Int) -> (removed: [Int], added: [Int]) {
        var (removed, added): ([Int], [Int]) = ([], [])
        var diagonal = old.count - new.count
        for edit in stride(from: edits, to: 0, by: -1) {
            guard let (x, isRemoval) = move(to: diagonal, edits: edit) else { break }
            if isRemoval {
                removed.append(x - 1)
                diagonal -= 1
            } else {
                added.append(x - diagonal - 1)
                diagonal += 1
            }
        }
        return (removed, added)
    }
}
