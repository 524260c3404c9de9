/// What was used of one model.
public struct Charge: Sendable, Equatable {
    /// The model, if it is known.
    public let identity: ModelIdentity?
    /// How many tokens.
    public let usage: Usage

    /// Creates a charge.
    ///
    /// - Parameters:
    ///   - identity: The model, if it is known.
    ///   - usage: How many tokens.
    public init(identity: ModelIdentity?, usage: Usage) {
        self.identity = identity
        self.usage = usage
    }
}

/// How many tokens a call used.
public struct Usage: Sendable, Equatable {
    /// All tokens of the request, those from a cache included.
    public var inputTokens: Int
    /// Tokens of the request that were read from the provider's cache.
    public var cachedInputTokens: Int
    /// Tokens of the request that were written to the provider's cache.
    public var cacheWriteTokens: Int
    /// All tokens of the answer, the reasoning included.
    public var outputTokens: Int
    /// Whether the figures are our estimate because the provider gave none.
    public var isEstimated: Bool

    /// Creates figures.
    ///
    /// - Parameters:
    ///   - inputTokens: All tokens of the request.
    ///   - cachedInputTokens: Those that were read from the provider's cache.
    ///   - cacheWriteTokens: Those that were written to the provider's cache.
    ///   - outputTokens: All tokens of the answer.
    ///   - isEstimated: Whether the figures are our estimate.
    public init(
        inputTokens: Int,
        cachedInputTokens: Int = 0,
        cacheWriteTokens: Int = 0,
        outputTokens: Int,
        isEstimated: Bool = false
    ) {
        // Figures come from outside: a negative or absurd one must not trap in a sum.
        func sane(_ number: Int) -> Int { min(max(0, number), 1 << 40) }
        self.inputTokens = sane(inputTokens)
        self.cachedInputTokens = min(sane(cachedInputTokens), self.inputTokens)
        self.cacheWriteTokens = min(sane(cacheWriteTokens), self.inputTokens - self.cachedInputTokens)
        self.outputTokens = sane(outputTokens)
        self.isEstimated = isEstimated
    }

    /// Both together; estimated if one of them is.
    public static func + (left: Usage, right: Usage) -> Usage {
        Usage(
            inputTokens: left.inputTokens + right.inputTokens,
            cachedInputTokens: left.cachedInputTokens + right.cachedInputTokens,
            cacheWriteTokens: left.cacheWriteTokens + right.cacheWriteTokens,
            outputTokens: left.outputTokens + right.outputTokens,
            isEstimated: left.isEstimated || right.isEstimated
        )
    }

    static func sum(_ left: Usage?, _ right: Usage?) -> Usage? {
        if let left, let right { left + right } else { left ?? right }
    }
}
