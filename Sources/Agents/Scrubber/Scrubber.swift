/// Turns a stream of any length into clean text, or into a digest of it, in one pass and constant memory.
///
/// Its stages are those of `TextGuard`, then repetition, then the digest if there is a budget. The result does not
/// depend on the pieces that the text comes in.
public struct Scrubber: Sendable {
    /// What is wanted.
    public struct Options: Sendable {
        /// What to take out.
        public var removing: TextGuard.Options
        /// The most tokens of the result, by `TokenEstimate`; nothing for all that is left.
        public var budget: Int?
        /// What the reader of a digest wants to know.
        public var task: String
        /// The id under which the full text can be read, for the last line of a digest.
        public var fullText: String?

        /// Creates options.
        ///
        /// - Parameters:
        ///   - removing: What to take out.
        ///   - budget: The most tokens of the result.
        ///   - task: What the reader of a digest wants to know.
        ///   - fullText: The id under which the full text can be read.
        public init(
            removing: TextGuard.Options = TextGuard.Options(),
            budget: Int? = nil,
            task: String = "",
            fullText: String? = nil
        ) {
            self.removing = removing
            self.budget = budget
            self.task = task
            self.fullText = fullText
        }
    }

    /// What was done to a text.
    public struct Statistics: Sendable, Equatable {
        /// The size of the text as it came.
        public var inputBytes = 0
        /// The tokens of the text once it was cleaned.
        public var cleanTokens = 0
        /// The size of the result.
        public var outputBytes = 0
        /// The tokens of the result.
        public var outputTokens = 0
        /// What was taken out.
        public var removals = TextGuard.Removals()
        /// Lines that were there before.
        public var repeatedLines = 0
        /// Whether the result is a digest.
        public var isDigest = false
        /// Sentences that the digest leaves out.
        public var omittedSentences = 0
        /// Tables that the digest leaves out.
        public var omittedTables = 0
        /// Code blocks that the digest leaves out.
        public var omittedCodeBlocks = 0
    }

    /// How much is worked on at a time.
    private static let blockSize = 65_536

    private var filter: TextGuard
    private var repetition = RepetitionFilter()
    private var digest: DigestBuilder?
    private let fullText: String?
    private var statistics = Statistics()
    private var estimate = TokenEstimate()
    private var safe: [UInt8] = []
    private var distinct: [UInt8] = []

    /// Creates a scrubber for one text.
    ///
    /// - Parameter options: What is wanted.
    public init(_ options: Options = Options()) {
        filter = TextGuard(options.removing)
        digest = options.budget.map { DigestBuilder(budget: $0, task: options.task) }
        fullText = options.fullText
    }

    /// Takes the next piece of the text.
    ///
    /// - Parameters:
    ///   - input: Any bytes.
    ///   - output: Where the text goes that is decided; nothing before the end if there is a budget.
    public mutating func append(_ input: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
        statistics.inputBytes += input.count
        var start = 0
        while start < input.count {
            let end = min(start + Self.blockSize, input.count)
            safe.removeAll(keepingCapacity: true)
            filter.append(UnsafeBufferPointer(rebasing: input[start..<end]), to: &safe)
            pass(&output) { safe, repetition, distinct in
                safe.withUnsafeBufferPointer { repetition.append($0, to: &distinct) }
            }
            start = end
        }
    }

    /// Ends the text.
    ///
    /// - Parameter output: Where the rest of the result goes.
    /// - Returns: What was done.
    public mutating func finish(to output: inout [UInt8]) -> Statistics {
        safe.removeAll(keepingCapacity: true)
        filter.finish(to: &safe)
        pass(&output) { safe, repetition, distinct in
            safe.withUnsafeBufferPointer { repetition.append($0, to: &distinct) }
            repetition.finish(to: &distinct)
        }
        statistics.cleanTokens = estimate.tokens
        statistics.outputTokens = estimate.tokens
        if var digest {
            let (text, omitted) = digest.finish(pointer: pointer)
            output += text
            statistics.outputBytes = text.count
            statistics.outputTokens = TokenEstimate(quarters: TokenEstimate.quarters(of: text)).tokens
            statistics.isDigest = omitted != nil
            statistics.omittedSentences = omitted?.sentences ?? 0
            statistics.omittedTables = omitted?.tables ?? 0
            statistics.omittedCodeBlocks = omitted?.codes ?? 0
        }
        statistics.removals = filter.removals
        statistics.repeatedLines = repetition.removals
        return statistics
    }

    /// Scrubs a whole text.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - options: What is wanted.
    /// - Returns: The result, and what was done.
    public static func scrub(_ text: String, _ options: Options = Options()) -> (text: String, statistics: Statistics) {
        var text = text
        var scrubber = Scrubber(options)
        var output: [UInt8] = []
        text.withUTF8 { scrubber.append($0, to: &output) }
        let statistics = scrubber.finish(to: &output)
        return (String(decoding: output, as: UTF8.self), statistics)
    }

    /// Where the full text is, and how large it is.
    private var pointer: String {
        let size = "\(statistics.inputBytes) bytes"
        return "[full text: \(fullText.map { "\($0), \(size)" } ?? size)]\n"
    }

    /// Lets a step write distinct lines, and passes them on to the digest or the output.
    private mutating func pass(
        _ output: inout [UInt8],
        _ step: ([UInt8], inout RepetitionFilter, inout [UInt8]) -> Void
    ) {
        distinct.removeAll(keepingCapacity: true)
        step(safe, &repetition, &distinct)
        distinct.withUnsafeBufferPointer { bytes in
            estimate.add(bytes)
            if digest == nil {
                output.append(contentsOf: bytes)
                statistics.outputBytes += bytes.count
            } else {
                digest?.append(bytes)
            }
        }
    }
}
