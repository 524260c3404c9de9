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
        hexadecimal = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Int(SHA256_DIGEST_LENGTH)) { digest in
            SHA256Final(digest.baseAddress, &context)
            return Self.digits(of: digest)
        }
    }

    /// Reads a hash.
    ///
    /// - Parameter hexadecimal: 64 hexadecimal digits in either case; anything else is no hash.
    public init?(hexadecimal: String) {
        guard hexadecimal.utf8.count == 64, hexadecimal.allSatisfy(\.isHexDigit) else { return nil }
        self.hexadecimal = hexadecimal.lowercased()
    }

    private static func digits(of bytes: UnsafeMutableBufferPointer<UInt8>) -> String {
        String(unsafeUninitializedCapacity: bytes.count * 2) { digits in
            for (place, byte) in bytes.enumerated() {
                digits[place * 2] = digit(byte >> 4)
                digits[place * 2 + 1] = digit(byte & 15)
            }
            return bytes.count * 2
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    /// The hash as 64 hexadecimal digits.
    public var description: String { hexadecimal }
}
