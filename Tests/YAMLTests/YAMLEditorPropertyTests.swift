import TestSupport
import Testing
import YAML

/// That whatever a person has written stays, wherever a value is put.
@Suite struct YAMLEditorPropertyTests {
    @Test(arguments: 0..<40 as Range<UInt64>)
    func `a value is put into any text, and taken out again`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var refused = 0
        let cases = TestEffort.cases(50)
        for _ in 0..<cases {
            let text = RandomYAML.text(&generator)
            let before = try YAMLNode.parse(text)
            let path = Self.path(in: before, &generator)
            var editor = try YAMLEditor(text)
            do {
                try editor.set(path, to: .plain("4711"))
            } catch {
                refused += 1
                #expect(editor.text == text && error.line > 0)
                continue
            }
            let changed = editor.text
            let after = try YAMLNode.parse(changed)
            let known = Self.flat(before)
            var expected = known.filter { !$0.key.starts(with: path) }
            expected[path] = "4711"
            if Self.flat(after) != expected {
                Issue.record("\(path) in \(text.debugDescription): \(changed.debugDescription)")
            }
            Self.expectOtherLines(text, changed, known.keys.contains { $0.starts(with: path) })
            guard !known.keys.contains(where: { $0.starts(with: path) }), Self.hasOthers(path, before) else { continue }
            try editor.remove(path)
            if !editor.text.utf8.elementsEqual(text.utf8) {
                Issue.record("\(path) back in \(text.debugDescription): \(editor.text.debugDescription)")
            }
        }
        // Texts of several lines and lists with comments are; a plain mistake would refuse nearly all.
        #expect(refused * 2 < cases, "\(refused) of \(cases) were refused")
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `a value is taken out of any text, and nothing else`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed &+ 1_000)
        var refused = 0
        let cases = TestEffort.cases(50)
        for _ in 0..<cases {
            let text = RandomYAML.text(&generator)
            let known = Self.flat(try YAMLNode.parse(text))
            guard let path = known.keys.sorted(by: { "\($0)" < "\($1)" }).randomElement(using: &generator) else {
                continue
            }
            // What follows in a list moves up.
            if path.contains(where: { if case .item = $0 { true } else { false } }) { continue }
            var editor = try YAMLEditor(text)
            do {
                try editor.remove(path)
            } catch {
                refused += 1
                #expect(editor.text == text && error.line > 0)
                continue
            }
            let expected = known.filter { $0.key != path }
            if Self.flat(try YAMLNode.parse(editor.text)) != expected {
                Issue.record("\(path) in \(text.debugDescription): \(editor.text.debugDescription)")
            }
        }
        // Texts of several lines and lists with comments are; a plain mistake would refuse nearly all.
        #expect(refused * 2 < cases, "\(refused) of \(cases) were refused")
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `no text traps, whatever it holds`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed &+ 2_000)
        let words = [
            "a", "b", ":", ": ", "- ", "\n", "\n", "\r\n", "\r", "  ", " ", "{", "}", "[", "]", ",", "\"", "'", "|",
            ">", "# c",
            "&x", "!t", "? ", "~", "é", "😀", "\u{FEFF}", "\u{85}", "\u{2028}", "---\n", "...\n", "%", "1",
        ]
        for _ in 0..<TestEffort.cases(500) {
            let count = Int.random(in: 0..<16, using: &generator)
            let text = (0..<count).map { _ in words.randomElement(using: &generator) ?? "" }.joined()
            // Most are no YAML, and refused.
            guard var editor = try? YAMLEditor(text) else { continue }
            for path in [[.key("a")], [.key("a"), .key("b")], [.key("a"), .item(0)], [.key("b"), .key("c")]]
                as [[YAMLStep]]
            {
                let before = editor.text
                do {
                    try editor.set(path, to: .plain("1"))
                    #expect(editor.node(at: path)?.string == "1", "\(text.debugDescription)")
                    try editor.remove(path)
                    #expect(editor.node(at: path)?.string != "1", "\(text.debugDescription)")
                } catch {
                    #expect(error.line > 0 && (editor.text == before || editor.node(at: path)?.string == "1"))
                }
            }
        }
    }

    // MARK: Looking at texts

    /// All texts with their ways.
    private static func flat(_ node: YAMLNode, _ path: [YAMLStep] = []) -> [[YAMLStep]: String] {
        var flat: [[YAMLStep]: String] = [:]
        if let text = node.string { flat[path] = text }
        for pair in node.pairs { flat.merge(Self.flat(pair.value, path + [.key(pair.key)])) { $1 } }
        for (index, item) in (node.array ?? []).enumerated() {
            flat.merge(Self.flat(item, path + [.item(index)])) { $1 }
        }
        return flat
    }

    /// A way to a value that is there, or to a new one in a group that is there.
    private static func path(in root: YAMLNode, _ generator: inout SeededGenerator) -> [YAMLStep] {
        var path: [YAMLStep] = []
        var node = root
        while Int.random(in: 0..<5, using: &generator) > 0, let pair = node.pairs.randomElement(using: &generator) {
            path.append(.key(pair.key))
            node = pair.value
        }
        if path.isEmpty || !node.pairs.isEmpty || node.value == .null {
            path += (0...Int.random(in: 0...1, using: &generator)).map { .key("new\($0)") }
        }
        return path
    }

    /// Whether the group of a new value has others, so that it stays without this one.
    private static func hasOthers(_ path: [YAMLStep], _ root: YAMLNode) -> Bool {
        var node = root
        for step in path {
            guard case .key(let key) = step, let next = node.pairs.first(where: { $0.key == key }) else { break }
            node = next.value
        }
        return !node.pairs.isEmpty
    }

    /// All lines but one at most are as before, and in order; a value of several lines may have gone.
    private static func expectOtherLines(_ old: String, _ new: String, _ wasThere: Bool) {
        let old = old.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let new = new.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let head = zip(old, new).prefix { $0 == $1 }.count
        let rest = (old.dropFirst(head), new.dropFirst(head))
        let tail = zip(rest.0.reversed(), rest.1.reversed()).prefix { $0 == $1 }.count
        let touched = old.count - head - tail
        if touched > 1, !wasThere { Issue.record("\(touched) lines changed: \(old) \(new)") }
    }
}

/// Texts as people write them, with all that YAML has for it.
private enum RandomYAML {
    static func text(_ generator: inout SeededGenerator) -> String {
        var lines: [String] = []
        if Bool.random(using: &generator) { lines.append("# At the top: a word, [a list], 'a quote") }
        if Int.random(in: 0..<8, using: &generator) == 0 { lines.append("---") }
        mapping(&lines, 0, 0, &generator)
        if Bool.random(using: &generator) { lines += ["", "# At the end"] }
        let lineBreak = Int.random(in: 0..<4, using: &generator) == 0 ? "\r\n" : "\n"
        let mark = Int.random(in: 0..<8, using: &generator) == 0 ? "\u{FEFF}" : ""
        return mark + lines.joined(separator: lineBreak)
            + (Int.random(in: 0..<4, using: &generator) == 0 ? "" : lineBreak)
    }

    private static func mapping(
        _ lines: inout [String],
        _ column: Int,
        _ depth: Int,
        _ generator: inout SeededGenerator
    ) {
        let indent = String(repeating: " ", count: column)
        let step = [1, 2, 4].randomElement(using: &generator) ?? 2
        for number in 0..<Int.random(in: 1...4, using: &generator) {
            decorate(&lines, indent, &generator)
            let name =
                ["k\(number)", "\"k \(number)\"", "'k:\(number)'", "k/\(number).5", "é\(number)"].randomElement(
                    using: &generator
                ) ?? ""
            let key = indent + name + [":", ":", " :"][Int.random(in: 0..<3, using: &generator)]
            let comment = Int.random(in: 0..<4, using: &generator) == 0 ? "  # why: it's so" : ""
            switch Int.random(in: 0..<(depth < 3 ? 9 : 5), using: &generator) {
            case 5...6:
                lines.append(key + comment)
                mapping(&lines, column + step, depth + 1, &generator)
            case 7:
                lines.append(key + comment)
                let dash = String(repeating: " ", count: column + (Bool.random(using: &generator) ? step : 0)) + "- "
                for item in ["x", "\"y # z\"", "{a: 1, b: [c]}"].prefix(Int.random(in: 1...3, using: &generator)) {
                    lines.append(dash + item)
                }
            case 8:
                lines.append(key + " |")
                lines += ["one", "", "  two # no comment"].map { $0.isEmpty ? "" : indent + "   " + $0 }
            default: lines.append(key + flow(&generator) + comment)
            }
        }
    }

    private static func decorate(_ lines: inout [String], _ indent: String, _ generator: inout SeededGenerator) {
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: lines.append("")
        case 1: lines.append(indent + "# key: commented out")
        case 2: lines.append(indent + "  # further in")
        default: break
        }
    }

    private static func flow(_ generator: inout SeededGenerator) -> String {
        let values = [
            "", " ~", " 12", " text with words", " \"quoted # text\"", " 'it''s'", " {a: 1, b: {c: x}}", " [a, 'b, c']",
            " {}",
            " { a : \"1\", }", " 漢字 😀", " http://127.0.0.1:1/v1", " \"${NAME}\"",
        ]
        return values.randomElement(using: &generator) ?? ""
    }
}
