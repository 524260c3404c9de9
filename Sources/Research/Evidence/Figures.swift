import TextAnalysis

/// A number in a text with what it counts.
struct Figure: Hashable, Sendable {
    let value: Double
    /// The stem of the word that follows, `percent`, or a currency; empty for a bare number.
    let unit: String
    /// The value of its last digit: 100,000 for 4.2 million.
    let precision: Double
    /// The words as they stand in the text.
    let words: String

    /// How far apart figures of one thing can be; beyond, they are of different things.
    private static let ratioLimit = 50.0
    /// How far a figure that is said to be about right may be off.
    private static let roughness = 0.1

    /// Whether both can be true: one may be the other rounded.
    func agrees(with other: Figure, roughly: Bool) -> Bool {
        let difference = abs(value - other.value)
        if difference <= max(precision, other.precision) / 2 * (1 - 1e-9) { return true }
        return value == other.value || roughly && difference <= Self.roughness * max(abs(value), abs(other.value))
    }

    /// Whether the figures are near enough to be of one thing.
    func isComparable(to other: Figure) -> Bool {
        let (smaller, larger) = (min(abs(value), abs(other.value)), max(abs(value), abs(other.value)))
        return larger <= smaller * Self.ratioLimit
    }

    static func == (left: Figure, right: Figure) -> Bool { left.value == right.value && left.unit == right.unit }

    func hash(into hasher: inout Hasher) {
        hasher.combine(value)
        hasher.combine(unit)
    }
}

/// The figures of a sentence, told apart from its years.
struct Figures: Sendable {
    private(set) var all: [Figure] = []
    /// Years are no figures: they say what a sentence is about.
    private(set) var years: Set<Int> = []
    /// The numbers of the tokens that belong to figures.
    private(set) var tokenNumbers: Set<Int> = []

    init(_ text: String, tokens: [Token]) {
        var index = 0
        var spans: [Range<Int>] = []
        while index < tokens.count {
            guard var value = Self.value(of: tokens[index].word) else {
                index += 1
                continue
            }
            let start = index
            if let year = Self.year(tokens[index], in: text) {
                years.insert(year)
                tokenNumbers.insert(index)
                index += 1
                continue
            }
            var precision = Self.precision(of: tokens[index].word)
            index += 1
            if index < tokens.count, let scale = Self.scales[tokens[index].word] {
                value *= scale
                precision *= scale
                index += 1
            }
            var unit = Self.attachedUnit(of: tokens[start], upTo: tokens[index - 1], in: text)
            if unit.isEmpty, index < tokens.count, Self.isUnit(tokens[index], after: tokens[index - 1], in: text) {
                unit = tokens[index].word == "per" ? "percent" : tokens[index].term
                index += tokens[index].word == "per" ? 2 : 1
            }
            let end = min(index, tokens.count)
            tokenNumbers.formUnion(start..<end)
            spans.append(start..<end)
            let words = text.slice(tokens[start].range.lowerBound..<tokens[end - 1].range.upperBound)
            let isSign = unit == "%"
            all.append(
                Figure(
                    value: value,
                    unit: isSign ? "percent" : unit,
                    precision: precision,
                    words: isSign ? words + "%" : words
                )
            )
        }
        shareUnits(spans, tokens)
    }

    /// In "from 20 to 35 centimetres" both figures are centimetres.
    private mutating func shareUnits(_ spans: [Range<Int>], _ tokens: [Token]) {
        for index in all.indices.dropLast().reversed() where all[index].unit.isEmpty {
            let between = tokens[spans[index].upperBound..<max(spans[index].upperBound, spans[index + 1].lowerBound)]
            guard between.count <= 1, between.allSatisfy({ ["to", "and", "or"].contains($0.word) }) else { continue }
            let figure = all[index]
            all[index] = Figure(
                value: figure.value,
                unit: all[index + 1].unit,
                precision: figure.precision,
                words: figure.words
            )
        }
    }

    /// The value of the last digit.
    private static func precision(of word: String) -> Double {
        guard let point = word.firstIndex(of: ".") else { return 1 }
        return word[point...].dropFirst().reduce(1) { value, _ in value / 10 }
    }

    private static let scales: [String: Double] = [
        "hundred": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "bn": 1e9, "mn": 1e6,
    ]
    private static let words: [String: Double] = [
        "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
        "eleven": 11, "twelve": 12, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
        "eighty": 80, "ninety": 90,
    ]

    private static func value(of word: String) -> Double? {
        guard let first = word.utf8.first, first >= UInt8(ascii: "0"), first <= UInt8(ascii: "9") else {
            return words[word]
        }
        return Double(word)
    }

    /// Four digits that stand alone and could be a year.
    private static func year(_ token: Token, in text: String) -> Int? {
        guard token.range.count == 4, let number = Int(token.word), (1500...2100).contains(number) else { return nil }
        return text.slice(token.range.upperBound..<token.range.upperBound + 1) == "%" ? nil : number
    }

    /// A sign before or after the number.
    private static func attachedUnit(of first: Token, upTo last: Token, in text: String) -> String {
        let bytes = text.utf8
        let after = bytes.dropFirst(last.range.upperBound).prefix(4)
        if after.first == UInt8(ascii: "%") || after.starts(with: " %".utf8) { return "%" }
        let before = String(decoding: bytes.prefix(first.range.lowerBound).suffix(4), as: UTF8.self)
        for sign in ["$", "€", "£", "¥"] where before.hasSuffix(sign) || before.hasSuffix(sign + " ") { return sign }
        return ""
    }

    /// Whether a word follows a number directly, so that it says what is counted.
    private static func isUnit(_ token: Token, after number: Token, in text: String) -> Bool {
        let gap = text.slice(number.range.upperBound..<token.range.lowerBound)
        guard gap == " " || gap.isEmpty || gap == "-" || gap == "\u{A0}" else { return false }
        return !token.isStopWord && value(of: token.word) == nil || token.word == "per"
    }
}
