public import Core

/// What a model's tokens cost, in US dollars for a million.
public struct Price: Sendable, Equatable {
    /// A million tokens of requests.
    public let input: Double
    /// A million tokens of requests that are read from the cache; nothing if that is unknown.
    public let cachedInput: Double?
    /// A million tokens of requests that are written to the cache; nothing if that is unknown.
    public let cacheWrite: Double?
    /// A million tokens of answers.
    public let output: Double

    /// Creates a price.
    ///
    /// - Parameters:
    ///   - input: A million tokens of requests.
    ///   - cachedInput: Those that are read from the cache.
    ///   - cacheWrite: Those that are written to the cache.
    ///   - output: A million tokens of answers.
    public init(input: Double, cachedInput: Double? = nil, cacheWrite: Double? = nil, output: Double) {
        self.input = input
        self.cachedInput = cachedInput
        self.cacheWrite = cacheWrite
        self.output = output
    }

    /// What a call costs.
    ///
    /// - Parameter usage: What it used.
    /// - Returns: US dollars. Tokens of the cache whose price is unknown count as any others, which is never too little
    ///   for those that are read.
    public func cost(of usage: Usage) -> Double {
        let plain = usage.inputTokens - usage.cachedInputTokens - usage.cacheWriteTokens
        let sum =
            Double(plain) * input + Double(usage.cachedInputTokens) * (cachedInput ?? input)
            + Double(usage.cacheWriteTokens) * (cacheWrite ?? input) + Double(usage.outputTokens) * output
        return sum / 1_000_000
    }
}

/// The prices that are known.
public struct PriceTable: Sendable, Equatable {
    private let prices: [String: Price]
    /// All that a model of the table can be called: a key, or what stands behind its first slash.
    private let models: Set<String>

    /// Creates a table.
    ///
    /// - Parameter prices: For each model its price; a key is `provider/model` or `model`.
    public init(_ prices: [String: Price]) {
        self.prices = prices
        models = Set(
            prices.keys.flatMap { key in
                // The provider's name ends at the first slash; that of a model may hold more of them.
                [key]
                    + key.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).dropFirst().map(
                        String.init
                    )
            }
        )
    }

    /// Reads a table, such as the configuration's.
    ///
    /// - Parameter json: For each model an object with `input`, `output` and, if known, `cached_input` and `cache_write`.
    /// - Returns: The table, or nothing with the key that holds no price.
    public static func read(_ json: JSON) -> Result<PriceTable, InvalidPrice> {
        guard case .object(let members) = json else { return .failure(InvalidPrice(key: "prices")) }
        var prices: [String: Price] = [:]
        for member in members {
            func figure(_ name: String) -> Double? { member.value[name]?.double.flatMap { $0 >= 0 ? $0 : nil } }
            guard let input = figure("input"), let output = figure("output") else {
                return .failure(InvalidPrice(key: member.name))
            }
            prices[member.name] = Price(
                input: input,
                cachedInput: figure("cached_input"),
                cacheWrite: figure("cache_write"),
                output: output
            )
        }
        return .success(PriceTable(prices))
    }

    /// An item of a table that holds no price.
    public struct InvalidPrice: Error, Equatable, CustomStringConvertible {
        /// The item.
        public let key: String

        /// What is wrong and what was expected.
        public var description: String { "\(key): expected input and output, in US dollars for a million tokens" }
    }

    /// This table with the prices of another, which win.
    ///
    /// - Parameter other: The other table.
    /// - Returns: Both together.
    public func overridden(by other: PriceTable) -> PriceTable {
        PriceTable(prices.merging(other.prices) { _, new in new })
    }

    /// The price of a model.
    ///
    /// - Parameter identity: The model. A dated version such as `gpt-4o-2024-08-06` has the price of `gpt-4o`.
    /// - Returns: The price, or nothing: none is ever guessed.
    public func price(of identity: ModelIdentity) -> Price? {
        let (model, undated) = (identity.model, Self.undated(identity.model))
        guard models.contains(model) || undated != model && models.contains(undated) else { return nil }
        for place in ["\(identity.provider)/", ""] {
            if let price = prices[place + model] { return price }
            if undated != model, let price = prices[place + undated] { return price }
        }
        return nil
    }

    /// What a call costs.
    ///
    /// - Parameters:
    ///   - usage: What it used.
    ///   - identity: Who answered.
    /// - Returns: US dollars, or nothing if the price is not known.
    public func cost(of usage: Usage, by identity: ModelIdentity) -> Double? {
        price(of: identity)?.cost(of: usage)
    }

    /// What an answer costs, with all attempts at it.
    ///
    /// - Parameter charges: What was used and of whom.
    /// - Returns: US dollars, or nothing if one of the prices is not known, or nothing is known of what was used.
    public func cost(of charges: [Charge]) -> Double? {
        if charges.isEmpty { return nil }
        var sum = 0.0
        for charge in charges {
            guard let identity = charge.identity, let cost = cost(of: charge.usage, by: identity) else { return nil }
            sum += cost
        }
        return sum
    }

    /// The name without a date at its end, in either of the forms that are in use.
    private static func undated(_ model: String) -> String {
        // Most have none.
        guard let last = model.utf8.last, last == UInt8(ascii: "t") || (0x30...0x39).contains(last) else {
            return model
        }
        for pattern in ["-0000-00-00", "-00000000", "-latest"] where model.utf8.count > pattern.utf8.count {
            let end = model.utf8.suffix(pattern.utf8.count)
            let fits = zip(end, pattern.utf8).allSatisfy { byte, wanted in
                wanted == UInt8(ascii: "0") ? (0x30...0x39).contains(byte) : byte == wanted
            }
            if fits { return String(decoding: model.utf8.dropLast(pattern.utf8.count), as: UTF8.self) }
        }
        return model
    }
}
