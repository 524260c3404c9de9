import Core

/// Tells in words where a value differs from a JSON Schema.
///
/// It knows what models get wrong: types, missing and unknown properties, and values that are not in the list. What else
/// a schema can say is left to whoever uses the value.
enum SchemaCheck {
    private static let problemLimit = 5

    /// Compares a value with a schema.
    ///
    /// - Parameters:
    ///   - value: The value.
    ///   - schema: The schema.
    /// - Returns: What is wrong, at most five items; empty if nothing is.
    static func problems(of value: JSON, against schema: JSON) -> [String] {
        var problems: [String] = []
        check(value, schema, path: "", &problems)
        return Array(problems.prefix(problemLimit))
    }

    private static func check(_ value: JSON, _ schema: JSON, path: String, _ problems: inout [String]) {
        guard problems.count < problemLimit, case .object = schema else { return }
        let place = path.isEmpty ? "the value" : "'\(path)'"
        let types = schema["type"]?.array?.compactMap(\.string) ?? schema["type"]?.string.map { [$0] } ?? []
        if !types.isEmpty, !types.contains(where: { isType(value, $0) }) {
            problems.append(
                "\(place) must be of type \(types.joined(separator: " or ")), but is \(value.text.prefix(60))"
            )
            return
        }
        if let allowed = schema["enum"]?.array, !allowed.contains(value) {
            problems.append("\(place) must be one of \(JSON.array(allowed).text.prefix(200))")
        }
        if case .object(let members) = value { check(members, schema, path: path, &problems) }
        if let items = schema["items"], let values = value.array {
            for (index, item) in values.enumerated() { check(item, items, path: "\(path)[\(index)]", &problems) }
        }
    }

    private static func check(_ members: [JSON.Member], _ schema: JSON, path: String, _ problems: inout [String]) {
        let names = Set(members.map(\.name))
        for name in (schema["required"]?.array ?? []).compactMap(\.string) where !names.contains(name) {
            problems.append("'\(join(path, name))' is missing")
        }
        let properties = schema["properties"] ?? .object([])
        for member in members {
            if let property = properties[member.name] {
                check(member.value, property, path: join(path, member.name), &problems)
            } else if schema["additionalProperties"]?.bool == false {
                problems.append("'\(join(path, member.name))' is unknown")
            }
        }
    }

    private static func join(_ path: String, _ name: String) -> String {
        path.isEmpty ? String(name.prefix(60)) : "\(path).\(name.prefix(60))"
    }

    private static func isType(_ value: JSON, _ type: String) -> Bool {
        switch (type, value) {
        case ("object", .object), ("array", .array), ("string", .string), ("boolean", .bool), ("null", .null),
            ("number", .int), ("number", .double), ("integer", .int):
            true
        case ("integer", .double): value.int != nil
        // A type that is not of JSON Schema is no reason to refuse.
        case ("object", _), ("array", _), ("string", _), ("boolean", _), ("null", _), ("number", _), ("integer", _):
            false
        default: true
        }
    }
}
