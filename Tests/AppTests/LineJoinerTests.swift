import Core
import TestSupport
import Testing

@testable import App

@Suite struct LineJoinerTests {
    @Test(arguments: [
        (["one"], "one"), (["one\\", "two"], "one\ntwo"), (["a\\\\"], "a\\\\"), (["\"\"\"one\"\"\""], "one"),
        (["\"\"\"", "one\\", "", "two", "\"\"\""], "one\\\n\ntwo"), (["say \"\"\"x"], "say \"\"\"x"),
    ])
    func `lines become one text`(lines: [String], text: String) {
        var joiner = LineJoiner()
        for line in lines.dropLast() { #expect(joiner.take(line) == nil && joiner.isOpen) }
        #expect(joiner.take(lines.last ?? "") == text && !joiner.isOpen)
    }

    @Test func `a text that nobody ends is still there at the end`() {
        var joiner = LineJoiner()
        #expect(joiner.take("\"\"\"one") == nil)
        #expect(joiner.finish() == "one" && !joiner.isOpen)
    }
}

@Suite struct HistoryFileTests {
    @Test func `lines are kept once, the latest last, with their line breaks`() throws {
        let folder = try TemporaryFolder()
        let file = HistoryFile(path: folder.path.appending("history"))
        for line in ["one", "two\nlines \\n", "one"] { _ = try file.add(line) }
        #expect(file.load() == ["two\nlines \\n", "one"])
    }

    @Test func `only so many lines are kept`() throws {
        let folder = try TemporaryFolder()
        let file = HistoryFile(path: folder.path.appending("history"))
        let text = (0..<HistoryFile.limit).map { "line \($0)\n" }.joined()
        try folder.write("history", text)
        #expect(try file.add("last").count == HistoryFile.limit)
        #expect(file.load().first == "line 1" && file.load().last == "last")
    }

    @Test func `a file that steers the terminal gives only text`() throws {
        let folder = try TemporaryFolder()
        try folder.write("history", "a\u{1B}[2Jb\n")
        #expect(HistoryFile(path: folder.path.appending("history")).load() == ["ab"])
    }
}

@Suite struct AttachmentTests {
    @Test(
        arguments: [
            ("notes.txt", "notes.txt", nil), ("notes.txt:10-20", "notes.txt", 10...20),
            ("notes.txt:7", "notes.txt", 7...7),
            ("a:b", "a:b", nil), ("n.txt:20-10", "n.txt:20-10", nil), ("n.txt:0", "n.txt:0", nil),
        ] as [(String, String, ClosedRange<Int>?)]
    )
    func `lines of a file are named behind it`(text: String, path: String, lines: ClosedRange<Int>?) {
        let split = AttachmentReader.split(text)
        #expect(split.path == path && split.lines == lines)
    }
}

@Suite struct Base64Tests {
    @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")])
    func `the examples of the standard come out`(text: String, encoded: String) {
        #expect(Base64.encode(Array(text.utf8)) == encoded)
    }
}
