/// The name that a value is given to, if it is that of a secret.
struct AssignedName {
    /// In capitals, as the variables of an environment.
    private let isVariable: Bool
    /// Whether the name alone says it; a key of unknown purpose also needs a value that looks like one.
    private let isCertain: Bool

    private static let nameBytes = ByteSet.word("_-.")
    private static let lengthLimit = 64
    private static let leastValue = 6

    /// Reads a name backwards from the sign after it; blanks, a quotation mark and `:` may stand between.
    init?(before place: Int, in bytes: UnsafeBufferPointer<UInt8>) {
        var end = place
        var spaces = 0
        if end > 0, bytes[end - 1] == UInt8(ascii: ":") { end -= 1 }
        while end > 0, bytes[end - 1] == 0x20, spaces < 2 {
            end -= 1
            spaces += 1
        }
        if end > 0, bytes[end - 1] == UInt8(ascii: "\"") || bytes[end - 1] == UInt8(ascii: "'") { end -= 1 }
        // Within a string the quotation mark is escaped.
        if end > 0, bytes[end - 1] == UInt8(ascii: "\\") { end -= 1 }
        var start = end
        while start > 0, end - start < Self.lengthLimit, Self.nameBytes.contains(bytes[start - 1]) { start -= 1 }
        guard end - start >= 3, ByteSet.alphanumeric.contains(bytes[end - 1]) else { return nil }
        self.init(bytes[start..<end])
    }

    /// Judges a name.
    ///
    /// - Parameter name: Letters, digits, dashes, dots and underscores.
    init?(_ name: some BidirectionalCollection<UInt8>) {
        // The last letters suffice to say no in nearly all cases.
        guard Self.endsAsSecret(name) else { return nil }
        let name = Array(name)
        guard let (last, rest) = Self.lastPart(of: name[...]) else { return nil }
        let isKey = last == "key"
        guard isKey || Self.certain.contains(last), !Self.folders.contains(String(decoding: name, as: UTF8.self)) else {
            return nil
        }
        let before = isKey ? Self.lastPart(of: rest)?.part ?? "" : ""
        isVariable = !name.contains { $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") }
        if !isKey || Self.qualifiers.contains(before) {
            isCertain = true
        } else if isVariable, !before.isEmpty, !Self.harmless.contains(before) {
            isCertain = false
        } else {
            return nil
        }
    }

    /// Whether a value given to the name is a secret.
    ///
    /// - Parameters:
    ///   - value: The value, as far as it was looked at.
    ///   - isQuoted: Whether it stands in quotation marks.
    ///   - isAdjacent: Whether it follows the sign directly.
    /// - Returns: True if it is.
    func makesSecret(_ value: Slice<UnsafeBufferPointer<UInt8>>, isQuoted: Bool, isAdjacent: Bool) -> Bool {
        guard value.count >= Self.leastValue, let first = value.first, !Credentials.isPlaceholder(value) else {
            return false
        }
        if first == UInt8(ascii: "/") || first == UInt8(ascii: ".") || first == UInt8(ascii: "~") { return false }
        if !isCertain { return Credentials.looksRandom(value, least: 12) && !value.contains(0x20) }
        if isVariable, isAdjacent { return true }
        if value.contains(0x20) || value.contains(UInt8(ascii: "(")) { return false }
        let hasDigit = value.contains { ByteSet.digits.contains($0) }
        let hasLetter = value.contains { ByteSet.letters.contains($0) }
        let hasSign = value.contains { Self.signs.contains($0) }
        return (hasDigit || hasSign) && hasLetter && (isQuoted || value.count >= 8)
    }

    /// Whether the last two letters are those of a name that is looked for.
    private static func endsAsSecret(_ name: some BidirectionalCollection<UInt8>) -> Bool {
        guard let last = name.lastIndex(where: { ByteSet.alphanumeric.contains($0) }), last > name.startIndex else {
            return false
        }
        return endings[Int(name[last] | 0x20)].contains(name[name.index(before: last)] | 0x20)
    }

    /// The last part of a name in lower case, and what is before it; names are divided by signs, and where capitals begin
    /// in `apiKey`.
    private static func lastPart(of name: ArraySlice<UInt8>) -> (part: String, rest: ArraySlice<UInt8>)? {
        guard let last = name.lastIndex(where: { ByteSet.alphanumeric.contains($0) }) else { return nil }
        var start = last
        while start > name.startIndex, ByteSet.alphanumeric.contains(name[start - 1]) {
            let isLowerBefore = name[start - 1] >= UInt8(ascii: "a") && name[start - 1] <= UInt8(ascii: "z")
            if ByteSet.upper.contains(name[start]), isLowerBefore { break }
            start -= 1
        }
        let part = name[start...last].map { ByteSet.upper.contains($0) ? $0 | 0x20 : $0 }
        return (String(decoding: part, as: UTF8.self), name[..<start])
    }

    private static let certain: Set<String> = [
        "password", "passwd", "passwort", "pwd", "pass", "passphrase", "secret", "token", "apikey", "authtoken",
        "accesstoken", "credential", "credentials", "dsn", "secretkey", "privatekey", "accesskey",
    ]
    private static let qualifiers: Set<String> = [
        "api", "secret", "access", "private", "auth", "encryption", "signing", "master", "account", "service", "app",
        "license", "client",
    ]
    /// What makes a key one that opens nothing.
    private static let harmless: Set<String> = [
        "primary", "foreign", "sort", "partition", "public", "cache", "index", "object", "row", "map", "hot", "routing",
    ]
    /// Variables of the shell that sound like passwords.
    private static let folders: Set<String> = ["PWD", "OLDPWD"]
    private static let signs = ByteSet("!@#$%^&*+=?")
    /// For each last letter of all those names those before it.
    private static let endings: [ByteSet] = certain.union(["key"]).reduce(
        into: Array(repeating: ByteSet(""), count: 256)
    ) { endings, name in
        let letters = Array(name.utf8.suffix(2))
        endings[Int(letters[1])].insert(letters[0])
    }
}
