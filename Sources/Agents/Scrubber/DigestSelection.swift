/// Chooses the pieces of a digest, and puts them together within the budget.
struct DigestSelection {
    /// The share of the budget that errors and headings may take each.
    private static let errorShare = 3
    private static let headingShare = 5
    /// How like one that was chosen another may be, in the first round and at all.
    private static let likeness = 0.6
    private static let sameness = 0.9

    /// The lengths between which a piece must say more the longer it is, in quarters of a token.
    private static let lengths = 40...240

    private let budget: Int
    private let total: DigestUnit.Tally
    private let pointer: [UInt8]
    /// What was chosen, in order.
    private var chosen: [DigestUnit] = []
    /// What the digest takes as it stands, in quarters of a token.
    private var cost: Int

    /// Creates an empty digest.
    ///
    /// - Parameters:
    ///   - budget: The most quarters of tokens.
    ///   - total: All pieces of the text.
    ///   - pointer: The last line; left out if nothing else would fit.
    init(budget: Int, total: DigestUnit.Tally, pointer: String) {
        self.budget = budget
        self.total = total
        let line = Array(pointer.utf8)
        self.pointer = TokenEstimate.quarters(of: line) * 2 <= budget ? line : []
        cost = TokenEstimate.quarters(of: self.pointer) + Self.quarters(of: total)
    }

    /// What was not chosen.
    var omitted: DigestUnit.Tally {
        chosen.reduce(total) { rest, unit in rest - (unit.after - unit.before) }
    }

    // MARK: Choosing

    /// Adds a piece if it fits.
    ///
    /// - Returns: Whether it was added, or had been.
    @discardableResult
    mutating func add(_ unit: DigestUnit, isRequired: Bool = false, within limit: Int? = nil) -> Bool {
        let place = chosen.firstIndex { $0.ordinal >= unit.ordinal } ?? chosen.count
        if place < chosen.count, chosen[place].ordinal == unit.ordinal { return true }
        let before = place > 0 ? chosen[place - 1].after : DigestUnit.Tally()
        let after = place < chosen.count ? chosen[place].before : total
        let added =
            unit.quarters + Self.quarters(of: unit.before - before) + Self.quarters(of: after - unit.after)
            - Self.quarters(of: after - before)
        guard cost + added <= (limit ?? budget) else {
            return isRequired && unit.text.count > 80 ? add(shortened(unit), isRequired: true) : false
        }
        cost += added
        chosen.insert(unit, at: place)
        return true
    }

    /// A required sentence that does not fit loses its second half, with a mark.
    private func shortened(_ unit: DigestUnit) -> DigestUnit {
        var end = unit.text.count / 2
        while end > 0, unit.text[end] != 0x20 { end -= 1 }
        if end == 0 { end = unit.text.count / 2 }
        while end > 0, unit.text[end] & 0xC0 == 0x80 { end -= 1 }
        let text = Array(unit.text[..<end]) + Array(" […]".utf8)
        return DigestUnit(
            kind: unit.kind,
            ordinal: unit.ordinal,
            before: unit.before,
            text: text,
            salience: unit.salience
        )
    }

    /// Adds errors: the first and the last, then the others in order, up to their share.
    mutating func add(errors: [DigestUnit]) {
        guard let first = errors.first, let last = errors.last else { return }
        add(first, isRequired: true)
        add(last, isRequired: true)
        let limit = cost + budget / Self.errorShare
        for error in errors { add(error, within: min(budget, limit)) }
    }

    /// Adds cited figures, then headings, then whatever is salient and new.
    mutating func fill(from pool: [DigestUnit], headings: [DigestUnit]) {
        let cited = pool.filter(\.salience.isCitedFigure)
        for unit in Self.bestFirst(cited) where likeness(of: unit) < 1 { add(unit) }
        addHeadings(headings)
        let others = Self.bestFirst(pool.filter { !$0.salience.isCitedFigure })
        var skipped: [DigestUnit] = []
        for unit in others {
            if likeness(of: unit) > Self.likeness { skipped.append(unit) } else { add(unit) }
        }
        for unit in skipped where likeness(of: unit) < Self.sameness { add(unit) }
    }

    /// The highest headings first, as far as there is room for them.
    private mutating func addHeadings(_ headings: [DigestUnit]) {
        let limit = min(budget, cost + budget / Self.headingShare)
        for level in 1...6 {
            for heading in headings where heading.kind == .heading(level: level) { add(heading, within: limit) }
        }
    }

    /// How like the most similar piece that was chosen.
    private func likeness(of unit: DigestUnit) -> Double {
        chosen.reduce(0) { $1.ordinal == unit.ordinal ? $0 : max($0, unit.salience.similarity(to: $1.salience)) }
    }

    /// A long piece must say more than a short one; of two that are equally good the earlier one is better.
    private static func bestFirst(_ units: [DigestUnit]) -> [DigestUnit] {
        // Numbers are sorted in the place of pieces: those are large, and the density of each takes its whole text.
        let ranks = units.map { (density: density($0), ordinal: $0.ordinal) }
        let order = units.indices.sorted { left, right in
            let (first, second) = (ranks[left], ranks[right])
            return first.density == second.density ? first.ordinal < second.ordinal : first.density > second.density
        }
        return order.map { units[$0] }
    }

    private static func density(_ unit: DigestUnit) -> Double {
        unit.salience.score / Double(min(max(unit.quarters, lengths.lowerBound), lengths.upperBound)).squareRoot()
    }

    /// What the mark for some pieces takes.
    private static func quarters(of tally: DigestUnit.Tally) -> Int {
        let mark = tally.mark
        return mark.isEmpty ? 0 : mark.utf8.count + 1
    }

    // MARK: The text

    var text: [UInt8] {
        var text: [UInt8] = []
        var before = DigestUnit.Tally()
        for unit in chosen {
            Self.append(unit.before - before, to: &text)
            text += unit.text
            text.append(UInt8(ascii: "\n"))
            before = unit.after
        }
        Self.append(total - before, to: &text)
        return text + pointer
    }

    private static func append(_ omitted: DigestUnit.Tally, to text: inout [UInt8]) {
        let mark = omitted.mark
        if !mark.isEmpty { text += Array((mark + "\n").utf8) }
    }
}
