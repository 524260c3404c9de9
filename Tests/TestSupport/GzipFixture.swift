/// Compressed data for tests, made without a library.
public enum GzipFixture {
    private static let head: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]

    /// Bytes in the format of gzip, stored as they are.
    ///
    /// - Parameter bytes: At most 65,535 bytes.
    /// - Returns: The compressed data.
    public static func stored(_ bytes: [UInt8]) -> [UInt8] {
        let count = UInt16(bytes.count)
        return head + [1] + little(UInt32(count), 2) + little(UInt32(~count), 2) + bytes + little(checksum(bytes), 4)
            + little(UInt32(count), 4)
    }

    /// The beginning of a file of zeros that would never end: each of its bytes stands for about 158.
    ///
    /// - Parameter count: How many bytes.
    /// - Returns: Compressed data without an end.
    public static func bomb(count: Int) -> [UInt8] { bomb(of: [0], count: count) }

    /// The beginning of a file that would never end: some bytes, and then the last of them over and over.
    ///
    /// - Parameters:
    ///   - bytes: What it begins with.
    ///   - period: How many of the last bytes are repeated; nothing for all.
    ///   - count: How many bytes.
    /// - Returns: Compressed data without an end, of which each byte stands for 100 and more.
    public static func bomb(of bytes: [UInt8], repeating period: Int? = nil, count: Int) -> [UInt8] {
        var writer = BitWriter(bytes: head)
        // RFC 1951: a last block of fixed codes, the literals, then "258 bytes from so many back" for ever. Codes are
        // written with their most significant bit first.
        writer.add(0b011, 3)
        for byte in bytes {
            byte < 144 ? writer.addCode(0x30 + UInt32(byte), 8) : writer.addCode(0x190 + UInt32(byte) - 144, 9)
        }
        while writer.bytes.count < count {
            writer.addCode(0b1100_0101, 8)
            writer.addDistance((period ?? bytes.count) - 1)
        }
        return writer.bytes
    }

    private static func little(_ value: UInt32, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
        }
    }
}

/// Puts bits into bytes, the least significant first.
private struct BitWriter {
    private(set) var bytes: [UInt8]
    private var (bits, filled): (UInt32, Int) = (0, 0)

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func add(_ value: UInt32, _ width: Int) {
        bits |= value << UInt32(filled)
        filled += width
        while filled >= 8 {
            bytes.append(UInt8(bits & 0xFF))
            bits >>= 8
            filled -= 8
        }
    }

    /// Adds how far back something is, less one.
    mutating func addDistance(_ value: Int) {
        guard value >= 4 else { return addCode(UInt32(value), 5) }
        let width = Int.bitWidth - 2 - value.leadingZeroBitCount
        addCode(UInt32(2 * (width + 1) + (value >> width & 1)), 5)
        add(UInt32(value & (1 << width - 1)), width)
    }

    mutating func addCode(_ code: UInt32, _ width: Int) {
        for index in (0..<width).reversed() { add(code >> UInt32(index) & 1, 1) }
    }
}
