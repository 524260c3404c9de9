import Core

/// Finds tool calls that a model wrote as text.
///
/// Models write what they were trained on when a server does not read it: `<tool_call>` (Hermes, Qwen), `<function=…>`
/// (Llama, Qwen Coder), `[TOOL_CALLS]` (Mistral), or plain JSON with a tool's name.
struct NarratedCalls {
    /// The calls, with names as the model wrote them.
    private(set) var calls: [(name: String, arguments: String)] = []
    /// The text before them.
    private(set) var text = ""

    /// Marks between which a call stands.
    private struct Form {
        let open: String
        let close: String
        let read: (Substring) -> (name: String, arguments: String)?
    }

    private static let callLimit = 64

    /// Looks for calls.
    ///
    /// - Parameters:
    ///   - answer: The text of an answer.
    ///   - known: The names of the tools that were offered.
    init?(in answer: String, known: [String]) {
        let forms: [Form] = [
            Form(open: "<tool_call>", close: "</tool_call>", read: Self.call),
            Form(open: "<function=", close: "</function>", read: Self.function),
            Form(open: "<|python_tag|>", close: "<|eom_id|>", read: Self.call),
        ]
        if let form = forms.first(where: { answer.utf8.firstRange(of: Array($0.open.utf8)) != nil }) {
            guard marked(answer, by: form) else { return nil }
            return
        }
        if list(answer) { return }
        // Without a mark it is a call only if it names a tool that there is.
        guard let found = try? JSONRepair.repair(answer, expecting: .object), found.value != .object([]),
            let call = Self.call(in: found.value, isExact: true), ToolNames.resolve(call.name, among: known) != nil
        else { return nil }
        calls = [call]
        text = found.changes.contains(.prose) || found.changes.contains(.fence) ? Self.before(answer) : ""
    }

    private mutating func marked(_ answer: String, by form: Form) -> Bool {
        var rest = answer[...]
        var found: [(String, String)] = []
        var before: Substring?
        while found.count < Self.callLimit, let start = rest.utf8.firstRange(of: Array(form.open.utf8)) {
            if before == nil { before = rest[..<start.lowerBound] }
            rest = rest[start.upperBound...]
            let end = rest.utf8.firstRange(of: Array(form.close.utf8))
            // Of several calls none may get lost: if one cannot be read, all stay text.
            guard let call = form.read(rest[..<(end?.lowerBound ?? rest.endIndex)]) else { return false }
            found.append(call)
            rest = end.map { rest[$0.upperBound...] } ?? rest[rest.endIndex...]
        }
        guard !found.isEmpty else { return false }
        calls = found
        text = String(before ?? "").trimmingSpaces
        return true
    }

    private mutating func list(_ answer: String) -> Bool {
        guard let mark = answer.utf8.firstRange(of: Array("[TOOL_CALLS]".utf8)),
            let found = try? JSONRepair.repair(String(answer[mark.upperBound...]), expecting: .list)
        else { return false }
        let items = (found.value.array ?? []).prefix(Self.callLimit)
        calls = items.compactMap { Self.call(in: $0, isExact: false) }
        guard calls.count == items.count else { return false }
        text = String(answer[..<mark.lowerBound]).trimmingSpaces
        return !calls.isEmpty
    }

    /// Reads JSON, or the form with tags that some models put between the same marks.
    private static func call(_ inner: Substring) -> (name: String, arguments: String)? {
        if let tag = inner.utf8.firstRange(of: Array("<function=".utf8)) { return function(inner[tag.upperBound...]) }
        // Text between the marks that is no call is left as text.
        guard let found = try? JSONRepair.repair(String(inner), expecting: .object) else { return nil }
        return call(in: found.value, isExact: false)
    }

    /// Reads `name>{…}`, or `name>` with a tag for each parameter.
    private static func function(_ inner: Substring) -> (name: String, arguments: String)? {
        guard let end = inner.firstIndex(of: ">") else { return nil }
        let name = String(inner[..<end]).trimmingSpaces
        let content = inner[inner.index(after: end)...]
        guard !name.isEmpty, name.utf8.count <= 64 else { return nil }
        if content.utf8.firstRange(of: Array("<parameter=".utf8)) == nil {
            let text = String(content).trimmingSpaces
            return (name, text.isEmpty ? "{}" : text)
        }
        return (name, JSON.object(parameters(content)).text)
    }

    private static func parameters(_ content: Substring) -> [JSON.Member] {
        var members: [JSON.Member] = []
        var rest = content
        while members.count < callLimit, let open = rest.utf8.firstRange(of: Array("<parameter=".utf8)) {
            rest = rest[open.upperBound...]
            guard let nameEnd = rest.firstIndex(of: ">") else { break }
            let name = String(rest[..<nameEnd])
            rest = rest[rest.index(after: nameEnd)...]
            let end = rest.utf8.firstRange(of: Array("</parameter>".utf8))?.lowerBound ?? rest.endIndex
            let text = String(rest[..<end]).trimmingSpaces
            // Everything is text in this form: what is a number, a list or an object says so by its look.
            let value = (try? JSON(parsing: text)) ?? .string(text)
            members.append(JSON.Member(name, value))
            rest = rest[end...]
        }
        return members
    }

    /// Reads the shapes in which models give a call.
    private static func call(in value: JSON, isExact: Bool) -> (name: String, arguments: String)? {
        let value = value["function"].flatMap { $0["name"] == nil ? nil : $0 } ?? value
        guard case .object(let members) = value else { return nil }
        let nameKeys = ["name", "tool", "tool_name", "function"]
        let argumentKeys = ["arguments", "parameters", "args", "input", "tool_input"]
        guard let name = nameKeys.lazy.compactMap({ value[$0]?.string }).first else { return nil }
        let arguments = argumentKeys.lazy.compactMap { value[$0] }.first
        // An object with other members may be an answer that has a name among its data.
        let allowed = nameKeys + argumentKeys + ["id", "type"]
        if isExact, arguments == nil || !members.allSatisfy({ allowed.contains($0.name) }) { return nil }
        switch arguments {
        case .string(let text): return (name, text)
        case .object, .array: return (name, arguments?.text ?? "{}")
        default: return (name, "{}")
        }
    }

    private static func before(_ answer: String) -> String {
        let end = answer.utf8.firstIndex { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "`") } ?? answer.endIndex
        return String(answer[..<end]).trimmingSpaces
    }
}
