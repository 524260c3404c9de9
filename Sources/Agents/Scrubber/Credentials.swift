/// What tells a credential from other words.
enum Credentials {
    /// What may stand before the `@` of an address.
    static let userInfo = ByteSet(" \t\n\"'<>/?#@[]{}`\\|^").inverted
    private static let plainValue = ByteSet(" \t\n\"'`<>,;)]}&|\\").inverted
    private static let quotedValue: [UInt8: ByteSet] = [
        UInt8(ascii: "\""): ByteSet("\"\n").inverted, UInt8(ascii: "'"): ByteSet("'\n").inverted,
    ]

    /// The bytes that a value may consist of.
    ///
    /// - Parameters:
    ///   - quote: The quotation mark that it stands in.
    ///   - isEscaped: Whether the mark has a backslash before it.
    /// - Returns: Those bytes.
    static func value(in quote: UInt8?, isEscaped: Bool) -> ByteSet {
        guard let quote, !isEscaped, let bytes = quotedValue[quote] else { return plainValue }
        return bytes
    }

    /// Whether a token looks as if a machine had made it: letters and digits, or both cases, without words.
    static func looksRandom(_ token: Slice<UnsafeBufferPointer<UInt8>>, least: Int) -> Bool {
        guard token.count >= least, !isPlaceholder(token) else { return false }
        return token.contains { ByteSet.digits.contains($0) } && token.contains { ByteSet.letters.contains($0) }
    }

    /// Whether a value stands for one that is to be filled in, or is taken from somewhere else.
    static func isPlaceholder(_ value: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard let first = value.first, !"$<{%*[(".utf8.contains(first) else { return true }
        if value.allSatisfy({ $0 == first }) { return true }
        let text = String(decoding: value, as: UTF8.self).lowercased()
        return placeholders.contains { text.contains($0) } || ["none", "null", "true", "false"].contains(text)
    }

    private static let placeholders = [
        "xxxx", "your", "example", "changeme", "change-me", "placeholder", "redacted", "process.env", "os.environ",
        "getenv", "...", "****", "<", "${",
    ]

    /// Whether base64 holds a name, a colon and a password in printable characters, as basic authorization does.
    static func isEncodedPair(_ token: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard token.count >= 8 else { return false }
        var bits: UInt32 = 0
        var count = 0
        var hasColon = false
        for byte in token.prefix(while: { $0 != UInt8(ascii: "=") }) {
            guard let value = digit(byte) else { return false }
            bits = (bits << 6 | value) & 0xFFFFFF
            count += 6
            guard count >= 8 else { continue }
            count -= 8
            let decoded = UInt8(bits >> UInt32(count) & 0xFF)
            guard decoded >= 0x20, decoded != 0x7F else { return false }
            if decoded == UInt8(ascii: ":") { hasColon = true }
        }
        return hasColon
    }

    private static func digit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte) - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte) - 71
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte) + 4
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
