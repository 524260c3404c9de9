/// Bytes that are only added to, and then become a text.
///
/// An array would be asked at every few bytes whether somebody else has it; of this there is no copy.
struct ByteBuffer: ~Copyable {
    private static let firstCapacity = 512
    /// Of any number.
    private static let mostDigits = 20

    var base = UnsafeMutablePointer<UInt8>.allocate(capacity: firstCapacity)
    private var capacity = firstCapacity
    var count = 0

    deinit { base.deallocate() }

    /// The bytes as a text; what is no UTF-8 becomes a mark for that.
    var text: String { String(decoding: UnsafeBufferPointer(start: base, count: count), as: UTF8.self) }

    /// Adds a byte.
    @inline(__always)
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
        text.utf8.withBytes { append($0) }
    }

    /// Adds a whole number in decimal digits.
    mutating func append(_ number: Int) {
        if number < 0 { append(UInt8(ascii: "-")) }
        reserve(2 * Self.mostDigits)
        // The last digit is known first: they are written behind their place, and moved there.
        let end = count + 2 * Self.mostDigits
        var (place, rest) = (end, number.magnitude)
        repeat {
            place -= 1
            base[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
        (base + count).update(from: base + place, count: end - place)
        count += end - place
    }

    /// Makes sure that so many more bytes have a place.
    @inline(__always)
    mutating func reserve(_ more: Int) {
        if count + more > capacity { grow(more) }
    }

    @inline(never)
    private mutating func grow(_ more: Int) {
        capacity = max(capacity * 2, count + more)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        larger.update(from: base, count: count)
        base.deallocate()
        base = larger
    }
}

extension Collection<UInt8> {
    /// Hands the bytes over; without a copy of them, as nearly all texts have theirs in one piece.
    @inline(__always)
    func withBytes(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        if withContiguousStorageIfAvailable(body) == nil { Array(self).withUnsafeBufferPointer(body) }
    }
}
