@testable import App
import Core
import Glibc
import TestSupport
import Testing

@Suite struct LineReaderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func lines(_ text: String, limit: Int = 100) throws -> [String] {
        let path = try folder.write("lines", text)
        let file = open(path.string, O_RDONLY)
        defer { close(file) }
        var reader = LineReader(limit: limit, file: file)
        var result: [String] = []
        while let line = reader.next() { result.append(line) }
        return result
    }

    @Test(
        arguments: [
            ("", []), ("\n", [""]), ("a", ["a"]), ("a\n", ["a"]), ("a\n\nb", ["a", "", "b"]),
            ("a\r\nb\r\n", ["a", "b"]),
        ] as [(String, [String])]
    )
    func `lines end with a line feed or with the input`(text: String, expected: [String]) throws {
        #expect(try lines(text) == expected)
    }

    @Test(arguments: [5, 101, 65_535, 65_536, 200_000])
    func `a line that is too long comes cut, once, and the next one whole`(length: Int) throws {
        let long = String(repeating: "x", count: length)
        #expect(try lines(long + "\nnext\n") == [String(long.prefix(100)), "next"])
        #expect(try lines(long) == [String(long.prefix(100))])
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `no line is lost where pieces of the input meet`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let expected = (0..<3_000).map { _ in String(repeating: "y", count: Int.random(in: 0...90, using: &generator)) }
        #expect(try lines(expected.map { $0 + "\n" }.joined()) == expected)
    }
}
