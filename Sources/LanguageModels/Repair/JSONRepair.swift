public import Core

/// Finds the one JSON value that a model meant to give.
public enum JSONRepair {
    /// What was done to a text to make it JSON.
    public enum Change: String, Sendable, CaseIterable {
        /// Thoughts before it were left out.
        case thoughts
        /// It was taken out of a code fence.
        case fence
        /// Prose around it was left out.
        case prose
        /// It was a text that held JSON.
        case encodedTwice
        /// A comma before a closing bracket.
        case trailingComma
        /// Single quotes for double ones.
        case singleQuotes
        /// A name without quotes.
        case unquotedName
        /// `True`, `False` or `None`.
        case pythonLiteral
        /// A comment.
        case comment
        /// A line break or another control character within a text.
        case controlCharacter
        /// A backslash before what needs none.
        case escape
        /// Brackets that were missing at the end.
        case missingEnd
    }

    /// What is looked for.
    public enum Shape: Sendable {
        /// Any value; within prose an object or a list.
        case any
        /// An object.
        case object
        /// A list.
        case list
    }

    /// A value and what was done to get it.
    public struct Repaired: Sendable, Equatable {
        /// The value.
        public let value: JSON
        /// What was done; nothing if the text was JSON.
        public let changes: Set<Change>
    }

    /// A text in which no JSON or more than one was found.
    public struct Failure: Error, Sendable, Equatable {
        /// What is wrong, in words for the model.
        public let message: String
    }

    /// How often a text is read in vain, all places at which JSON might begin taken together.
    private static let readings = 8

    /// Finds the value.
    ///
    /// - Parameters:
    ///   - text: What the model wrote.
    ///   - shape: What is looked for.
    /// - Returns: The value.
    /// - Throws: `Failure` where there is none, or where more than one reading is possible.
    public static func repair(_ text: String, expecting shape: Shape = .any) throws(Failure) -> Repaired {
        if let whole = whole(text, shape) { return whole }
        let answer = withoutThoughts(text)
        let changes: Set<Change> = answer == text ? [] : [.thoughts]
        if !changes.isEmpty, let whole = whole(answer, shape) {
            return Repaired(value: whole.value, changes: whole.changes.union(changes))
        }
        for (block, change) in Fences.blocks(answer).map({ ($0, Change.fence) }) {
            // The first fence that holds JSON decides, unless another one differs.
            guard let found = try? single(block, shape) else { continue }
            let others = Fences.blocks(answer).compactMap { try? single($0, shape).value }
            guard others.allSatisfy({ $0 == found.value }) else { throw Failure(message: ambiguous(others.count)) }
            return Repaired(value: found.value, changes: found.changes.union(changes).union([change]))
        }
        let found = try single(answer, shape)
        return Repaired(value: found.value, changes: found.changes.union(changes))
    }

    /// Takes the text as it stands, or the JSON that is its value.
    private static func whole(_ text: String, _ shape: Shape) -> Repaired? {
        // No JSON is what all else here is for.
        guard let value = try? JSON(parsing: text) else { return nil }
        if fits(value, shape) { return Repaired(value: value, changes: []) }
        guard let inner = value.string, let value = try? JSON(parsing: inner), fits(value, shape) else { return nil }
        return Repaired(value: value, changes: [.encodedTwice])
    }

    private static func fits(_ value: JSON, _ shape: Shape) -> Bool {
        switch (shape, value) {
        case (.any, _), (.object, .object), (.list, .array): true
        default: false
        }
    }

    /// The text after the model's thoughts, also where only their end is marked.
    static func withoutThoughts(_ text: String) -> String {
        var splitter = ThinkSplitter()
        let events = splitter.feed(text) + splitter.finish()
        let rest = events.map { if case .text(let text) = $0 { text } else { "" } }.joined()
        guard let end = rest.utf8.firstRange(of: Array("</think>".utf8)) else { return rest }
        return String(rest[end.upperBound...])
    }

    private static func single(_ text: String, _ shape: Shape) throws(Failure) -> Repaired {
        let bytes = Array(text.utf8)
        var found: [Repaired] = []
        var position = 0
        var effort = bytes.count * readings
        while effort >= 0, let start = bytes[position...].firstIndex(where: { opens($0, shape) }) {
            var rewriter = JSONRewriter(bytes: bytes, position: start)
            do {
                try rewriter.rewrite()
                let value = try JSON(parsing: rewriter.output)
                let isAlone = (bytes[..<start] + bytes[rewriter.position...]).allSatisfy { $0 <= 0x20 }
                found.append(Repaired(value: value, changes: rewriter.changes.union(isAlone ? [] : [.prose])))
                position = rewriter.position
            } catch {
                // A bracket of the prose is passed over; what was meant as JSON is not searched for parts of it.
                if rewriter.isCommitted { throw Failure(message: describe(error, in: bytes)) }
                effort -= rewriter.position - start
                position = start + 1
            }
        }
        return try choose(found, shape)
    }

    private static func choose(_ found: [Repaired], _ shape: Shape) throws(Failure) -> Repaired {
        // Empty brackets in prose are no answer where there is another.
        let filled = found.filter { $0.value != .object([]) && $0.value != .array([]) }
        let candidates = filled.isEmpty ? found : filled
        guard let first = candidates.first else {
            let wanted =
                switch shape {
                case .any: "value"
                case .object: "object"
                case .list: "list"
                }
            throw Failure(message: "there is no JSON \(wanted) in it")
        }
        guard candidates.allSatisfy({ $0.value == first.value }) else {
            throw Failure(message: ambiguous(candidates.count))
        }
        return first
    }

    private static func ambiguous(_ count: Int) -> String { "it holds \(count) JSON values where one is expected" }

    private static func opens(_ byte: UInt8, _ shape: Shape) -> Bool {
        switch shape {
        case .any: byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[")
        case .object: byte == UInt8(ascii: "{")
        case .list: byte == UInt8(ascii: "[")
        }
    }

    private static func describe(_ error: any Error, in bytes: [UInt8]) -> String {
        guard let fault = error as? JSONRewriter.Fault else { return "\(error)" }
        // The words before the fault help a model more than a number does.
        let before = String(decoding: bytes[..<min(fault.offset, bytes.count)].suffix(40), as: UTF8.self)
        return "it is no valid JSON: \(fault.message), after: \(JSON.string(before).text)"
    }
}

/// The code fences of a text.
enum Fences {
    private static let limit = 100

    /// What stands within each fence; the last one may lack its end.
    static func blocks(_ text: String) -> [String] {
        var blocks: [String] = []
        var rest = text[...]
        let mark = Array("```".utf8)
        while blocks.count < limit, let open = rest.utf8.firstRange(of: mark) {
            rest = rest[open.upperBound...]
            // The rest of the first line names the language, unless the content begins there.
            let line = rest.utf8.firstIndex(of: 0x0A) ?? rest.endIndex
            if rest[..<line].utf8.allSatisfy({ $0 != UInt8(ascii: "{") && $0 != UInt8(ascii: "[") }) {
                rest = rest[line...]
            }
            let close = rest.utf8.firstRange(of: mark)
            blocks.append(String(rest[..<(close?.lowerBound ?? rest.endIndex)]))
            rest = close.map { rest[$0.upperBound...] } ?? rest[rest.endIndex...]
        }
        return blocks
    }
}
