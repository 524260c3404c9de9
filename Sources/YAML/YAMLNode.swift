/// A value read from YAML, with the line that it stands on.
public struct YAMLNode: Sendable, Equatable {
    /// What the value is.
    public enum Value: Sendable, Equatable {
        /// No value.
        case null
        /// Text; plain if it was written without quotes, so that it may mean a number or a truth value.
        case scalar(String, isPlain: Bool)
        /// A list.
        case sequence([YAMLNode])
        /// Keys and values in order.
        case mapping([Pair])
    }

    /// One key and its value.
    public struct Pair: Sendable, Equatable {
        /// The key.
        public let key: String
        /// The line of the key, from 1.
        public let line: Int
        /// The value.
        public let value: YAMLNode
        /// Where the key stands in the text.
        let place: Range<Int>
    }

    /// What the value is.
    public let value: Value
    /// The line that it begins on, from 1.
    public let line: Int
    /// Where it stands in the text, counted in Unicode scalars without a byte order mark.
    let place: Range<Int>

    /// The keys and values of a mapping; none for anything else.
    public var pairs: [Pair] {
        if case .mapping(let pairs) = value { pairs } else { [] }
    }

    /// The value of a key; nothing if it is missing, null, or this is no mapping.
    ///
    /// - Parameter key: The key.
    public subscript(key: String) -> YAMLNode? {
        guard let node = pairs.first(where: { $0.key == key })?.value, node.value != .null else { return nil }
        return node
    }

    /// The text of a scalar, as it was written.
    public var string: String? {
        if case .scalar(let text, _) = value { text } else { nil }
    }

    /// The whole number that a plain scalar means; underscores between digits are allowed.
    public var int: Int? {
        guard case .scalar(let text, isPlain: true) = value else { return nil }
        return Int(text.filter { $0 != "_" })
    }

    /// The number that a plain scalar means.
    public var double: Double? {
        guard case .scalar(let text, isPlain: true) = value, let number = Double(text), number.isFinite else {
            return nil
        }
        return number
    }

    /// The truth value that a plain scalar means (YAML 1.2: only `true` and `false`).
    public var bool: Bool? {
        guard case .scalar(let text, isPlain: true) = value else { return nil }
        return ["true": true, "True": true, "TRUE": true, "false": false, "False": false, "FALSE": false][text]
    }

    /// The items of a list.
    public var array: [YAMLNode]? {
        if case .sequence(let items) = value { items } else { nil }
    }

    /// What the value is, in words for a message.
    public var kind: String {
        switch value {
        case .null: "nothing"
        case .scalar(let text, _): "'\(text.prefix(40))'"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}

/// A text that is no YAML, or more of it than is read.
public struct YAMLError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The line, from 1.
    public let line: Int
    /// What is wrong there.
    public let message: String

    /// The message with its place.
    public var description: String { "line \(line): \(message)" }
}
