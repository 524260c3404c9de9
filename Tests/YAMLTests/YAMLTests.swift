import TestSupport
import Testing
import YAML

@Suite struct YAMLTests {
    @Test func `values know their kind and line`() throws {
        let node = try YAMLNode.parse("a: 1\nb:\n  - x\n  - {c: true}\nd: \"1\"\ne: ~\n")
        #expect(node["a"]?.int == 1)
        #expect(node["b"]?.array?.count == 2)
        #expect(node["b"]?.array?[1]["c"]?.bool == true)
        #expect(node["b"]?.array?[1].line == 4)
        #expect(node["d"]?.int == nil && node["d"]?.string == "1")
        #expect(node["e"] == nil)
    }

    @Test(arguments: [
        ("a: 1\na: 2", 2), ("a: [1", 1), ("a: &x 1\nb: *x", 2), ("a: 1\n---\nb: 2", 3), ("\ta: 1", 1),
        ("? [a]\n: b", 1),
    ])
    func `a fault has a line`(text: String, line: Int) {
        let error = #expect(throws: YAMLError.self) { try YAMLNode.parse(text) }
        #expect(abs((error?.line ?? 0) - line) <= 1)
    }

    @Test func `nesting is bounded`() {
        #expect(throws: YAMLError.self) { try YAMLNode.parse(String(repeating: "[", count: 5_000)) }
    }

    @Test(arguments: 0..<500 as Range<UInt64>)
    func `any string survives being written`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let text = generator.text(
            from: "ab: #\"'\\\n\t-[]{}&*!|>%@`yesno1~.,é漢😀\u{0}\u{7}\u{85}\u{2028}\u{FEFF} ",
            upTo: 12
        )
        #expect(try YAMLNode.parse("k: \(YAMLText.scalar(text))")["k"]?.string ?? "" == text)
    }

    @Test(arguments: [
        "yes", "no", "null", "true", "1", "1.5", "~", "", " a", "a ", "a: b", "a #b", "- a", "on", "O'Neil's",
    ])
    func `what looks like something else stays text`(text: String) throws {
        let node = try #require(try YAMLNode.parse("k: \(YAMLText.scalar(text))").pairs.first?.value)
        #expect(node.string == text)
        #expect(node.bool == nil && node.int == nil)
    }

    @Test func `front matter ends at a fence in the first column`() {
        let parts = FrontMatter.split("\u{FEFF}---\r\na: \"x --- y\"\r\nb: |\r\n  ---\r\n---\r\nBody\r\n")
        #expect(parts.yaml.map(String.init) == "a: \"x --- y\"\r\nb: |\r\n  ---\r\n")
        #expect(String(parts.body) == "Body\r\n")
    }

    @Test(arguments: ["", "---", "---\na: 1", "text\n---\n", "--- x\n---\n"])
    func `what is no front matter is body`(text: String) {
        let parts = FrontMatter.split(text)
        #expect(parts.yaml == nil && String(parts.body) == text)
    }

    @Test(arguments: 0..<20)
    func `no front matter traps, and nothing of the text is lost`(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let words = [
            "---", "...", "\n", "\n", "\r\n", " ", "  ", "a", "b:", ": ", "- ", "[", "]", "{", "}", "\"", "'", "|", ">",
            "&x",
            "*x", "!t", "#", "%", "?", "\t", "é", "😀", "\u{FEFF}", "\u{0}", "\u{85}", "1", "true", "~", ",", "\\",
        ]
        for _ in 0..<TestEffort.cases(100) {
            let head = Bool.random(using: &generator) ? "---\n" : ""
            let count = Int.random(in: 0..<30, using: &generator)
            let text = head + (0..<count).map { _ in words.randomElement(using: &generator) ?? "" }.joined()
            let parts = FrontMatter.split(text)
            // Whatever it holds, it is a value or an error with a line.
            let line = parts.yaml.map { Self.faultyLine(String($0)) } ?? 1
            let isWhole =
                parts.yaml == nil
                ? parts.body == text
                : text.utf8.elementsEqual(
                    text.utf8.dropLast(parts.body.utf8.count) + Array(parts.body.utf8)
                )
            if !isWhole || line < 1 { Issue.record("\(text.debugDescription)") }
        }
    }

    private static func faultyLine(_ yaml: String) -> Int {
        do {
            return try YAMLNode.parse(yaml).line
        } catch {
            return error.line
        }
    }
}
