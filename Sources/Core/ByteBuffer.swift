/// Bytes that are only added to, and then become a text.
///
/// An array would be asked at every few bytes whether somebody else has it; of this there is no copy.
struct ByteBuffer: ~Copyable {
    private static let firstCapacity = 512

    private var base = UnsafeMutablePointer<UInt8>.allocate(capacity: firstCapacity)
    private var capacity = firstCapacity
    private var count = 0

    deinit { base.deallocate() }

    /// The bytes as a text; what is no UTF-8 becomes a mark for that.
    var text: String { String(decoding: UnsafeBufferPointer(start: base, count: count), as: UTF8.self) }

    /// Adds a byte.
    mutating func append(_ byte: UInt8) {
        reserve(1)
        base[count] = byte
        count += 1
    }

    /// Adds bytes.
    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        reserve(bytes.count)
        (base + count).update(from: start, count: bytes.count)
        count += bytes.count
    }

    /// Adds a text.
    mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append($0) }
    }

    private mutating func reserve(_ more: Int) {
        guard count + more > capacity else { return }
        capacity = max(capacity * 2, count + more)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        larger.update(from: base, count: count)
        base.deallocate()
        base = larger
    }
}
