public import Core

/// A long text such as a worker's output: prose with facts planted in it that a digest must keep.
public struct PlantedText: Sendable {
    /// A sentence with a figure and the id of its source.
    public struct Fact: Sendable {
        /// The sentence as it stands in the text.
        public let sentence: String
        /// The id in its brackets.
        public let id: String
        /// The figure.
        public let figure: String

        /// Whether a line of a digest has the id and the figure.
        ///
        /// - Parameter digest: The digest.
        /// - Returns: True if it has both.
        public func isKept(in digest: String) -> Bool {
            digest.split(separator: "\n").contains { $0.contains(id) && $0.contains(figure) }
        }
    }

    /// The text.
    public private(set) var text = ""
    /// What was planted.
    public private(set) var facts: [Fact] = []

    /// How much of the budget of 500 tokens the facts may take, in bytes, so that they fit with their marks.
    private static let factBytes = 1_200
    private static let subjects = [
        "the drag coefficient at station", "the heat flux of panel", "the buckling load of shell",
        "the transition point in run",
        "the surface temperature of model", "the lift increment of wing", "the pressure ratio of nozzle",
        "the flutter speed of section",
    ]
    private static let units = ["percent", "kPa", "m/s", "kelvin", "newtons", "degrees", "mm", "tonnes"]

    /// Makes a text.
    ///
    /// - Parameters:
    ///   - seed: The same seed makes the same text.
    ///   - size: About how many bytes it has.
    ///   - prose: Paragraphs to choose from.
    public init(seed: UInt64, size: Int, prose: [String]) {
        var generator = SeededGenerator(seed: seed)
        let facts = Self.makeFacts(&generator)
        var paragraphs: [String] = []
        var count = 0
        while count < size || paragraphs.count < facts.count {
            let paragraph = prose[Int.random(in: 0..<prose.count, using: &generator)]
            count += paragraph.utf8.count + 2
            paragraphs.append(Self.decorated(paragraph, number: paragraphs.count, &generator))
        }
        for fact in facts {
            let place = Int.random(in: 0..<paragraphs.count, using: &generator)
            paragraphs[place] = Self.plant(fact.sentence, in: paragraphs[place], &generator)
        }
        text = paragraphs.joined(separator: "\n\n") + "\n"
        self.facts = facts
    }

    /// Paragraphs of a collection of abstracts.
    ///
    /// - Parameter path: A file with one JSON object a line that has a `text`.
    /// - Returns: The texts that are long enough.
    /// - Throws: `FileError`, or an error if it is no JSON.
    public static func prose(_ path: Path) throws -> [String] {
        let text = String(decoding: try FileSystem.read(path, limit: 64 << 20), as: UTF8.self)
        return try text.split(separator: "\n").compactMap { line in
            let text = try JSON(parsing: String(line))["text"]?.string ?? ""
            return text.utf8.count > 200 ? text : nil
        }
    }

    private static func makeFacts(_ generator: inout SeededGenerator) -> [Fact] {
        var facts: [Fact] = []
        var size = 0
        for number in 0..<Int.random(in: 3...12, using: &generator) {
            let subject = subjects[Int.random(in: 0..<subjects.count, using: &generator)]
            let unit = units[Int.random(in: 0..<units.count, using: &generator)]
            let whole = Int.random(in: 1...940, using: &generator)
            let figure = "\(whole).\(Int.random(in: 10...99, using: &generator))"
            let id = "[\(Bool.random(using: &generator) ? "F" : "S")\(uniqueNumber(number, &generator))]"
            let place = Int.random(in: 1...99, using: &generator)
            let sentence =
                [
                    "In the tests \(subject) \(place) was \(figure) \(unit) \(id).",
                    "\(subject.prefix(1).uppercased() + subject.dropFirst()) \(place) came to \(figure) \(unit) \(id), which nobody had foreseen.",
                    "According to \(id), \(subject) \(place) is \(figure) \(unit).",
                    "It was \(figure) \(unit) \(id) for \(subject) \(place).",
                ][Int.random(in: 0..<4, using: &generator)]
            size += sentence.utf8.count + 24
            if size > factBytes { break }
            facts.append(Fact(sentence: sentence, id: id, figure: figure))
        }
        return facts
    }

    /// An id that no other fact of the text has.
    private static func uniqueNumber(_ number: Int, _ generator: inout SeededGenerator) -> Int {
        number * 50 + Int.random(in: 1...49, using: &generator)
    }

    /// Some paragraphs get what such outputs have besides: headings, code, lines of a log, tables.
    private static func decorated(_ paragraph: String, number: Int, _ generator: inout SeededGenerator) -> String {
        switch Int.random(in: 0..<24, using: &generator) {
        case 0: "## Part \(number)\n\n\(paragraph)"
        case 1: "\(paragraph)\n\n```\nlet x\(number) = \(number)\nprint(x\(number))\n```"
        case 2:
            "12:00:\(10 + number % 50) INFO fetched page \(number)\n12:01:\(10 + number % 50) INFO parsed page \(number)\n\n\(paragraph)"
        case 3: "| run | value |\n|---|---|\n| \(number) | \(number * 3) |\n\n\(paragraph)"
        case 4: "- \(paragraph.prefix(80))\n- another point of number \(number)"
        default: paragraph
        }
    }

    /// Puts a sentence between two others, or on a line of its own as an item.
    private static func plant(_ sentence: String, in paragraph: String, _ generator: inout SeededGenerator) -> String {
        var parts = paragraph.split(separator: " . ", omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1, !paragraph.contains("\n"), !Bool.random(using: &generator) else {
            return paragraph + "\n\n- " + sentence
        }
        let place = Int.random(in: 1..<parts.count, using: &generator)
        parts[place] = "\(sentence) \(parts[place])"
        return parts.joined(separator: " . ")
    }
}
