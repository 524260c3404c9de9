/// Writes what is nearly JSON as JSON, where only one reading is possible.
///
/// It takes a comma before a closing bracket, single quotes, names without quotes, comments, Python's literals,
/// unescaped line breaks, unknown escapes, and brackets that are missing at the very end. Everything else is a fault.
struct JSONRewriter {
    struct Fault: Error {
        let offset: Int
        let message: String
    }

    private let bytes: [UInt8]
    private(set) var position: Int
    private(set) var output: [UInt8] = []
    private(set) var changes: Set<JSONRepair.Change> = []
    /// Whether a name with a colon, or an item of a list, has been read: then this was meant to be JSON.
    private(set) var isCommitted = false
    private var depth = 0

    init(bytes: [UInt8], position: Int) {
        self.bytes = bytes
        self.position = position
    }

    /// Rewrites the object or list that begins here.
    mutating func rewrite() throws(Fault) { try value() }

    private mutating func value() throws(Fault) {
        try skip()
        guard let byte = peek() else { throw fault("it ends where a value is expected") }
        switch byte {
        case UInt8(ascii: "{"): try nested(close: "}") { rewriter throws(Fault) in try rewriter.member() }
        case UInt8(ascii: "["): try nested(close: "]") { rewriter throws(Fault) in try rewriter.item() }
        case UInt8(ascii: "\""), UInt8(ascii: "'"): try string(quote: byte)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
        default: try word()
        }
    }

    /// Rewrites what stands between brackets: parts with commas between.
    private mutating func nested(
        close: Unicode.Scalar,
        part: (inout JSONRewriter) throws(Fault) -> Void
    ) throws(Fault) {
        depth += 1
        // The reader of JSON has the same limit.
        guard depth <= 128 else { throw fault("it is nested too deeply") }
        output.append(bytes[position])
        position += 1
        try parts(close: UInt8(ascii: close), part)
        output.append(UInt8(ascii: close))
        depth -= 1
    }

    private mutating func parts(
        close: UInt8,
        _ part: (inout JSONRewriter) throws(Fault) -> Void
    ) throws(Fault) {
        var isFirst = true
        while true {
            try skip()
            if peek() == close {
                position += 1
                if !isFirst { changes.insert(.trailingComma) }
                return
            }
            if !isFirst { output.append(UInt8(ascii: ",")) }
            isFirst = false
            try part(&self)
            try skip()
            switch peek() {
            case UInt8(ascii: ","): position += 1
            case close:
                position += 1
                return
            case nil:
                changes.insert(.missingEnd)
                return
            default: throw fault("',' or '\(Character(UnicodeScalar(close)))' is expected")
            }
        }
    }

    private mutating func member() throws(Fault) {
        guard let byte = peek() else { throw fault("it ends where a name is expected") }
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { try string(quote: byte) } else { try name() }
        try skip()
        guard peek() == UInt8(ascii: ":") else { throw fault("':' is expected") }
        position += 1
        output.append(UInt8(ascii: ":"))
        isCommitted = true
        try value()
    }

    private mutating func item() throws(Fault) {
        guard peek() != nil else { throw fault("it ends where a value is expected") }
        try value()
        isCommitted = true
    }

    private mutating func name() throws(Fault) {
        let start = position
        while let byte = peek(), isWordByte(byte) || byte == UInt8(ascii: "-") && position > start { position += 1 }
        guard position > start, !isDigit(bytes[start]) else { throw fault("a name in quotes is expected") }
        changes.insert(.unquotedName)
        output.append(UInt8(ascii: "\""))
        output += bytes[start..<position]
        output.append(UInt8(ascii: "\""))
    }

    private mutating func word() throws(Fault) {
        let start = position
        while let byte = peek(), isWordByte(byte) { position += 1 }
        switch String(decoding: bytes[start..<position], as: UTF8.self) {
        case "true", "false", "null": output += bytes[start..<position]
        case "True": literal("true")
        case "False": literal("false")
        case "None": literal("null")
        default:
            position = start
            throw fault("a value is expected; text must be in double quotes")
        }
    }

    private mutating func literal(_ text: String) {
        changes.insert(.pythonLiteral)
        output += text.utf8
    }

    private mutating func number() throws(Fault) {
        let start = position
        while let byte = peek(), isDigit(byte) || "+-.eE".utf8.contains(byte) { position += 1 }
        // At the very end nobody can tell whether a digit is missing.
        guard position < bytes.count else { throw fault("it ends within a number") }
        output += bytes[start..<position]
    }

    private mutating func string(quote: UInt8) throws(Fault) {
        if quote == UInt8(ascii: "'") { changes.insert(.singleQuotes) }
        position += 1
        output.append(UInt8(ascii: "\""))
        while let byte = peek() {
            position += 1
            switch byte {
            case quote where quote == UInt8(ascii: "\"") || isEndOfString():
                output.append(UInt8(ascii: "\""))
                return
            case UInt8(ascii: "\\"): try escape()
            case UInt8(ascii: "\""): output += "\\\"".utf8
            case 0..<0x20:
                changes.insert(.controlCharacter)
                output += Self.escaped(byte)
            default: output.append(byte)
            }
        }
        throw fault("it ends within a text")
    }

    /// Whether the single quote just read ends the text: it does only where something follows that may follow.
    private func isEndOfString() -> Bool {
        guard let next = bytes[position...].first(where: { !isSpace($0) }) else { return true }
        return ",:}]".utf8.contains(next)
    }

    private mutating func escape() throws(Fault) {
        guard let byte = peek() else { throw fault("it ends within a text") }
        position += 1
        switch byte {
        case UInt8(ascii: "'"):
            changes.insert(.escape)
            output.append(byte)
        case UInt8(ascii: "u") where bytes[position...].prefix(4).count(where: isHexDigit) == 4,
            _ where "\"\\/bfnrt".utf8.contains(byte):
            output += [UInt8(ascii: "\\"), byte]
        default:
            // Formulas and patterns: the backslash was meant as such.
            changes.insert(.escape)
            output += "\\\\".utf8
            position -= 1
        }
    }

    private static func escaped(_ byte: UInt8) -> [UInt8] {
        let digits = String(byte, radix: 16)
        return Array("\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
    }

    /// Skips white space and comments.
    private mutating func skip() throws(Fault) {
        while let byte = peek() {
            if isSpace(byte) {
                position += 1
            } else if byte == UInt8(ascii: "/"), position + 1 < bytes.count {
                try skipComment(second: bytes[position + 1])
            } else {
                return
            }
        }
    }

    private mutating func skipComment(second: UInt8) throws(Fault) {
        switch second {
        case UInt8(ascii: "/"):
            position = bytes[position...].firstIndex(of: 0x0A) ?? bytes.count
        case UInt8(ascii: "*"):
            guard let end = bytes[(position + 2)...].firstRange(of: Array("*/".utf8)) else {
                position = bytes.count
                throw fault("a comment has no end")
            }
            position = end.upperBound
        default: throw fault("a value is expected")
        }
        changes.insert(.comment)
    }

    private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private func isHexDigit(_ byte: UInt8) -> Bool { isDigit(byte) || "abcdefABCDEF".utf8.contains(byte) }

    private func isWordByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x41...0x5A).contains(byte & 0xDF) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$")
    }

    private func fault(_ message: String) -> Fault { Fault(offset: position, message: message) }
}
