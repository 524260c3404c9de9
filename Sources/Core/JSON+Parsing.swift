/// A text that is no JSON.
public struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Where the text stops being JSON, in bytes from its start.
    public let offset: Int
    /// What was wrong there.
    public let message: String

    /// The message with its place.
    public var description: String { "no valid JSON: \(message) at byte \(offset)" }
}

extension JSON {
    /// The deepest nesting that is read; deeper text would exhaust the stack.
    public static let depthLimit = 128

    /// Reads one JSON value (RFC 8259).
    ///
    /// - Parameter bytes: UTF-8, with nothing but white space around the value.
    /// - Throws: `JSONError` with the place of the first fault.
    public init(parsing bytes: some Sequence<UInt8>) throws(JSONError) {
        var parser = JSONParser(bytes: Array(bytes), depthLimit: Self.depthLimit)
        self = try parser.document()
    }

    /// Reads one JSON value.
    ///
    /// - Parameter text: The text.
    /// - Throws: `JSONError` with the place of the first fault.
    public init(parsing text: String) throws(JSONError) { try self.init(parsing: text.utf8) }

    /// Reads what this program has written, which is as deep as the values that it was written from.
    init(of written: WrittenJSON) {
        var parser = JSONParser(bytes: Array(written.text.utf8), depthLimit: .max)
        do {
            self = try parser.document()
        } catch {
            preconditionFailure("something was written that is no JSON: \(error)")
        }
    }
}

/// A recursive-descent reader of JSON.
private struct JSONParser {
    let bytes: [UInt8]
    let depthLimit: Int
    var position = 0
    var depth = 0

    init(bytes: [UInt8], depthLimit: Int) {
        self.bytes = bytes
        self.depthLimit = depthLimit
    }

    mutating func document() throws(JSONError) -> JSON {
        let value = try value()
        skipSpace()
        guard position == bytes.count else { throw error("something follows the value") }
        return value
    }

    private mutating func value() throws(JSONError) -> JSON {
        skipSpace()
        guard position < bytes.count else { throw error("the text ends where a value is expected") }
        switch bytes[position] {
        case UInt8(ascii: "{"): return try nested { parser throws(JSONError) in try parser.object() }
        case UInt8(ascii: "["): return try nested { parser throws(JSONError) in try parser.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func nested(
        _ body: (inout JSONParser) throws(JSONError) -> JSON
    ) throws(JSONError) -> JSON {
        depth += 1
        guard depth <= depthLimit else { throw error("more than \(depthLimit) levels") }
        position += 1
        let value = try body(&self)
        depth -= 1
        return value
    }

    private mutating func object() throws(JSONError) -> JSON {
        var members: [JSON.Member] = []
        if consume("}") { return .object([]) }
        repeat {
            skipSpace()
            guard peek("\"") else { throw error("a name in quotes is expected") }
            let name = try string()
            guard consume(":") else { throw error("':' is expected") }
            members.append(JSON.Member(name, try value()))
        } while consume(",")
        guard consume("}") else { throw error("',' or '}' is expected") }
        return .object(members)
    }

    private mutating func array() throws(JSONError) -> JSON {
        var items: [JSON] = []
        if consume("]") { return .array([]) }
        repeat { items.append(try value()) } while consume(",")
        guard consume("]") else { throw error("',' or ']' is expected") }
        return .array(items)
    }

    private mutating func string() throws(JSONError) -> String {
        position += 1
        var text: [UInt8] = []
        while true {
            let run = plainRun()
            guard position < bytes.count else { throw error("a string has no end") }
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                // Most strings have no escapes, and are taken as they stand.
                if text.isEmpty { return try validated(bytes[run]) }
                text += bytes[run]
                return try validated(text[...])
            case UInt8(ascii: "\\"):
                position += 1
                text += bytes[run]
                text += try escape()
            default: throw error("a control character must be escaped")
            }
        }
    }

    /// Passes what stands for itself in a string.
    private mutating func plainRun() -> Range<Int> {
        let start = position
        var end = start
        bytes.withUnsafeBufferPointer { bytes in
            while end < bytes.count {
                let byte = bytes[end]
                if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { break }
                end += 1
            }
        }
        position = end
        return start..<end
    }

    private func validated(_ text: ArraySlice<UInt8>) throws(JSONError) -> String {
        guard let string = String(validating: text, as: UTF8.self) else { throw error("no valid UTF-8") }
        return string
    }

    private mutating func escape() throws(JSONError) -> [UInt8] {
        guard position < bytes.count else { throw error("a string has no end") }
        position += 1
        switch bytes[position - 1] {
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "u"): return Array(String(Character(try scalar())).utf8)
        case let byte where byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "/"):
            return [byte]
        default:
            position -= 1
            throw error("an unknown escape")
        }
    }

    /// Reads the digits after a Unicode escape, and the second half of a surrogate pair; a lone half becomes U+FFFD.
    private mutating func scalar() throws(JSONError) -> Unicode.Scalar {
        let first = try hexDigits()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, bytes[position...].starts(with: Array("\\u".utf8)) else { return "\u{FFFD}" }
        let start = position
        position += 2
        let second = try hexDigits()
        guard (0xDC00...0xDFFF).contains(second) else {
            position = start
            return "\u{FFFD}"
        }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
    }

    private mutating func hexDigits() throws(JSONError) -> UInt32 {
        guard position + 4 <= bytes.count,
            bytes[position..<position + 4].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let value = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
        else { throw error("four hexadecimal digits are expected") }
        position += 4
        return value
    }

    /// Reads a number by the grammar of RFC 8259, section 6, which Swift's own parsing is laxer than.
    private mutating func number() throws(JSONError) -> JSON {
        let start = position
        if peek("-") { position += 1 }
        let whole = digits()
        guard whole > 0, whole == 1 || bytes[position - whole] != UInt8(ascii: "0") else {
            position = start
            throw error("a value is expected")
        }
        var isWhole = true
        if peek(".") {
            position += 1
            isWhole = false
            guard digits() > 0 else { throw error("a digit is expected") }
        }
        if peek("e") || peek("E") {
            position += 1
            isWhole = false
            if peek("+") || peek("-") { position += 1 }
            guard digits() > 0 else { throw error("a digit is expected") }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, let number = Int(text) { return .int(number) }
        guard let number = Double(text), number.isFinite else { throw error("a number is out of range") }
        return .double(number)
    }

    private mutating func digits() -> Int {
        let start = position
        while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
            position += 1
        }
        return position - start
    }

    private mutating func word(_ word: String, _ value: JSON) throws(JSONError) -> JSON {
        guard bytes[position...].starts(with: word.utf8) else { throw error("a value is expected") }
        position += word.utf8.count
        return value
    }

    private func peek(_ character: Unicode.Scalar) -> Bool {
        position < bytes.count && bytes[position] == UInt8(ascii: character)
    }

    private mutating func consume(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard peek(character) else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private func error(_ message: String) -> JSONError { JSONError(offset: position, message: message) }
}
