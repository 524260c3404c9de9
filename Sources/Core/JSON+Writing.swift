extension JSON: JSONWritable {
    /// The value on one line, without white space.
    public var text: String { render(indent: nil) }

    /// The value over several lines, indented by two spaces.
    public var prettyText: String { render(indent: 0) }

    /// The value itself.
    public var json: JSON { self }

    /// Writes the value.
    ///
    /// - Parameter json: Takes it.
    public func write(to json: inout JSONWriter) {
        switch self {
        case .null: json.writeNull()
        case .bool(let value): json.write(value)
        case .int(let number): json.write(number)
        case .double(let number): json.write(number)
        case .string(let text): json.write(text)
        case .array(let items): json.array { for item in items { $0.item(item) } }
        case .object(let members): json.object { for member in members { $0.member(named: member.name, member.value) } }
        }
    }

    private func render(indent: Int?) -> String {
        var writer = JSONWriter(indent: indent)
        write(to: &writer)
        return writer.text
    }
}
