import CNettle

/// The SHA-256 of some content (FIPS 180-4), by which snapshots and full outputs are stored.
public struct ContentHash: Hashable, Sendable, CustomStringConvertible {
    /// The bytes, eight in a number, the first of them highest: a hash takes no memory of its own.
    private let words: Words

    /// Hashes bytes.
    ///
    /// - Parameter bytes: The content.
    public init(of bytes: some Collection<UInt8>) {
        var digest = Digest()
        digest.add(bytes)
        words = digest.words()
    }

    /// Hashes bytes that follow others of which only the hash is kept, so that a long chain costs its last link.
    ///
    /// - Parameters:
    ///   - bytes: The bytes.
    ///   - previous: The hash of all before them, whose digits are hashed with the bytes; nothing for the first.
    public init(of bytes: some Collection<UInt8>, after previous: ContentHash?) {
        var digest = Digest()
        previous?.withDigits { digest.add($0) }
        digest.add(bytes)
        words = digest.words()
    }

    /// Reads a hash.
    ///
    /// - Parameter hexadecimal: 64 hexadecimal digits in either case; anything else is no hash.
    public init?(hexadecimal: String) {
        guard hexadecimal.utf8.count == 64 else { return nil }
        var words = Words()
        for (place, digit) in hexadecimal.utf8.enumerated() {
            guard let value = Self.value(of: digit) else { return nil }
            words[place / 16] = words[place / 16] << 4 | UInt64(value)
        }
        self.words = words
    }

    /// 64 lower-case hexadecimal digits.
    public var hexadecimal: String {
        withDigits { digits in
            String(unsafeUninitializedCapacity: digits.count) { $0.initialize(fromContentsOf: digits) }
        }
    }

    /// The hash as 64 hexadecimal digits.
    public var description: String { hexadecimal }

    /// Hashes of contents are spread evenly, so that a part of one does.
    ///
    /// - Parameter hasher: Takes the part.
    public func hash(into hasher: inout Hasher) { hasher.combine(words.first) }

    func withDigits<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 8) { digits in
            for place in 0..<4 {
                let word = words[place]
                digits[place * 2] = Self.digits(of: word >> 32).bigEndian
                digits[place * 2 + 1] = Self.digits(of: word & 0xFFFF_FFFF).bigEndian
            }
            return UnsafeRawBufferPointer(digits).withMemoryRebound(to: UInt8.self, body)
        }
    }

    /// The eight digits of a number of 32 bits, the first of them highest.
    private static func digits(of number: UInt64) -> UInt64 {
        // Each half is moved apart until there are four bits in a byte.
        var digits = number << 16 & 0x0000_FFFF_0000_0000 | number & 0xFFFF
        digits = digits << 8 & 0x00FF_0000_00FF_0000 | digits & 0x0000_00FF_0000_00FF
        digits = digits << 4 & 0x0F00_0F00_0F00_0F00 | digits & 0x000F_000F_000F_000F
        let isLetter = (digits &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        let (zero, fromNineToA) = (0x3030_3030_3030_3030 as UInt64, UInt64(UInt8(ascii: "a") - UInt8(ascii: "9") - 1))
        return digits &+ zero &+ isLetter &* fromNineToA
    }

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

/// A hash that is being made.
private struct Digest {
    private var context = sha256_ctx()

    init() { nettle_sha256_init(&context) }

    mutating func add(_ bytes: some Collection<UInt8>) {
        bytes.withBytes { nettle_sha256_update(&context, $0.count, $0.baseAddress) }
    }

    mutating func words() -> Words {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Int(SHA256_DIGEST_SIZE)) { digest in
            nettle_sha256_digest(&context, digest.count, digest.baseAddress)
            let bytes = UnsafeRawBufferPointer(digest)
            var words = Words()
            for place in 0..<4 {
                words[place] = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: place * 8, as: UInt64.self))
            }
            return words
        }
    }
}

/// Four numbers; not a vector, which would have to stand at addresses that tasks do not keep to.
private struct Words: Hashable {
    var first: UInt64 = 0
    var second: UInt64 = 0
    var third: UInt64 = 0
    var fourth: UInt64 = 0

    subscript(place: Int) -> UInt64 {
        get {
            switch place {
            case 0: first
            case 1: second
            case 2: third
            default: fourth
            }
        }
        set {
            switch place {
            case 0: first = newValue
            case 1: second = newValue
            case 2: third = newValue
            default: fourth = newValue
            }
        }
    }
}
