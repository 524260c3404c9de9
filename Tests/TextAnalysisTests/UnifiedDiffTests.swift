import Core
import TestSupport
import TextAnalysis
import Testing

@Suite struct UnifiedDiffTests {
    private func diff(_ old: String, _ new: String) -> UnifiedDiff {
        UnifiedDiff(from: old, to: new, oldLabel: "old", newLabel: "new")
    }

    /// A text of some lines, and one that was made from it by a few edits.
    private func pair(_ generator: inout SeededGenerator) -> (old: String, new: String) {
        let endings = ["\n", "\n", "\n", "\r\n"]
        func line() -> String {
            generator.text(from: "ab-+@ \\é", upTo: 3) + endings[Int.random(in: 0..<4, using: &generator)]
        }
        var old: [String] = []
        for _ in 0..<Int.random(in: 0...40, using: &generator) { old.append(line()) }
        var new = old
        for _ in 0..<Int.random(in: 0...6, using: &generator) {
            let place = Int.random(in: 0...new.count, using: &generator)
            let end = min(new.count, place + Int.random(in: 0...3, using: &generator))
            new.replaceSubrange(place..<end, with: Bool.random(using: &generator) ? [line(), line()] : [])
        }
        if Bool.random(using: &generator) { old.append("open") }
        if Bool.random(using: &generator) { new.append("open") }
        return (old.joined(), new.joined())
    }

    /// Does what a diff says, and refuses one that does not fit the text.
    private func apply(_ diff: UnifiedDiff, to old: String) throws -> String {
        let bytes = Array(old.utf8)
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { Array($0) + [0x0A] }
        // After the last line break is nothing; a last line without one has none.
        if let last = lines.popLast(), last.count > 1 { lines.append(last.dropLast()) }
        var (result, next): ([[UInt8]], Int) = ([], 0)
        for (index, line) in diff.lines.enumerated() where line.kind != .header && line.kind != .missingLineBreak {
            if line.kind == .range {
                let words = line.text.split(whereSeparator: { " ,".contains($0) })
                let numbers = words.compactMap { Int($0.drop { $0 == "-" }) }
                let isEmpty = line.text.split(separator: " ")[1].hasSuffix(",0")
                let start = try #require(numbers.first) - (isEmpty ? 0 : 1)
                try #require(start >= next && start <= lines.count)
                result += lines[next..<start]
                next = start
                continue
            }
            let isOpen = diff.lines.indices.contains(index + 1) && diff.lines[index + 1].kind == .missingLineBreak
            let content = Array(line.text.utf8.dropFirst()) + (isOpen ? [] : [0x0A])
            if line.kind != .added {
                try #require(next < lines.count && lines[next] == content)
                next += 1
            }
            if line.kind != .removed { result.append(content) }
        }
        result += lines[next...]
        return String(decoding: result.joined(), as: UTF8.self)
    }

    @Test func `a change is shown between three lines on each side`() {
        let old = (1...12).map { "line \($0)\n" }.joined()
        let new = old.replacing("line 6\n", with: "line six\nand more\n")
        let expected = """
            --- old
            +++ new
            @@ -3,7 +3,8 @@
             line 3
             line 4
             line 5
            -line 6
            +line six
            +and more
             line 7
             line 8
             line 9

            """
        #expect(diff(old, new).text == expected)
    }

    @Test func `changes far apart are shown apart`() {
        let lines = (1...30).map { "line \($0)\n" }
        let new = lines.joined().replacing("line 2\n", with: "").replacing("line 30\n", with: "")
        let ranges = diff(lines.joined(), new).lines.filter { $0.kind == .range }.map(\.text)
        #expect(ranges == ["@@ -1,5 +1,4 @@", "@@ -27,4 +26,3 @@"])
    }

    private static let ends: [(String, String, [String])] = [
        ("", "a\n", ["@@ -0,0 +1 @@", "+a"]), ("a\n", "", ["@@ -1 +0,0 @@", "-a"]),
        ("a", "a\n", ["@@ -1 +1 @@", "-a", "\\ No newline at end of file", "+a"]),
        ("a\nb", "a\nc", ["@@ -1,2 +1,2 @@", " a"] + ["-b", "+c"].flatMap { [$0, "\\ No newline at end of file"] }),
        ("a\r\n", "a\n", ["@@ -1 +1 @@", "-a\r", "+a"]),
        ("\u{E9}\n", "e\u{301}\n", ["@@ -1 +1 @@", "-é", "+e\u{301}"]),
    ]

    @Test(arguments: ends)
    func `empty texts, line ends and normalization are not glossed over`(old: String, new: String, lines: [String]) {
        #expect(diff(old, new).lines.dropFirst(2).map { Array($0.text.utf8) } == lines.map { Array($0.utf8) })
    }

    @Test func `equal texts have no difference`() {
        for text in ["", "a", "a\nb\n"] { #expect(diff(text, text).lines.isEmpty && diff(text, text).text.isEmpty) }
    }

    @Test func `a label stays one line`() {
        let diff = UnifiedDiff(from: "a", to: "b", oldLabel: "x\n+++ y", newLabel: "z")
        #expect(diff.lines[0].text == "--- x +++ y" && diff.lines[1].text == "+++ z")
    }

    @Test func `applied to the old text it gives the new one`() throws {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<1_000 {
            let (old, new) = pair(&generator)
            #expect(try Array(apply(diff(old, new), to: old).utf8) == Array(new.utf8))
        }
    }

    @Test(.enabled(if: FileSystem.exists("/usr/bin/patch"))) func `patch understands it`() throws {
        var generator = SeededGenerator(seed: 8)
        let slate = try SlateProgram()
        for _ in 0..<100 {
            let (old, new) = pair(&generator)
            try slate.folder.write("text", old)
            try slate.folder.write("diff", diff(old, new).text)
            let words = ["--binary", "--fuzz=0", "--silent", "--output=result", "text", "diff"]
            let result = try slate.run(words, program: "/usr/bin/patch")
            #expect(result.status == 0, "\(result.errors)\(result.output)")
            // It makes no file where there is nothing to write.
            if !new.isEmpty { #expect(try Array(slate.read("result").utf8) == Array(new.utf8)) }
        }
    }

    @Test func `no shorter script is missed, and texts that differ everywhere take no square of their size`() throws {
        let small = diff("a\nb\nc\na\nb\nb\na\n", "c\nb\na\nb\na\nc\n")
        // The example of Myers' article has five edits.
        #expect(small.lines.count { $0.kind == .added || $0.kind == .removed } == 5)
        let old = (0..<100_000).map { "old \($0)\n" }.joined()
        let new = (0..<100_000).map { "new \($0)\n" }.joined()
        let large = diff("begin\n" + old + "end\n", "begin\n" + new + "end\n")
        #expect(large.lines.count == 2 + 1 + 1 + 200_000 + 1)
        #expect(try apply(large, to: "begin\n" + old + "end\n") == "begin\n" + new + "end\n")
    }
}
