import TextAnalysis

/// The first three stages together: what everything passes that is shown, stored from outside, or sent to a model.
///
/// Cleans the text, takes out fences, and puts markers in the place of secrets. What comes out does not depend on the
/// pieces that the text comes in; a line is held back until it is complete.
public struct TextGuard: Sendable {
    /// What to take out.
    public struct Options: Sendable {
        /// The names of the tags whose content goes.
        public var fences: [String]
        /// Keys in use by this process, which go wherever they stand, verbatim or encoded.
        public let keysInUse: [String]
        /// Made once, as every text that an agent reads or writes is looked through.
        fileprivate let secrets: SecretIndex

        /// Creates options.
        ///
        /// - Parameters:
        ///   - fences: The names of the tags whose content goes.
        ///   - keysInUse: Keys in use by this process.
        public init(fences: [String] = TextGuard.standardFences, keysInUse: [String] = []) {
            self.fences = fences
            self.keysInUse = keysInUse
            secrets = keysInUse.isEmpty ? .standard : SecretIndex(keysInUse: keysInUse)
        }
    }

    /// What was taken out.
    public struct Removals: Sendable, Equatable {
        /// Escape sequences, invisible characters, repaired bytes and lines that were written over.
        public var characters = 0
        /// Fences with what was in them.
        public var fences = 0
        /// Secrets by kind.
        public var secrets: [String: Int] = [:]
    }

    /// The tags that are fences by default.
    public static let standardFences = FenceFilter.standardNames
    /// How much is worked on at a time, so that memory stays constant.
    private static let blockSize = 65_536

    private var cleaner = TextCleaner()
    private var fences: FenceFilter
    private var secrets: SecretFilter
    private var cleaned: [UInt8] = []
    private var unfenced: [UInt8] = []

    /// Creates a guard for one text.
    ///
    /// - Parameter options: What to take out.
    public init(_ options: Options = Options()) {
        fences = FenceFilter(names: options.fences)
        secrets = SecretFilter(options.secrets)
    }

    /// What was taken out so far.
    public var removals: Removals {
        Removals(characters: cleaner.removals, fences: fences.removals, secrets: secrets.removals)
    }

    /// Whether a name, such as that of a variable, says that its value is secret.
    ///
    /// - Parameter name: The name.
    /// - Returns: True for such as `OPENAI_API_KEY`, `dbPassword` and `auth-token`.
    public static func isSecretName(_ name: String) -> Bool { AssignedName(name.utf8) != nil }

    /// Takes the next piece of the text.
    ///
    /// - Parameters:
    ///   - input: Any bytes.
    ///   - output: Where the text goes that is decided, in valid UTF-8 but for a character that is not complete yet.
    public mutating func append(_ input: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
        var start = 0
        while start < input.count {
            let end = min(start + Self.blockSize, input.count)
            cleaned.removeAll(keepingCapacity: true)
            unfenced.removeAll(keepingCapacity: true)
            cleaner.append(UnsafeBufferPointer(rebasing: input[start..<end]), to: &cleaned)
            cleaned.withUnsafeBufferPointer { fences.append($0, to: &unfenced) }
            unfenced.withUnsafeBufferPointer { secrets.append($0, to: &output) }
            start = end
        }
    }

    /// Ends the text.
    ///
    /// - Parameter output: Where the rest of the text goes.
    public mutating func finish(to output: inout [UInt8]) {
        cleaned.removeAll(keepingCapacity: true)
        unfenced.removeAll(keepingCapacity: true)
        cleaner.finish(to: &cleaned)
        cleaned.withUnsafeBufferPointer { fences.append($0, to: &unfenced) }
        fences.finish(to: &unfenced)
        unfenced.withUnsafeBufferPointer { secrets.append($0, to: &output) }
        secrets.finish(to: &output)
    }

    /// Cleans a whole text.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - options: What to take out.
    /// - Returns: What is left of it, with markers in the place of secrets.
    public static func clean(_ text: String, _ options: Options = Options()) -> String { cleaned(text, options).text }

    /// Cleans a whole text, and tells what was taken out.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - options: What to take out.
    /// - Returns: What is left of it, with markers in the place of secrets; what was taken out.
    public static func cleaned(_ text: String, _ options: Options = Options()) -> (text: String, removals: Removals) {
        var text = text
        if text.withUTF8({ isHarmless($0, options) }) { return (text, Removals()) }
        var filter = TextGuard(options)
        var output: [UInt8] = []
        output.reserveCapacity(text.utf8.count)
        text.withUTF8 { filter.append($0, to: &output) }
        filter.finish(to: &output)
        return (String(decoding: output, as: UTF8.self), filter.removals)
    }

    /// Whether a whole text has nothing in it that any stage would take out, which most have not.
    private static func isHarmless(_ bytes: UnsafeBufferPointer<UInt8>, _ options: Options) -> Bool {
        PlainText.isAll(of: bytes) && !bytes.contains(UInt8(ascii: "<"))
            && !SecretMatcher.findsSecret(in: bytes, options.secrets)
    }
}
