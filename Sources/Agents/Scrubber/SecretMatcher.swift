/// What follows a secret's marker and belongs to the secret, however long it is.
enum SecretTail: Equatable {
    case none
    /// All bytes of a set.
    case run(ByteSet)
    /// The rest of a private key.
    case keyBlock
}

/// Decides whether a secret stands at a place.
///
/// All looks are of bounded length, so that the answer depends on the text alone and not on the pieces it comes in.
struct SecretMatcher {
    enum Answer {
        case nothing
        /// It cannot be told before more bytes come.
        case incomplete
        /// A secret: bytes that stay, those that go, and what more goes.
        case secret(kind: String, kept: Int, length: Int, tail: SecretTail)
    }

    let bytes: UnsafeBufferPointer<UInt8>
    let isLast: Bool
    let index: SecretIndex

    /// The shortest token after `Bearer`.
    private static let leastToken = 16
    /// The longest user name and password in an address.
    private static let addressLimit = 320
    /// The longest first part of a JSON web token.
    private static let headerLimit = 512
    private static let tokenBytes = ByteSet.word("._~+/=-")

    /// Whether there is a secret anywhere in a whole text.
    static func findsSecret(in bytes: UnsafeBufferPointer<UInt8>, _ index: SecretIndex) -> Bool {
        let matcher = SecretMatcher(bytes: bytes, isLast: true, index: index)
        var place = index.nextCandidate(in: bytes, from: 0)
        while place < bytes.count - 1 {
            guard case .nothing = matcher.match(at: place) else { return true }
            place = index.nextCandidate(in: bytes, from: place + 1)
        }
        return false
    }

    /// Decides about a place that the index named.
    func match(at place: Int) -> Answer {
        let first = bytes[place]
        let second = bytes[place + 1]
        for word in index.words(first, second) {
            switch compare(word, at: place) {
            case .some(true): return .secret(kind: "key-in-use", kept: 0, length: word.count, tail: .none)
            case .some(false): continue
            case nil: return .incomplete
            }
        }
        switch first {
        case UInt8(ascii: "="): return assignment(at: place)
        case UInt8(ascii: ":"): return second == UInt8(ascii: "/") ? address(at: place) : botOrAssignment(at: place)
        case UInt8(ascii: "-"): return keyBlock(at: place)
        default: break
        }
        guard startsWord(place) else { return .nothing }
        let special: Answer =
            switch first | 0x20 {
            case UInt8(ascii: "b"): authorization(at: place)
            case UInt8(ascii: "e"): webToken(at: place)
            default: .nothing
            }
        if case .nothing = special { return pattern(at: place) }
        return special
    }

    // MARK: Tokens

    private func pattern(at place: Int) -> Answer {
        for pattern in index.patterns(bytes[place], bytes[place + 1]) {
            switch compare(pattern.prefix, at: place) {
            case .some(false): continue
            case nil: return .incomplete
            case .some(true): break
            }
            let start = place + pattern.prefix.count
            let end = run(of: pattern.alphabet, from: start, limit: SecretPattern.lookahead)
            if end == bytes.count, !isLast, end - start < SecretPattern.lookahead { return .incomplete }
            guard pattern.accepts(bytes[start..<end]) else { continue }
            return .secret(kind: pattern.kind, kept: 0, length: end - place, tail: .run(pattern.alphabet))
        }
        return .nothing
    }

    /// `Bearer TOKEN` and `Basic BASE64` as in an HTTP header.
    private func authorization(at place: Int) -> Answer {
        for (name, isBasic) in [(Array("bearer ".utf8), false), (Array("basic ".utf8), true)] {
            switch compare(name, at: place, ignoringCase: true) {
            case .some(false): continue
            case nil: return .incomplete
            case .some(true): break
            }
            let start = run(of: ByteSet(" \t"), from: place + name.count, limit: 4)
            let end = run(of: Self.tokenBytes, from: start, limit: SecretPattern.lookahead)
            if end == bytes.count, !isLast, end - start < SecretPattern.lookahead { return .incomplete }
            let token = bytes[start..<end]
            let isSecret =
                isBasic ? Credentials.isEncodedPair(token) : Credentials.looksRandom(token, least: Self.leastToken)
            guard isSecret else { return .nothing }
            let kind = isBasic ? "basic-credentials" : "bearer-token"
            return .secret(kind: kind, kept: start - place, length: end - place, tail: .run(Self.tokenBytes))
        }
        return .nothing
    }

    /// A JSON web token (RFC 7519): two parts in base64 that begin as JSON objects do, and a signature.
    private func webToken(at place: Int) -> Answer {
        guard let isToken = compare(Array("eyJ".utf8), at: place) else { return .incomplete }
        guard isToken else { return .nothing }
        let dot = run(of: .base64URL, from: place, limit: Self.headerLimit)
        if dot + 4 > bytes.count, !isLast, dot - place < Self.headerLimit { return .incomplete }
        guard dot - place >= 12, compare(Array(".eyJ".utf8), at: dot) == true else { return .nothing }
        return .secret(kind: "web-token", kept: 0, length: dot + 4 - place, tail: .run(.word("_-.")))
    }

    /// A password between `://` and `@`, where `place` is the colon.
    private func address(at place: Int) -> Answer {
        guard let isAddress = compare(Array("://".utf8), at: place) else { return .incomplete }
        guard isAddress, place > 0, ByteSet.alphanumeric.contains(bytes[place - 1]) else { return .nothing }
        let start = place + 3
        let end = run(of: Credentials.userInfo, from: start, limit: Self.addressLimit)
        if end == bytes.count { return isLast || end - start >= Self.addressLimit ? .nothing : .incomplete }
        guard bytes[end] == UInt8(ascii: "@"), let colon = bytes[start..<end].firstIndex(of: UInt8(ascii: ":")),
            !Credentials.isPlaceholder(bytes[(colon + 1)..<end])
        else { return .nothing }
        return .secret(kind: "url-password", kept: colon + 1 - place, length: end - place, tail: .none)
    }

    private func keyBlock(at place: Int) -> Answer {
        let begin = Array("-----BEGIN ".utf8)
        guard let isBlock = compare(begin, at: place) else { return .incomplete }
        guard isBlock else { return .nothing }
        let start = place + begin.count
        let end = run(of: ByteSet.upper.union(.digits).union(ByteSet(" ")), from: start, limit: 48)
        if end + 5 > bytes.count, !isLast { return .incomplete }
        let label = String(decoding: bytes[start..<end], as: UTF8.self)
        guard label.contains("PRIVATE KEY"), compare(Array("-----".utf8), at: end) == true else { return .nothing }
        return .secret(kind: "private-key", kept: 0, length: end + 5 - place, tail: .keyBlock)
    }

    // MARK: Assignments

    /// A Telegram bot's token has a colon in it; else it is a value after a name.
    private func botOrAssignment(at place: Int) -> Answer {
        let digits = bytes[..<place].reversed().prefix { ByteSet.digits.contains($0) }.prefix(16).count
        guard (8...10).contains(digits) else { return assignment(at: place) }
        let end = run(of: .base64URL, from: place + 1, limit: 40)
        if end == bytes.count, !isLast, end - place < 40 { return .incomplete }
        guard end - place - 1 == 35, bytes[place + 1] == UInt8(ascii: "A") else { return assignment(at: place) }
        return .secret(kind: "telegram-token", kept: 1, length: end - place, tail: .none)
    }

    /// A value after `=` or `:` whose name says that it is secret.
    private func assignment(at place: Int) -> Answer {
        guard let name = AssignedName(before: place, in: bytes) else { return .nothing }
        var start = run(of: ByteSet(" \t"), from: place + 1, limit: 3)
        if start + 1 >= bytes.count, !isLast { return .incomplete }
        guard start < bytes.count else { return .nothing }
        // Within a string the quotation mark is escaped.
        let isEscaped = bytes[start] == UInt8(ascii: "\\")
        let mark = start + (isEscaped ? 1 : 0)
        let hasQuote = mark < bytes.count && (bytes[mark] == UInt8(ascii: "\"") || bytes[mark] == UInt8(ascii: "'"))
        let quote = hasQuote ? bytes[mark] : nil
        if hasQuote { start = mark + 1 }
        let alphabet = Credentials.value(in: quote, isEscaped: isEscaped)
        let end = run(of: alphabet, from: start, limit: SecretPattern.lookahead)
        if end == bytes.count, !isLast, end - start < SecretPattern.lookahead { return .incomplete }
        let isAdjacent = bytes[place + 1] > 0x20
        guard name.makesSecret(bytes[start..<end], isQuoted: quote != nil, isAdjacent: isAdjacent) else {
            return .nothing
        }
        return .secret(kind: "assigned-secret", kept: start - place, length: end - place, tail: .run(alphabet))
    }

    // MARK: Looking at bytes

    /// Whether a word begins here.
    private func startsWord(_ place: Int) -> Bool {
        guard place > 0 else { return true }
        return !ByteSet.alphanumeric.contains(bytes[place - 1]) && bytes[place - 1] != UInt8(ascii: "_")
    }

    /// Whether some bytes stand at a place; nothing if that is not known yet.
    private func compare(_ expected: [UInt8], at place: Int, ignoringCase: Bool = false) -> Bool? {
        for (offset, byte) in expected.enumerated() {
            guard place + offset < bytes.count else { return isLast ? false : nil }
            let found = bytes[place + offset]
            guard found == byte || ignoringCase && ByteSet.letters.contains(found) && found | 0x20 == byte else {
                return false
            }
        }
        return true
    }

    /// Where a run of bytes of a set ends, as far as it is looked at.
    private func run(of set: ByteSet, from start: Int, limit: Int) -> Int {
        var end = start
        let stop = min(bytes.count, start + limit)
        while end < stop, set.contains(bytes[end]) { end += 1 }
        return end
    }
}
