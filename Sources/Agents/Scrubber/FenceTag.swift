/// A tag that opens or closes a fence, read at a `<`.
struct FenceTag {
    enum Kind { case open, close, empty }

    /// What the bytes at a `<` are.
    enum Reading {
        /// No tag of a fence.
        case ordinary
        /// It cannot be told before more bytes come.
        case incomplete
        case tag(FenceTag)
    }

    /// The number of the fence's name.
    let name: Int
    let kind: Kind
    /// Where it ends; of a very long one, where reading stopped.
    let end: Int
    /// Whether its `>` is still to come.
    var isOpenEnded = false
    /// The quotation mark that the bytes end within, if it is open-ended; 0 for none.
    var quote: UInt8 = 0

    /// How far a tag is read at once, in bytes.
    static let readingLimit = 1_024
    /// The most blanks before a name.
    private static let blankLimit = 16

    /// Reads a tag: names in any case, with white space and attributes.
    ///
    /// - Parameters:
    ///   - bytes: The text.
    ///   - start: Where the `<` stands.
    ///   - isLast: Whether no more bytes come; then a tag that is cut off after its name is one.
    ///   - names: The names in lower case.
    /// - Returns: What stands there.
    static func read(
        _ bytes: UnsafeBufferPointer<UInt8>,
        at start: Int,
        isLast: Bool,
        names: [[UInt8]]
    ) -> Reading {
        let atEnd: Reading = isLast ? .ordinary : .incomplete
        var index = skipBlanks(bytes, from: start + 1)
        guard index < bytes.count else { return index - start > blankLimit ? .ordinary : atEnd }
        let isClosing = bytes[index] == UInt8(ascii: "/")
        if isClosing { index = skipBlanks(bytes, from: index + 1) }
        let nameStart = index
        let longest = names.reduce(0) { max($0, $1.count) }
        while index < bytes.count, index - nameStart <= longest, isName(bytes[index]) { index += 1 }
        let name = bytes[nameStart..<index]
        let isCut = index == bytes.count
        guard let number = names.firstIndex(where: { matches($0, name) }) else {
            let mayBecomeOne = name.isEmpty || names.contains { matches($0.prefix(name.count), name) }
            return isCut && mayBecomeOne ? atEnd : .ordinary
        }
        let tag = FenceTag(name: number, kind: isClosing ? .close : .open, end: index)
        if isCut { return isLast ? .tag(tag) : .incomplete }
        return readAttributes(bytes, start, isLast, tag)
    }

    /// Reads on behind a tag's name, up to its `>`.
    private static func readAttributes(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ start: Int,
        _ isLast: Bool,
        _ tag: FenceTag
    ) -> Reading {
        let first = bytes[tag.end]
        guard isBlank(first) || first == UInt8(ascii: ">") || first == UInt8(ascii: "/") else { return .ordinary }
        var quote: UInt8 = 0
        var previous: UInt8 = 0
        let limit = start + readingLimit
        for index in tag.end..<min(bytes.count, limit) {
            let byte = bytes[index]
            if quote != 0 {
                if byte == quote { quote = 0 }
            } else if byte == UInt8(ascii: ">") {
                let isEmpty = previous == UInt8(ascii: "/") && tag.kind == .open
                return .tag(FenceTag(name: tag.name, kind: isEmpty ? .empty : tag.kind, end: index + 1))
            } else if byte == UInt8(ascii: "<") {
                return .ordinary
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'"), previous == UInt8(ascii: "=") {
                quote = byte
            }
            if !isBlank(byte) { previous = byte }
        }
        if bytes.count > limit {
            return .tag(FenceTag(name: tag.name, kind: tag.kind, end: limit, isOpenEnded: true, quote: quote))
        }
        // Cut off within a tag: what follows the name says nothing, but it is no text either.
        return isLast ? .tag(FenceTag(name: tag.name, kind: tag.kind, end: bytes.count)) : .incomplete
    }

    private static func skipBlanks(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        while index < bytes.count, index - start < blankLimit, isBlank(bytes[index]) { index += 1 }
        return index
    }

    private static func matches(_ name: some Collection<UInt8>, _ written: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        name.count == written.count
            && zip(name, written).allSatisfy { $0 == ($1 | ($1 >= 0x41 && $1 <= 0x5A ? 0x20 : 0)) }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A }

    private static func isName(_ byte: UInt8) -> Bool { nameBytes.contains(byte) }

    private static let nameBytes = ByteSet.word("_-")
}
