/// Puts a marker in the place of keys in use, and leaves all other bytes as they are: JSON stays JSON.
public struct KeyFilter: Sendable {
    private static let marker = Array("[redacted key-in-use]".utf8)

    private let index: SecretIndex

    /// Creates a filter.
    ///
    /// - Parameter keys: The keys, which go verbatim and encoded; those below eight characters are no keys.
    public init(_ keys: [String]) { index = SecretIndex(keysInUse: keys, hasPatterns: false) }

    /// Takes the keys out of a whole text.
    ///
    /// - Parameter bytes: Any bytes.
    /// - Returns: The bytes with markers.
    public func filtered(_ bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        var start = 0
        bytes.withUnsafeBufferPointer { bytes in
            var place = index.nextCandidate(in: bytes, from: 0)
            while place < bytes.count - 1 {
                let rest = bytes[place...]
                let words = index.words(bytes[place], bytes[place + 1])
                guard let key = words.first(where: { rest.starts(with: $0) }) else {
                    place = index.nextCandidate(in: bytes, from: place + 1)
                    continue
                }
                output.append(contentsOf: bytes[start..<place])
                output.append(contentsOf: Self.marker)
                start = place + key.count
                place = index.nextCandidate(in: bytes, from: start)
            }
        }
        return start == 0 ? bytes : output + bytes[start...]
    }
}
