/// How much a piece of text says, and about what.
struct Salience: Sendable {
    /// The higher, the sooner it is kept.
    var score = 0.0
    var hasCitation = false
    var hasFigure = false
    var tellsError = false
    var isConclusion = false
    /// The terms of the task that are in it, a bit each.
    var taskTerms: UInt64 = 0
    /// The words of the piece, as bits at places that depend on each word.
    var signature = SIMD4<UInt64>(repeating: 0)

    /// Whether it is what a reader must not lose: a figure with where it is from.
    var isCitedFigure: Bool { hasCitation && hasFigure }

    /// How much of the smaller signature is in the other one, from 0 to 1.
    func similarity(to other: Salience) -> Double {
        let smaller = min(Self.count(signature), Self.count(other.signature))
        return smaller == 0 ? 0 : Double(Self.count(signature & other.signature)) / Double(smaller)
    }

    private static func count(_ bits: SIMD4<UInt64>) -> Int {
        bits[0].nonzeroBitCount + bits[1].nonzeroBitCount + bits[2].nonzeroBitCount + bits[3].nonzeroBitCount
    }
}

/// Weighs pieces of text for a digest.
struct SalienceScorer: Sendable {
    /// What each sign of salience adds, chosen so that a cited figure outweighs all else.
    private enum Weight {
        static let citedFigure = 100.0
        static let citation = 40.0
        static let error = 60.0
        static let figure = 10.0
        static let conclusion = 18.0
        static let result = 5.0
        static let taskTerm = 14.0
        static let date = 3.0
        static let name = 1.5
        static let first = 14.0
    }

    /// The first sentences of a text count more.
    private static let openingLength = 5
    private static let taskTermLimit = 6
    private static let nameLimit = 4

    /// What the rarity of a term adds, at the end when it is known.
    private static let rarityWeight = 6.0

    private let cues = Cue.table
    private var task: TaskTerms

    /// Creates a scorer.
    ///
    /// - Parameter task: What the reader wants to know.
    init(task: String) { self.task = TaskTerms(task) }

    /// What a piece is worth once the whole text is known.
    ///
    /// - Parameter salience: Its salience.
    /// - Returns: Its score.
    func finalScore(_ salience: Salience) -> Double {
        salience.score + Self.rarityWeight * task.rarity(of: salience.taskTerms)
    }

    /// Weighs a piece.
    ///
    /// - Parameters:
    ///   - bytes: The text.
    ///   - ordinal: How many pieces stand before it.
    ///   - isCode: Whether it is code, in which only errors and the task's terms count.
    /// - Returns: Its salience.
    mutating func weigh(_ bytes: UnsafeBufferPointer<UInt8>, ordinal: Int, isCode: Bool = false) -> Salience {
        var salience = Salience()
        var counts = Counts()
        var scanner = HashedWords(bytes)
        let citations = Citations(in: bytes)
        salience.hasCitation = citations.hasAny && !isCode
        while let word = scanner.next() {
            counts.words += 1
            let bit = word.hash % 256
            salience.signature[Int(bit / 64)] |= 1 << (bit % 64)
            if word.isNumber {
                if !citations.covers(word.start) { counts.add(number: bytes[word.start..<word.end]) }
                continue
            }
            if word.isCapital, word.start > 0 { counts.names += 1 }
            salience.taskTerms |= task.bit(of: word.hash)
            let cue = Cue(rawValue: cues[word.hash])
            if cue.contains(.result) { counts.results += 1 }
            if cue.contains(.conclusion) { counts.conclusions += 1 }
            if !salience.tellsError, cue.tellsError(word, in: bytes) { salience.tellsError = true }
        }
        task.count(salience.taskTerms)
        if isCode { counts = Counts(words: counts.words) }
        salience.isConclusion = counts.conclusions > 0
        // With its source even a year is a figure.
        salience.hasFigure = counts.figures > 0 || salience.hasCitation && counts.dates > 0
        salience.score = score(salience, counts, ordinal)
        return salience
    }

    private struct Counts {
        var words = 0
        var figures = 0
        var dates = 0
        var names = 0
        var results = 0
        var conclusions = 0

        /// Four digits that could be a year are a date.
        mutating func add(number: Slice<UnsafeBufferPointer<UInt8>>) {
            let isYear =
                number.count == 4 && number.allSatisfy { $0 &- 0x30 < 10 }
                && (number.first == UInt8(ascii: "1") || number.first == UInt8(ascii: "2"))
            if isYear { dates += 1 } else { figures += 1 }
        }
    }

    private func score(_ salience: Salience, _ counts: Counts, _ ordinal: Int) -> Double {
        var score = 1.0
        if salience.isCitedFigure { score += Weight.citedFigure }
        if salience.hasCitation { score += Weight.citation }
        if salience.tellsError { score += Weight.error }
        if salience.isConclusion { score += Weight.conclusion }
        score += Weight.figure * Double(min(counts.figures, 2))
        score += Weight.result * Double(min(counts.results, 2))
        score += Weight.taskTerm * Double(min(salience.taskTerms.nonzeroBitCount, Self.taskTermLimit))
        score += Weight.date * Double(min(counts.dates, 1))
        score += Weight.name * Double(min(counts.names, Self.nameLimit))
        if ordinal < Self.openingLength { score += Weight.first / Double(ordinal + 1) }
        // A few words seldom say something by themselves.
        return counts.words < 4 && !salience.hasCitation ? score / 4 : score
    }
}

/// Where a text cites: ids in brackets, and addresses.
struct Citations {
    private var spans: [Range<Int>] = []

    init(in bytes: UnsafeBufferPointer<UInt8>) {
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            let mayCite = byte == UInt8(ascii: "[") && (index == 0 || !ByteSet.alphanumeric.contains(bytes[index - 1]))
            if mayCite, let end = Self.idEnd(in: bytes, after: index) {
                spans.append(index..<end)
                index = end
            } else if byte == UInt8(ascii: ":"), index > 2, index + 2 < bytes.count, bytes[index + 1] == 0x2F,
                bytes[index + 2] == 0x2F
            {
                let end = bytes[index...].firstIndex { $0 <= 0x20 } ?? bytes.count
                spans.append(index..<end)
                index = end
            } else {
                index += 1
            }
        }
    }

    var hasAny: Bool { !spans.isEmpty }

    func covers(_ place: Int) -> Bool { spans.contains { $0.contains(place) } }

    /// Where `[F12]`, `[F12, S3]`, `[7]` or `[^7]` ends.
    private static func idEnd(in bytes: UnsafeBufferPointer<UInt8>, after start: Int) -> Int? {
        var index = start + 1
        while true {
            guard index < bytes.count else { return nil }
            if bytes[index] &- 0x41 < 26 || bytes[index] == UInt8(ascii: "^") { index += 1 }
            let first = index
            while index < bytes.count, bytes[index] &- 0x30 < 10 { index += 1 }
            guard index > first, index < bytes.count else { return nil }
            if bytes[index] == UInt8(ascii: "]") { return index + 1 }
            guard bytes[index] == UInt8(ascii: ",") || bytes[index] == UInt8(ascii: ";") else { return nil }
            index += 1
            while index < bytes.count, bytes[index] == 0x20 { index += 1 }
        }
    }
}
