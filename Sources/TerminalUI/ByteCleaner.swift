/// Cleans a stream of bytes: repairs UTF-8 and takes out what a terminal would obey or a reader would not see.
///
/// What comes out is the same wherever the stream is cut.
struct ByteCleaner: Sendable {
    private var filter = ScalarFilter()
    private var sequence = EscapeSequence()
    /// The first bytes of a character whose others have not come.
    private var partial: [UInt8] = []

    /// Cleans bytes.
    ///
    /// - Parameters:
    ///   - bytes: The next bytes of the stream.
    ///   - output: Where the clean ones are added; line feeds and tabs are the only control characters.
    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
        if partial.isEmpty {
            let end = bytes.count - Self.incompleteTail(of: bytes)
            clean(UnsafeBufferPointer(rebasing: bytes[..<end]), &output)
            partial.append(contentsOf: bytes[end...])
        } else {
            let joined = partial + bytes
            partial.removeAll(keepingCapacity: true)
            joined.withUnsafeBufferPointer { append($0, to: &output) }
        }
    }

    /// Cleans what is left at the end of the stream.
    mutating func finish(to output: inout [UInt8]) {
        let rest = partial
        partial = []
        rest.withUnsafeBufferPointer { clean($0, &output) }
    }

    private mutating func clean(_ bytes: UnsafeBufferPointer<UInt8>, _ output: inout [UInt8]) {
        var index = 0
        while index < bytes.count {
            if sequence.isOpen || bytes[index] == 0x1B, sequence.takes(bytes[index]) {
                index += 1
                continue
            }
            let start = index
            while index < bytes.count, Self.isPlain(bytes[index]) { index += 1 }
            if index > start {
                output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<index]))
                filter.reset()
            }
            let high = index
            while index < bytes.count, bytes[index] >= 0x80 { index += 1 }
            if index > high { cleanHigh(UnsafeBufferPointer(rebasing: bytes[high..<index]), &output) }
            // All other control characters go.
            while index < bytes.count, bytes[index] < 0x80, bytes[index] != 0x1B, !Self.isPlain(bytes[index]) {
                index += 1
            }
        }
    }

    private mutating func cleanHigh(_ bytes: UnsafeBufferPointer<UInt8>, _ output: inout [UInt8]) {
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars where filter.keeps(scalar) {
            output.append(contentsOf: scalar.utf8)
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool { (0x20..<0x7F).contains(byte) || byte == 0x0A || byte == 0x09 }

    /// How many bytes at the end begin a character that is not complete.
    private static func incompleteTail(of bytes: UnsafeBufferPointer<UInt8>) -> Int {
        for length in 1..<4 where length <= bytes.count {
            let byte = bytes[bytes.count - length]
            if byte < 0x80 { return 0 }
            if byte >= 0xC0 {
                let needed = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
                return needed > length ? length : 0
            }
        }
        return 0
    }
}
