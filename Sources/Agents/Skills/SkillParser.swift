import YAML

/// Reads a skill's file: the agentskills.io specification, Hermes Agent's fields, and a few of our own.
struct SkillParser {
    /// The file, as it is shown.
    let location: String
    /// The name that the specification asks for: that of the folder, or of a flat file.
    let expectedName: String
    /// Whether the file lies among others that need not be skills.
    let isFlat: Bool
    private(set) var problems: [SkillProblem] = []

    init(location: String, expectedName: String, isFlat: Bool = false) {
        self.location = location
        self.expectedName = expectedName
        self.isFlat = isFlat
    }

    /// Reads a file.
    ///
    /// - Parameter file: The file's text.
    /// - Returns: What it says; nothing if it is no skill, which is among the problems then.
    mutating func parse(_ file: String) -> (header: Skill.Header, body: String)? {
        let (yaml, body) = FrontMatter.split(file)
        guard let yaml else {
            report(
                isFlat ? .note : .error,
                nil,
                "it has no front matter; a skill begins with a line ---, a name and a description"
            )
            return nil
        }
        guard let root = parse(yaml: String(yaml)) else { return nil }
        guard case .mapping = root.value else {
            report(.error, root.line, "its front matter holds no keys and values")
            return nil
        }
        guard let description = text(root, "description"), !description.isEmpty else {
            report(.error, nil, "it has no description; say what it is for and when to use it")
            return nil
        }
        var header = Skill.Header(name: name(root), description: description)
        readOptional(root, into: &header)
        check(header)
        let trimmed = body.drop { $0.isWhitespace }
        if trimmed.isEmpty { report(.warning, nil, "it has no instructions below its front matter") }
        return (header, String(trimmed))
    }

    private mutating func readOptional(_ root: YAMLNode, into header: inout Skill.Header) {
        header.license = text(root, "license")
        header.compatibility = text(root, "compatibility")
        header.platforms = words(root["platforms"]).map { $0.lowercased() }
        header.allowedTools = (root["allowed-tools"] ?? root["allowed_tools"] ?? root["tools"]).map { tools($0) }
        let metadata = root["metadata"]
        let neighbour = metadata?["hermes"]
        // Top-level fields as flat files have them, then ours, then the neighbour's.
        let places = [root, metadata, neighbour].compactMap { $0 }
        header.keywords = Self.unique(places.flatMap { phrases($0["keywords"]) })
        header.tags = Self.unique(places.flatMap { phrases($0["tags"]) })
        header.requiredTools = Self.unique(
            places.flatMap { place in
                ["requires-tools", "requires_tools"].flatMap { place[$0].map { tools($0) } ?? [] }
            }
        )
        header.isPinned = places.contains { $0["always"]?.string?.lowercased() == "true" }
    }

    // MARK: - Values

    private mutating func parse(yaml: String) -> YAMLNode? {
        do {
            return try YAMLNode.parse(yaml)
        } catch {
            // Many skills in the wild have a colon in an unquoted description.
            // What the repair does not help is told as it was found.
            if let quoted = LenientYAML.quoted(yaml), let node = try? YAMLNode.parse(quoted) {
                report(.warning, error.line, "its front matter is no valid YAML; put values with a colon in quotes")
                return node
            }
            report(.error, error.line, "its front matter is no valid YAML: \(error.message)")
            return nil
        }
    }

    private mutating func name(_ root: YAMLNode) -> String {
        if let name = text(root, "name"), !name.isEmpty { return name }
        report(.warning, nil, "it has no name; it is called \(expectedName) like its file")
        return expectedName
    }

    /// A text on one line.
    private mutating func text(_ root: YAMLNode, _ key: String) -> String? {
        guard let node = root[key] else { return nil }
        guard let text = node.string else {
            report(.warning, node.line, "\(key): expected text, found \(node.kind)")
            return nil
        }
        return Self.oneLine(text[...])
    }

    /// By bytes, which many skills are read faster by than by characters.
    private static func oneLine(_ text: Substring) -> String {
        text.utf8.split { $0 <= 0x20 }.map { String(Substring($0)) }.joined(separator: " ")
    }

    /// A list, or text with commas.
    private func phrases(_ node: YAMLNode?) -> [String] {
        guard let node else { return [] }
        let items = node.array?.compactMap { $0.string?[...] } ?? Self.parts(node.string ?? "")
        return items.map(Self.oneLine).filter { !$0.isEmpty }
    }

    private static func parts(_ text: String) -> [Substring] {
        let parts = text.utf8.split { [0x2C, 0x3B, 0x0A].contains($0) }.map { Substring($0) }
        // The commas of Chinese and Japanese.
        return text.utf8.allSatisfy { $0 < 0x80 } ? parts : parts.flatMap { $0.split { "、，".contains($0) } }
    }

    /// A list, or text with blanks or commas.
    private func words(_ node: YAMLNode?) -> [String] {
        node?.array?.compactMap(\.string)
            ?? node?.string.map { $0.split { $0 == "," || $0.isWhitespace }.map(String.init) } ?? []
    }

    /// Tool names: a list, or text in which blanks and commas separate, but not within brackets as in `Bash(git add:*)`.
    private func tools(_ node: YAMLNode) -> [String] {
        if let items = node.array { return items.compactMap(\.string).filter { !$0.isEmpty } }
        var tools = [""]
        var depth = 0
        for character in node.string ?? "" {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if depth <= 0, character == "," || character.isWhitespace {
                tools.append("")
            } else {
                tools[tools.count - 1].append(character)
            }
        }
        return tools.filter { !$0.isEmpty }
    }

    private static func unique(_ items: [String]) -> [String] {
        var seen: Set<String> = []
        return items.filter { seen.insert($0).inserted }
    }

    // MARK: - Checks

    private mutating func check(_ header: Skill.Header) {
        if let fault = SkillName.fault(in: header.name) {
            report(.warning, nil, "its name '\(header.name.prefix(64))' \(fault)")
        } else if header.name != expectedName {
            report(.warning, nil, "its name '\(header.name)' is not that of its file, \(expectedName)")
        }
        if header.description.count > 1_024 {
            report(.warning, nil, "its description has \(header.description.count) characters; 1,024 are allowed")
        }
        if let compatibility = header.compatibility, compatibility.count > 500 {
            report(.warning, nil, "its compatibility has \(compatibility.count) characters; 500 are allowed")
        }
    }

    private mutating func report(_ level: SkillProblem.Level, _ line: Int?, _ message: String) {
        // The front matter's first line is the file's second.
        problems.append(SkillProblem(level, location, line: line.map { $0 + 1 }, message))
    }
}

/// Repairs the most common fault of front matter that was written by hand.
private enum LenientYAML {
    /// Puts the values of top-level keys in quotes where they hold a colon and a blank.
    static func quoted(_ yaml: String) -> String? {
        var changed = false
        let lines = yaml.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
            guard let colon = line.firstRange(of: ": "), let first = line.first, first.isLetter else {
                return String(line)
            }
            let value = line[colon.upperBound...].drop { $0 == " " }
            let isPlain = value.first.map { !"\"'|>[{&*!#".contains($0) } ?? false
            guard isPlain, value.contains(": ") || value.contains(" #") else { return String(line) }
            changed = true
            let text = value.last == "\r" ? value.dropLast() : value
            return line[..<colon.upperBound] + YAMLText.scalar(String(text))
        }
        return changed ? lines.joined(separator: "\n") : nil
    }
}
