import CMessageDigest

/// The SHA-256 of some content (FIPS 180-4), by which snapshots and full outputs are stored.
public struct ContentHash: Hashable, Sendable, CustomStringConvertible {
    /// 64 lower-case hexadecimal digits.
    public let hexadecimal: String

    /// Hashes bytes.
    ///
    /// - Parameter bytes: The content.
    public init(of bytes: some Collection<UInt8>) {
        var context = SHA2_CTX()
        SHA256Init(&context)
        let update: (UnsafeBufferPointer<UInt8>) -> Void = { SHA256Update(&context, $0.baseAddress, $0.count) }
        if bytes.withContiguousStorageIfAvailable(update) == nil { Array(bytes).withUnsafeBufferPointer(update) }
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        SHA256Final(&digest, &context)
        let digits = Array("0123456789abcdef".utf8)
        hexadecimal = String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Reads a hash.
    ///
    /// - Parameter hexadecimal: 64 hexadecimal digits in either case; anything else is no hash.
    public init?(hexadecimal: String) {
        guard hexadecimal.utf8.count == 64, hexadecimal.allSatisfy(\.isHexDigit) else { return nil }
        self.hexadecimal = hexadecimal.lowercased()
    }

    /// The hash as 64 hexadecimal digits.
    public var description: String { hexadecimal }
}
