import Core

/// Estimates how many tokens a text has, and learns from what a provider reports.
public struct TokenEstimator: Sendable, Equatable {
    /// Bytes of UTF-8 for one token of English, by common experience; it is corrected by the first report.
    private static let firstRatio = 4.0
    /// Ratios beyond these come from figures that mean something else, such as those of a cache.
    private static let plausible = 1.0...12.0
    /// What a message costs beside its text.
    private static let tokensPerMessage = 4
    /// How much older reports count with each new one.
    private static let memory = 0.9

    private var bytes: Double
    private var tokens: Double

    /// Creates an estimator that has seen no report.
    public init() {
        // Counts as one report of a small request.
        bytes = 4_000
        tokens = bytes / Self.firstRatio
    }

    /// Bytes of UTF-8 for one token, as far as is known.
    public var bytesPerToken: Double { bytes / tokens }

    /// Estimates a text.
    ///
    /// - Parameter text: The text.
    /// - Returns: Its tokens; 0 only for an empty text.
    public func tokens(in text: String) -> Int { tokens(bytes: text.utf8.count) }

    /// Estimates a request.
    ///
    /// - Parameter request: The request.
    /// - Returns: The tokens of its messages, tools and schema.
    public func tokens(in request: ModelRequest) -> Int {
        tokens(bytes: request.byteCount) + request.messages.count * Self.tokensPerMessage
    }

    /// Estimates a number of bytes of UTF-8.
    ///
    /// - Parameter bytes: The number.
    /// - Returns: The tokens.
    public func tokens(bytes: Int) -> Int { Int((Double(bytes) / bytesPerToken).rounded(.up)) }

    /// Learns from a provider's report.
    ///
    /// - Parameters:
    ///   - request: What was asked.
    ///   - inputTokens: All its tokens as reported.
    public mutating func learn(from request: ModelRequest, inputTokens: Int) {
        let textTokens = Double(inputTokens - request.messages.count * Self.tokensPerMessage)
        let textBytes = Double(request.byteCount)
        guard textTokens > 0, Self.plausible.contains(textBytes / textTokens) else { return }
        bytes = bytes * Self.memory + textBytes
        tokens = tokens * Self.memory + textTokens
    }
}

extension ModelRequest {
    /// The bytes of all text that the model reads.
    var byteCount: Int {
        let tools = tools.reduce(0) { $0 + $1.byteCount }
        return messages.reduce(tools + (output?.schema.text.utf8.count ?? 0)) { $0 + $1.byteCount }
    }
}

extension Message {
    /// The bytes of its text.
    var byteCount: Int {
        switch self {
        case .system(let text), .user(let text): text.utf8.count
        case .tools(let results): results.reduce(0) { $0 + $1.content.utf8.count }
        case .assistant(let parts):
            parts.reduce(0) { sum, part in
                switch part {
                case .text(let text): sum + text.utf8.count
                case .reasoning(let reasoning): sum + (reasoning.state == nil ? 0 : reasoning.text.utf8.count)
                case .toolCall(let call): sum + call.name.utf8.count + call.arguments.utf8.count
                }
            }
        }
    }
}
