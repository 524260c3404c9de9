/// How many tokens a model will see, guessed without knowing the model.
///
/// Four bytes count as one token, as is about right for Latin text; a Chinese, Japanese or Korean character counts as one.
/// Real tokenizers differ by some tens of percent; budgets are kept by this measure.
public struct TokenEstimate: Sendable, Equatable {
    /// Quarters of a token, which add up exactly when texts are put together.
    private(set) var quarters = 0

    /// Creates an estimate of nothing.
    public init() {}

    /// Estimates a text.
    ///
    /// - Parameter text: Any text.
    public init(_ text: String) {
        var text = text
        text.withUTF8 { add($0) }
    }

    init(quarters: Int) { self.quarters = quarters }

    /// The number of tokens.
    public var tokens: Int { (quarters + 3) / 4 }

    /// Adds a text.
    ///
    /// - Parameter bytes: UTF-8.
    public mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) { quarters += Self.quarters(of: bytes) }

    /// Three bytes that begin with E3 to ED are one such character: one quarter more than by their bytes.
    static func quarters(of bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var wide = 0
        for byte in bytes where byte >= 0xE3 && byte <= 0xED { wide += 1 }
        return bytes.count + wide
    }

    static func quarters(of bytes: [UInt8]) -> Int { bytes.withUnsafeBufferPointer { quarters(of: $0) } }
}
