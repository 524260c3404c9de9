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
    public static func bomb(count: Int) -> [UInt8] {
        var (bits, filled, bytes): (UInt32, Int, [UInt8]) = (0, 0, head)
        func add(_ value: UInt32, _ width: Int) {
            bits |= value << UInt32(filled)
            filled += width
            while filled >= 8 {
                bytes.append(UInt8(bits & 0xFF))
                bits >>= 8
                filled -= 8
            }
        }
        // RFC 1951: a last block of fixed codes, the literal zero, then "258 bytes from one back" for ever. Codes are
        // written with their most significant bit first.
        add(0b011, 3)
        add(0b0000_1100, 8)
        while bytes.count < count {
            add(0b1010_0011, 8)
            add(0, 5)
        }
        return bytes
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
