import Core
import LanguageModels
import YAML

/// Reads the file of a role: front matter, and the prompt as its body.
enum RoleFile {
    static let sizeLimit = 256 << 10
    private static let keys = [
        "name", "description", "model", "provider", "toolsets", "budgets", "output", "license", "metadata",
    ]
    private static let budgetKeys = ["iterations", "tokens", "cost_usd", "calls", "seconds"]

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - text: The file.
    ///   - path: Where it is, for messages.
    /// - Returns: The role, without its path.
    /// - Throws: `AgentError` with `invalidRole`, which tells the line and the reason.
    static func parse(_ text: String, path: String) throws(AgentError) -> Role {
        let (yaml, body) = FrontMatter.split(text)
        guard let yaml else { throw invalid(path, 0, "it does not begin with front matter between lines of '---'") }
        let node: YAMLNode
        do {
            node = try YAMLNode.parse(String(yaml))
        } catch {
            throw invalid(path, error.line, error.message)
        }
        for pair in node.pairs where !keys.contains(pair.key) {
            throw invalid(path, pair.line, "'\(pair.key)' is unknown; there are: \(keys.joined(separator: ", "))")
        }
        var role = Role(
            name: try name(node, path),
            description: try Self.text("description", node, path) ?? "",
            prompt: TextGuard.clean(String(body)).trimmed
        )
        guard !role.prompt.isEmpty else {
            throw invalid(path, 0, "the text below the front matter, the prompt, is empty")
        }
        role.model = try Self.text("model", node, path)
        role.provider = try Self.text("provider", node, path)
        if let node = node["toolsets"] { role.toolsets = try toolsets(node, path) }
        if let node = node["budgets"] { role.budget = try budget(node, path) }
        if let node = node["output"] { role.output = try output(node, path, name: role.name) }
        return role
    }

    private static func name(_ node: YAMLNode, _ path: String) throws(AgentError) -> String {
        guard let name = try Self.text("name", node, path) else { throw invalid(path, node.line, "'name' is missing") }
        let isName = name.utf8.allSatisfy { $0 &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == 0x2D || $0 == 0x5F }
        guard isName, name.utf8.count <= 64 else {
            let line = node["name"]?.line ?? node.line
            throw invalid(path, line, "'name' has up to 64 small letters, digits, '-' and '_'")
        }
        return name
    }

    private static func text(_ key: String, _ node: YAMLNode, _ path: String) throws(AgentError) -> String? {
        guard let value = node[key] else { return nil }
        guard let text = value.string?.trimmed, !text.isEmpty else {
            throw invalid(path, value.line, "'\(key)' must be a text, not \(value.kind)")
        }
        return TextGuard.clean(text)
    }

    private static func toolsets(_ node: YAMLNode, _ path: String) throws(AgentError) -> [Toolset] {
        guard let items = node.array else {
            throw invalid(path, node.line, "'toolsets' must be a list, not \(node.kind)")
        }
        var toolsets: [Toolset] = []
        for item in items {
            do {
                toolsets += try ToolCatalog.toolsets(named: [item.string ?? item.kind])
            } catch {
                throw invalid(path, item.line, error.message)
            }
        }
        return toolsets
    }

    private static func budget(_ node: YAMLNode, _ path: String) throws(AgentError) -> Role.Budget {
        for pair in node.pairs where !budgetKeys.contains(pair.key) {
            let known = budgetKeys.joined(separator: ", ")
            throw invalid(path, pair.line, "'budgets.\(pair.key)' is unknown; there are: \(known)")
        }
        func number(_ key: String) throws(AgentError) -> Double? {
            guard let value = node[key] else { return nil }
            let isWhole = key != "cost_usd" && key != "seconds"
            guard let number = value.double ?? value.int.map(Double.init), number > 0, number <= 1e12,
                !isWhole || number == number.rounded()
            else {
                let wanted = isWhole ? "a whole number" : "a number"
                throw invalid(path, value.line, "'budgets.\(key)' must be \(wanted) above 0, not \(value.kind)")
            }
            return number
        }
        guard !node.pairs.isEmpty else {
            throw invalid(path, node.line, "'budgets' must be a mapping, not \(node.kind)")
        }
        var budget = Role.Budget()
        budget.iterations = try number("iterations").map { Int($0) }
        budget.tokens = try number("tokens").map { Int($0) }
        budget.cost = try number("cost_usd")
        budget.calls = try number("calls").map { Int($0) }
        budget.seconds = try number("seconds")
        return budget
    }

    private static func output(_ node: YAMLNode, _ path: String, name: String) throws(AgentError) -> OutputSchema {
        guard !node.pairs.isEmpty else {
            throw invalid(path, node.line, "'output' must be a JSON Schema, written as a mapping, not \(node.kind)")
        }
        return OutputSchema(name: name, schema: json(node))
    }

    private static func json(_ node: YAMLNode) -> JSON {
        switch node.value {
        case .null: .null
        case .sequence(let items): .array(items.map(json))
        case .mapping(let pairs): .object(pairs.map { JSON.Member($0.key, json($0.value)) })
        case .scalar(let text, _):
            if let value = node.bool {
                .bool(value)
            } else if let number = node.int {
                .int(number)
            } else if let number = node.double {
                .double(number)
            } else {
                .string(text)
            }
        }
    }

    /// The error for a line of the front matter, which begins with the second of the file.
    private static func invalid(_ path: String, _ line: Int, _ message: String) -> AgentError {
        AgentError(.invalidRole(path: path, line: line + 1), "\(path), line \(line + 1): \(message)")
    }
}

extension String {
    /// The text without white space at its ends.
    fileprivate var trimmed: String {
        var text = self[...]
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text.drop(while: \.isWhitespace))
    }
}
