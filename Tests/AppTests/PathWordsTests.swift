@testable import App
import TestSupport
import Testing

@Suite struct PathWordsTests {
    @Test(
        arguments: [
            ("", []), ("  ", []), ("a b", ["a", "b"]), ("a\\ b c", ["a b", "c"]), ("\"a b\" c", ["a b", "c"]),
            ("\"a b", ["a b"]), ("a\\", ["a"]), ("a\\\\b", ["a\\b"]), ("it's here", ["it's", "here"]),
            ("~/a ~b c~/", ["/home/a", "~b", "c~/"]), ("\\\"a", ["\"a"]),
        ] as [(String, [String])]
    )
    func `words are split as people mean them`(text: String, expected: [String]) {
        #expect(PathWords.split(text, home: "/home") == expected)
    }

    @Test(arguments: [
        ("", ""), ("/s a", "a"), ("/s a ", ""), ("/s a\\ b", "a\\ b"), ("/s \"a b", "\"a b"), ("/s a\\", "a\\"),
    ])
    func `the last word is the one that is being written`(text: String, expected: String) {
        #expect(PathWords.lastWritten(text) == expected)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `what was escaped is read as it was`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let path = "x" + generator.text(from: "ab \\\"~/é", upTo: 20)
        #expect(PathWords.split(PathWords.escaped(path) + " y", home: "/home") == [path, "y"])
    }
}
