import Core
import TextAnalysis

/// The last stage: a digest of a text within a budget of tokens, made in one pass.
///
/// A text within the budget stays as it is. Of a longer one the most salient sentences, tables and code blocks stay in
/// their order below their headings, with marks for what was left out.
struct DigestBuilder: Sendable {
    /// The headings that are kept in mind.
    private static let headingLimit = 200
    /// The longest heading, in bytes.
    private static let headingLength = 160
    /// The errors that are kept in mind, and how like another one may be.
    private static let errorLimit = 64
    private static let errorSimilarity = 0.8
    /// The longest sentence with a citation that is not looked at again, in bytes.
    private static let citedLimit = 120
    private static let abbreviations: Set<String> = ["al", "cf", "vs", "ca", "approx", "etc", "resp", "fig", "eq"]
    /// The last sentences of a text count more: they often say what came of it.
    private static let closingLength = 3
    private static let closingWeight = 10.0

    private let budget: TokenEstimate
    private var scorer: SalienceScorer
    private var estimate = TokenEstimate()
    /// The whole text while it is within the budget.
    private var whole: [UInt8]? = []
    private var reader: BlockReader
    private var tally = DigestUnit.Tally()
    private var ordinal = 0
    private var candidates: DigestReservoir
    private var headings: [DigestUnit] = []
    private var errors: [DigestUnit] = []
    private var conclusion: DigestUnit?
    private var closing: [DigestUnit] = []

    /// Creates a stage.
    ///
    /// - Parameters:
    ///   - budget: The most tokens.
    ///   - task: What the reader of the digest wants to know; empty if that is not known.
    init(budget: Int, task: String) {
        self.budget = TokenEstimate(quarters: budget * 4)
        scorer = SalienceScorer(task: task)
        reader = BlockReader(wholeLimit: max(400, budget * 4 / 3))
        candidates = DigestReservoir(limit: min(max(32_768, budget * 32), 1 << 20))
    }

    mutating func append(_ input: UnsafeBufferPointer<UInt8>) {
        estimate.add(input)
        if var text = whole {
            whole = nil
            text.append(contentsOf: input)
            if estimate.quarters <= budget.quarters {
                whole = text
            } else {
                text.withUnsafeBufferPointer { read($0) }
            }
        } else {
            read(input)
        }
    }

    /// Ends the text.
    ///
    /// - Parameter pointer: The line that says where the full text is.
    /// - Returns: The digest, and what was left out; nothing if the text is within the budget.
    mutating func finish(pointer: String) -> (text: [UInt8], omitted: DigestUnit.Tally?) {
        if let whole { return (whole, nil) }
        var reader = reader
        reader.finish { take($0, $1) }
        var selection = DigestSelection(budget: budget.quarters, total: tally, pointer: pointer)
        if let last = conclusion ?? closing.last { selection.add(last, isRequired: true) }
        selection.add(errors: errors)
        let last = closing.map(\.ordinal)
        var pool = candidates.units.filter { !last.contains($0.ordinal) } + closing
        for index in pool.indices {
            let bonus = last.contains(pool[index].ordinal) ? Self.closingWeight : 0
            pool[index].salience.score = scorer.finalScore(pool[index].salience) + bonus
        }
        selection.fill(from: pool, headings: headings)
        return (selection.text, selection.omitted)
    }

    // MARK: Reading

    private mutating func read(_ input: UnsafeBufferPointer<UInt8>) {
        // The reader is taken out, as its receiver changes the rest.
        var reader = reader
        reader.append(input) { take($0, $1) }
        self.reader = reader
    }

    private mutating func take(_ block: BlockReader.Block, _ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        switch block {
        case .heading(let level): takeHeading(bytes, level: level)
        case .paragraph(let continues): return takeSentences(of: bytes, continues: continues)
        case .table(let cut): takeWhole(bytes, .table, mark: cut > 0 ? "[… \(cut.of("row"))]" : nil)
        case .code(let cut): takeCode(bytes, cut: cut)
        }
        return 0
    }

    private mutating func takeHeading(_ bytes: UnsafeBufferPointer<UInt8>, level: Int) {
        let text = Self.trimmed(bytes)
        guard text.count <= Self.headingLength else { return }
        headings.append(unit(.heading(level: level), Array(text), Salience()))
        ordinal += 1
        guard headings.count > Self.headingLimit else { return }
        // The last of the lowest ones goes.
        let lowest = headings.indices.max {
            Self.level(headings[$0]) < Self.level(headings[$1])
                || Self.level(headings[$0]) == Self.level(headings[$1]) && $0 < $1
        }
        if let lowest { headings.remove(at: lowest) }
    }

    private static func level(_ unit: DigestUnit) -> Int {
        if case .heading(let level) = unit.kind { level } else { 0 }
    }

    private mutating func takeSentences(of bytes: UnsafeBufferPointer<UInt8>, continues: Bool) -> Int {
        let text = String(decoding: bytes, as: UTF8.self)
        var sentences = SentenceSplitter.sentences(in: text)
        var rest = 0
        // What may go on is given again, unless it is all there is.
        if continues, sentences.count > 1, let last = sentences.popLast() { rest = bytes.count - last.lowerBound }
        var number: Range<Int>?
        for range in sentences where range.upperBound <= bytes.count {
            var start = number?.lowerBound ?? range.lowerBound
            // The number of an item is no sentence: it belongs to the next one.
            if number == nil, range.count <= 4, bytes[range].dropLast().allSatisfy({ $0 &- 0x30 < 10 }) {
                number = range
                continue
            }
            number = nil
            while let end = Self.citedEnd(in: bytes, start..<range.upperBound) {
                takeSentence(UnsafeBufferPointer(rebasing: bytes[start..<end]))
                start = end + 1
            }
            takeSentence(UnsafeBufferPointer(rebasing: bytes[start..<range.upperBound]))
        }
        if let number { takeSentence(UnsafeBufferPointer(rebasing: bytes[number])) }
        return rest
    }

    /// Where a sentence ends that cites something, although what follows begins with a small letter.
    ///
    /// The splitter takes such for one sentence, as after an abbreviation; but what is cited should cost little.
    private static func citedEnd(in bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int? {
        guard range.count > citedLimit,
            let citation = bytes[range].firstIndex(of: UInt8(ascii: "]"))
        else { return nil }
        for index in citation..<(range.upperBound - 1)
        where bytes[index] == UInt8(ascii: ".") && bytes[index + 1] <= 0x20 {
            let word = bytes[range.lowerBound..<index].reversed().prefix { $0 > 0x20 }
            let isAbbreviation = word.contains(UInt8(ascii: ".")) && !word.contains { $0 &- 0x30 < 10 }
            if !isAbbreviation, !abbreviations.contains(String(decoding: word.reversed(), as: UTF8.self)) {
                return index + 1
            }
        }
        return nil
    }

    private mutating func takeSentence(_ bytes: UnsafeBufferPointer<UInt8>) {
        let salience = scorer.weigh(bytes, ordinal: ordinal)
        let unit = unit(.sentence, Array(bytes), salience)
        ordinal += 1
        tally.add(.sentence)
        if salience.tellsError { note(error: unit) }
        if candidates.admits(score: salience.score) { candidates.insert(unit) }
        if salience.isConclusion { conclusion = unit }
        closing.append(unit)
        if closing.count > Self.closingLength { closing.removeFirst() }
    }

    /// Keeps an error in mind unless one like it is known; of very many the first ones stay, and the last.
    private mutating func note(error unit: DigestUnit) {
        if errors.contains(where: { $0.salience.similarity(to: unit.salience) > Self.errorSimilarity }) { return }
        if errors.count == Self.errorLimit { errors.removeLast() }
        errors.append(unit)
    }

    private mutating func takeCode(_ bytes: UnsafeBufferPointer<UInt8>, cut: Int) {
        guard cut > 0 else { return takeWhole(bytes, .code, mark: nil) }
        let opening = bytes.drop { $0 <= 0x20 }
        let mark = String(decoding: opening.prefix { $0 == opening.first }, as: UTF8.self)
        takeWhole(bytes, .code, mark: "[… \(cut.of("line"))]\n\(mark)")
    }

    /// Takes a table or code block, cut with a mark if it was too long.
    private mutating func takeWhole(_ bytes: UnsafeBufferPointer<UInt8>, _ kind: DigestUnit.Kind, mark: String?) {
        let salience = scorer.weigh(bytes, ordinal: ordinal, isCode: kind == .code)
        var text = Array(Self.trimmed(bytes))
        if let mark { text += Array("\n\(mark)".utf8) }
        if candidates.admits(score: salience.score) { candidates.insert(unit(kind, text, salience)) }
        ordinal += 1
        tally.add(kind)
    }

    private func unit(_ kind: DigestUnit.Kind, _ text: [UInt8], _ salience: Salience) -> DigestUnit {
        DigestUnit(kind: kind, ordinal: ordinal, before: tally, text: text, salience: salience)
    }

    private static func trimmed(_ bytes: UnsafeBufferPointer<UInt8>) -> Slice<UnsafeBufferPointer<UInt8>> {
        var slice = bytes[...]
        while let last = slice.last, last <= 0x20 { slice.removeLast() }
        return slice
    }
}
