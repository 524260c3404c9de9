import CYAML

extension YAMLNode {
    /// The deepest nesting that is read.
    public static let depthLimit = 32
    /// The most values that are read.
    public static let nodeLimit = 10_000
    /// The longest text that is read, in bytes.
    public static let sizeLimit = 1 << 20

    /// Reads one document.
    ///
    /// Aliases are refused, since a few lines of them can stand for gigabytes; so are keys that occur twice.
    ///
    /// - Parameter text: YAML; an empty text is null.
    /// - Returns: The value.
    /// - Throws: `YAMLError` with the line of the first fault.
    public static func parse(_ text: String) throws(YAMLError) -> YAMLNode {
        guard text.utf8.count <= sizeLimit else { throw YAMLError(line: 1, message: "more than \(sizeLimit) bytes") }
        var text = text
        let result: Result<YAMLNode, YAMLError> = text.withUTF8 { bytes in
            var parser = yaml_parser_t()
            guard yaml_parser_initialize(&parser) == 1 else {
                return .failure(YAMLError(line: 1, message: "out of memory"))
            }
            defer { yaml_parser_delete(&parser) }
            yaml_parser_set_input_string(&parser, bytes.baseAddress, bytes.count)
            return Result { () throws(YAMLError) in
                try withUnsafeMutablePointer(to: &parser) { pointer throws(YAMLError) in
                    var reader = EventReader(parser: pointer)
                    return try reader.document()
                }
            }
        }
        return try result.get()
    }
}

/// Builds values from the events of libyaml.
private struct EventReader {
    let parser: UnsafeMutablePointer<yaml_parser_t>
    var nodes = 0
    var depth = 0

    /// What one event says, copied out of the library's memory.
    struct Event {
        enum Kind {
            case scalar(String, isPlain: Bool)
            case sequence
            case mapping
            case end
            case documentEnd
            case streamEnd
            case other
        }

        let kind: Kind
        let line: Int
        let place: Range<Int>

        /// The place of what begins here.
        func place(until end: Int) -> Range<Int> { place.lowerBound..<max(place.lowerBound, end) }
    }

    mutating func document() throws(YAMLError) -> YAMLNode {
        var result: YAMLNode?
        while true {
            let event = try next()
            switch event.kind {
            case .streamEnd: return result ?? YAMLNode(value: .null, line: 1, place: 0..<0)
            case .other, .documentEnd: continue
            default:
                if result != nil { throw YAMLError(line: line, message: "more than one document") }
                result = try node(event)
            }
        }
    }

    private mutating func node(_ event: Event) throws(YAMLError) -> YAMLNode {
        nodes += 1
        guard nodes <= YAMLNode.nodeLimit else {
            throw YAMLError(line: line, message: "more than \(YAMLNode.nodeLimit) values")
        }
        depth += 1
        defer { depth -= 1 }
        guard depth <= YAMLNode.depthLimit else {
            throw YAMLError(line: line, message: "more than \(YAMLNode.depthLimit) levels")
        }
        switch event.kind {
        case .scalar(let text, let isPlain):
            let isNull = isPlain && ["", "~", "null", "Null", "NULL"].contains(text)
            let value: YAMLNode.Value = isNull ? .null : .scalar(text, isPlain: isPlain)
            return YAMLNode(value: value, line: event.line, place: event.place)
        case .sequence:
            let (items, end) = try items()
            return YAMLNode(value: .sequence(items), line: event.line, place: event.place(until: end))
        case .mapping:
            let (pairs, end) = try pairs()
            return YAMLNode(value: .mapping(pairs), line: event.line, place: event.place(until: end))
        case .end, .documentEnd, .streamEnd, .other: throw YAMLError(line: line, message: "a value is expected")
        }
    }

    private mutating func items() throws(YAMLError) -> (items: [YAMLNode], end: Int) {
        var items: [YAMLNode] = []
        while true {
            let event = try next()
            if case .end = event.kind { return (items, end(event, of: items.last)) }
            items.append(try node(event))
        }
    }

    private mutating func pairs() throws(YAMLError) -> (pairs: [YAMLNode.Pair], end: Int) {
        var pairs: [YAMLNode.Pair] = []
        var keys: Set<String> = []
        while true {
            let event = try next()
            if case .end = event.kind { return (pairs, end(event, of: pairs.last?.value)) }
            guard case .scalar(let key, _) = event.kind else {
                throw YAMLError(line: event.line, message: "a key must be a word")
            }
            guard keys.insert(key).inserted else {
                throw YAMLError(line: event.line, message: "the key '\(key)' occurs twice")
            }
            pairs.append(
                YAMLNode.Pair(key: key, line: event.line, value: try node(try next()), place: event.place)
            )
        }
    }

    /// Where a list or mapping ends: with its bracket, or, as the library looks for what follows first, with its last value.
    private func end(_ event: Event, of last: YAMLNode?) -> Int {
        event.place.isEmpty ? last?.place.upperBound ?? event.place.upperBound : event.place.upperBound
    }

    /// The line that the library has come to, from 1.
    private var line: Int { Int(parser.pointee.mark.line) + 1 }

    private mutating func next() throws(YAMLError) -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else {
            let message = parser.pointee.problem.map { String(cString: $0) } ?? "no valid YAML"
            throw YAMLError(line: Int(parser.pointee.problem_mark.line) + 1, message: message)
        }
        defer { yaml_event_delete(&event) }
        let line = Int(event.start_mark.line) + 1
        let place = event.start_mark.index..<max(event.start_mark.index, event.end_mark.index)
        return Event(kind: try Self.kind(of: event, line: line), line: line, place: place)
    }

    private static func kind(of event: yaml_event_t, line: Int) throws(YAMLError) -> Event.Kind {
        switch event.type {
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            return .scalar(text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
        case YAML_SEQUENCE_START_EVENT: return .sequence
        case YAML_MAPPING_START_EVENT: return .mapping
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return .end
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_STREAM_END_EVENT: return .streamEnd
        case YAML_ALIAS_EVENT: throw YAMLError(line: line, message: "aliases are not allowed")
        default: return .other
        }
    }
}
