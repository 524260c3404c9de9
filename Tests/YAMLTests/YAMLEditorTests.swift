import Testing
import YAML

@Suite struct YAMLEditorTests {
    /// A text, a way with dots, a value, and what comes of it.
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let path: String
        let value: String
        let result: String
        var testDescription: String { "\(path) in \(text.debugDescription)" }

        init(_ text: String, _ path: String, _ value: String, _ result: String) {
            (self.text, self.path, self.value, self.result) = (text, path, value, result)
        }
    }

    /// The steps of a way with dots; numbers are places in lists.
    static func steps(_ path: String) -> [YAMLStep] {
        path.split(separator: ".").map { part in Int(part).map(YAMLStep.item) ?? .key(String(part)) }
    }

    private static let written = [
        // Into nothing.
        Case("", "a", "1", "a: 1\n"), Case("", "a.b.c", "1", "a:\n  b:\n    c: 1\n"),
        Case("# only this", "a.b", "1", "# only this\na:\n  b: 1"), Case("---\n", "a", "1", "---\na: 1\n"),
        Case("", "l.0.m", "1", "l:\n  - m: 1\n"),
        Case("\u{FEFF}# b\r\n", "a.b", "1", "\u{FEFF}# b\r\na:\r\n  b: 1\r\n"),
        // In the place of another value.
        Case("a: 1 # why\nb: 2\n", "a", "3", "a: 3 # why\nb: 2\n"), Case("a:\n  b: 'x'\n", "a.b", "3", "a:\n  b: 3\n"),
        Case("a: \"x\\\n  y\"\nb: 2\n", "a", "3", "a: 3\nb: 2\n"), Case("a: x\n  y # z\n", "a", "3", "a: 3 # z\n"),
        Case("a:   # why\nb: 2\n", "a", "3", "a: 3   # why\nb: 2\n"), Case("a: ~\n", "a", "3", "a: 3\n"),
        Case("{a: 1, b: 2}\n", "b", "3", "{a: 1, b: 3}\n"), Case("a: [x, y] # z\n", "a", "3", "a: 3 # z\n"),
        Case("a:\n  - x\n  - y\nb: 2\n", "a", "3", "a: 3\nb: 2\n"),
        Case("a:\n- x\n# c\nb: 2", "a", "3", "a: 3\n# c\nb: 2"),
        Case("é: 😀\nb: 1\r\n", "b", "3", "é: 😀\nb: 3\r\n"),
        Case("\u{FEFF}a: 1\r\nb: 2", "b", "3", "\u{FEFF}a: 1\r\nb: 3"),
        Case("a:\n  b:\n    c: 1\n", "a", "3", "a: 3\n"), Case("l: [{m: 1}, x]\n", "l.1", "3", "l: [{m: 1}, 3]\n"),
        Case("\"a\" : 1\n", "a", "3", "\"a\" : 3\n"),
        Case("? a\n: 1\n", "a", "3", "? a\n: 3\n"), Case("b: &x 1\na: 2\n", "a", "3", "b: &x 1\na: 3\n"),
        // Behind what is there.
        Case("a: 1\n", "b", "2", "a: 1\nb: 2\n"), Case("a: 1", "b.c", "2", "a: 1\nb:\n  c: 2"),
        Case("a:\n    b: 1 # x\nc: 3\n", "a.d", "2", "a:\n    b: 1 # x\n    d: 2\nc: 3\n"),
        Case("a:\n  b: 1\n  # c: 5\n\nd: 1\n", "a.e", "2", "a:\n  b: 1\n  # c: 5\n  e: 2\n\nd: 1\n"),
        Case("a: # here\n  # b: 1\nd: 1\n", "a.e", "2", "a: # here\n  e: 2\n  # b: 1\nd: 1\n"),
        Case("a:\n  b: |\n    x\n\nd: 1\n", "a.e", "2", "a:\n  b: |\n    x\n\n  e: 2\nd: 1\n"),
        Case("a: {b: 1} # x\n", "a.c", "2", "a: {b: 1, c: 2} # x\n"), Case("a: {}\n", "a.c.d", "2", "a: {c: {d: 2}}\n"),
        Case("a: {b: 1, # x\n  c: 2, }\n", "a.d", "3", "a: {b: 1, # x\n  c: 2, d: 3, }\n"),
        Case("{}", "a", "1", "{a: 1}"),
        Case("l:\n- m: 1\n", "l.1.m", "2", "l:\n- m: 1\n- m: 2\n"), Case("l: [a]\n", "l.1.m", "2", "l: [a, {m: 2}]\n"),
        Case("l:\n  - m: 1\n    n: 2\nb: 1\n", "l.0.o", "3", "l:\n  - m: 1\n    n: 2\n    o: 3\nb: 1\n"),
        Case("a: ~\n", "a.b", "2", "a: {b: 2}\n"),
        Case("a:\r\n  b: 1\r\nc: 2\r\n", "a.d", "3", "a:\r\n  b: 1\r\n  d: 3\r\nc: 2\r\n"),
    ]

    @Test(arguments: written)
    func `a value is written, and all else stays`(of: Case) throws {
        var editor = try YAMLEditor(of.text)
        try editor.set(Self.steps(of.path), to: .plain(of.value))
        #expect(editor.text == of.result)
        #expect(editor.node(at: Self.steps(of.path))?.string == of.value)
    }

    private static let removed = [
        Case("a: 1 # why\nb: 2\n", "a", "", "b: 2\n"), Case("a:\n  b: 1\nc: 2\n", "a.b", "", "c: 2\n"),
        Case("a:\n  b: 1\n  c: 2\n", "a.b", "", "a:\n  c: 2\n"), Case("a:\n  b:\n    c: 1", "a.b.c", "", ""),
        Case("x: 1\na:\n  b: 1", "a.b", "", "x: 1"), Case("a: # why\n  b: 1\n", "a.b", "", "a: # why\n"),
        Case("a:\n  b: 1\n  # c: 2\nd: 1\n", "a.b", "", "a:\n  # c: 2\nd: 1\n"),
        Case("# x\na: 1\n# y\n", "a", "", "# x\n# y\n"),
        Case("a: {b: 1, c: 2}\n", "a.b", "", "a: {c: 2}\n"), Case("a: {b: 1, c: 2}\n", "a.c", "", "a: {b: 1}\n"),
        Case("a: {b: 1}\nd: 1\n", "a.b", "", "d: 1\n"), Case("l:\n  - m: 1\n    n: 2\n", "l.0.m", "", "l:\n  - n: 2\n"),
        Case("l:\n  - m: 1\n  - m: 2\n", "l.0", "", "l:\n  - m: 2\n"), Case("l: [a, b, c]\n", "l.1", "", "l: [a, c]\n"),
        Case("l:\n  - m: 1\nb: 2\n", "l.0", "", "b: 2\n"), Case("a: |\n  x\n\nb: 1\n", "a", "", "b: 1\n"),
        Case("\u{FEFF}a: 1\r\nb: 2\r\n", "a", "", "\u{FEFF}b: 2\r\n"), Case("a:\nb: 1\n", "a", "", "b: 1\n"),
        Case("a:\n  - x\n  - y\nb: 1\n", "a", "", "b: 1\n"), Case("a: [x,\n  y]\nb: 1\n", "a", "", "b: 1\n"),
    ]

    @Test(arguments: removed)
    func `a value is taken out with the groups that had nothing else`(of: Case) throws {
        var editor = try YAMLEditor(of.text)
        try editor.remove(Self.steps(of.path))
        #expect(editor.text == of.result)
    }

    @Test(
        arguments: [
            ("a: &x 1\n", "a", 1), ("a: !!str 1\n", "a", 1), ("b: 1\na: |\n  x\n", "a", 2),
            ("a:\n  - x # c\n  - y\n", "a", 2),
            ("a:\n  # c\n  - x\n", "a", 3), ("a: [x, # c\n y]\n", "a", 1), ("a: 1\n", "a.b", 1), ("l: [a]\n", "l.5", 1),
            ("a: &x {b: 1}\n", "a.c", 1), ("a: 1\n...\n", "b", 1), ("l: [a: 1]\n", "l.0.b", 1),
            ("l: [x]\n", "l.m", 1),
        ]
    )
    func `what cannot be written safely is refused with its line, and nothing changes`(
        text: String,
        path: String,
        line: Int
    ) throws {
        var editor = try YAMLEditor(text)
        let error = #expect(throws: YAMLError.self) { try editor.set(Self.steps(path), to: .plain("5")) }
        #expect(error?.line == line && editor.text == text, "\(error?.description ?? "")")
    }

    @Test(
        arguments: [
            ("a: {b: 1, # c\n  c: 2}\n", "a.b"), ("l:\n  - m: 1\n", "l.0.m"), ("l:\n  - m: 1 # c\n    n: 2\n", "l.0.m"),
            ("? a\n: 1\nb: 2\n", "a"), ("a: 1\n", "b"), ("{a: 1,}\n", "a"),
        ]
    )
    func `what cannot be taken out safely is refused, and nothing changes`(text: String, path: String) throws {
        var editor = try YAMLEditor(text)
        #expect(throws: YAMLError.self) { try editor.remove(Self.steps(path)) }
        #expect(editor.text == text)
    }

    @Test(arguments: ["a: 1\na: 2\n", "a: [\n", "a: *x\n", "\ta: 1\n", "- a: 1\n b: 2\n"])
    func `what is no YAML is not begun with`(text: String) {
        #expect(throws: YAMLError.self) { try YAMLEditor(text) }
    }

    @Test func `texts and lists are quoted where they have to be`() throws {
        var editor = try YAMLEditor("f: {}\n")
        try editor.set([.key("a")], to: .text("12"))
        try editor.set([.key("b")], to: .text("http://h:1/v1"))
        try editor.set([.key("f"), .key("b")], to: .text("http://h:1/v1"))
        try editor.set([.key("c")], to: .list(["x", "a, b", "true"]))
        try editor.set([.key("4: o"), .key("yes")], to: .plain("1"))
        try editor.set([.key("d")], to: .mapping([("default", .text("x")), ("m", .plain("1"))]))
        #expect(
            editor.text == """
                f: {b: "http://h:1/v1"}
                a: "12"
                b: http://h:1/v1
                c: [x, "a, b", "true"]
                "4: o":
                  "yes": 1
                d: {default: x, m: 1}

                """
        )
    }
}
