import HTTP
import TestSupport
import Testing

struct ServerSentEventsTests {
    /// Events of a whole stream, cut in no place.
    private func parse(_ text: String) throws -> [ServerSentEvents.Event] {
        var parser = ServerSentEvents()
        return try parser.parse(Array(text.utf8))
    }

    @Test(arguments: [
        ("data: one\n\n", ["message||one"]),
        ("data:one\r\rdata:two\r\n\r\n", ["message||one", "message||two"]),
        ("data: a\ndata:  b\ndata\n\n", ["message||a\n b\n"]),
        (": comment\n\nevent: add\ndata: x\n\ndata: y\n\n", ["add||x", "message||y"]),
        ("id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n", ["message|1|a", "message|1|b", "message||c"]),
        ("id: a\u{0}b\ndata: x\n\n", ["message||x"]),
        ("event: only\n\ndata: x\n\n", ["message||x"]),
        ("data\n\n", ["message||"]),
        ("data: unfinished\n", []),
        ("\u{FEFF}data: x\n\n\u{FEFF}data: y\n\n", ["message||x"]),
        ("data : no field\nDATA: nor this\nother: x\n\n", []),
        ("data: a:b: c\n\n", ["message||a:b: c"]),
        ("data: {\"text\": \"Größe 😀\"}\n\n", ["message||{\"text\": \"Größe 😀\"}"]),
        ("\n\n\r\n\r", []),
    ])
    func `a stream holds these events`(stream: String, expected: [String]) throws {
        #expect(try parse(stream).map { "\($0.type)|\($0.id)|\($0.data)" } == expected)
    }

    @Test(
        arguments: [("10", 10), ("x", nil), ("-1", nil), ("", nil), ("99999999999999999999", nil)] as [(String, Int?)]
    )
    func `only digits say when to connect again`(value: String, expected: Int?) throws {
        var parser = ServerSentEvents()
        _ = try parser.parse(Array("retry: \(value)\n\n".utf8))
        #expect(parser.retryMilliseconds == expected)
    }

    @Test
    func `bytes that are no UTF-8 are replaced`() throws {
        var parser = ServerSentEvents()
        let events = try parser.parse(Array("data: a".utf8) + [0xFF] + Array("b\n\n".utf8))
        #expect(events.map(\.data) == ["a\u{FFFD}b"])
    }

    @Test
    func `the events do not depend on where the stream is cut in two`() throws {
        let stream = "\u{FEFF}: hi\r\nevent: é\r\ndata: 1\r\ndata: 2\r\n\r\nid: 7\rdata: 3\r\rretry: 5\ndata: 4\n\n"
        let bytes = Array(stream.utf8)
        let whole = try parse(stream)
        #expect(whole.count == 3)
        for cut in 0...bytes.count {
            var parser = ServerSentEvents()
            let events = try parser.parse(Array(bytes[..<cut])) + parser.parse(Array(bytes[cut...]))
            #expect(events == whole, "cut at \(cut)")
            #expect(parser.retryMilliseconds == 5)
        }
    }

    @Test(arguments: 0..<20)
    func `the events of any stream do not depend on where it is cut`(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let words = [
            "data", "event", "id", "retry", ":", ": ", "\n", "\r", "\r\n", "x", "ü", "\u{FEFF}", "\u{0}", "9",
        ]
        for _ in 0..<TestEffort.cases(150) {
            let stream = (0..<Int.random(in: 0..<40, using: &random)).map { _ in
                words[Int.random(in: 0..<words.count, using: &random)]
            }
            .joined()
            let bytes = Array(stream.utf8)
            var parser = ServerSentEvents()
            var events: [ServerSentEvents.Event] = []
            var start = 0
            while start < bytes.count {
                let end = Int.random(in: start...min(bytes.count, start + 7), using: &random)
                events += try parser.parse(Array(bytes[start..<end]))
                start = end
            }
            // Both in one, since each expectation takes longer than what it looks at.
            let areEqual = try events == parse(stream) && events == Reference.events(in: stream)
            if !areEqual { Issue.record("\(bytes)") }
        }
    }

    @Test(arguments: ["data: 0123456789", "0123456789ABCDEF", "data:01234\ndata:01234\ndata:01234\n"])
    func `a line or an event that is too long is an error`(stream: String) throws {
        for size in 1...stream.utf8.count {
            var parser = ServerSentEvents(limit: 12)
            let bytes = Array(stream.utf8)
            #expect {
                for start in stride(from: 0, to: bytes.count, by: size) {
                    _ = try parser.parse(Array(bytes[start..<min(bytes.count, start + size)]))
                }
            } throws: { ($0 as? HTTPError)?.code == .tooLarge }
        }
    }
}

/// The standard's algorithm in its own order: decode, split into lines, then process each.
private enum Reference {
    static func events(in stream: String) -> [ServerSentEvents.Event] {
        var scalars = Array(stream.unicodeScalars)
        if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
        var lines: [String] = []
        var line = String.UnicodeScalarView()
        for (index, scalar) in scalars.enumerated() {
            if scalar == "\n", index > 0, scalars[index - 1] == "\r" { continue }
            if scalar == "\n" || scalar == "\r" {
                lines.append(String(line))
                line = String.UnicodeScalarView()
            } else {
                line.append(scalar)
            }
        }
        return events(of: lines)
    }

    private static func events(of lines: [String]) -> [ServerSentEvents.Event] {
        var (result, data, type, id): ([ServerSentEvents.Event], [String], String, String) = ([], [], "", "")
        for line in lines {
            let parts = line.unicodeScalars.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            var value = parts.count > 1 ? parts[1] : Substring.UnicodeScalarView()
            if value.first == " " { value.removeFirst() }
            switch String(parts[0]) {
            case "" where parts.count == 1:
                if !data.isEmpty {
                    let type = type.isEmpty ? "message" : type
                    result.append(.init(type: type, data: data.joined(separator: "\n"), id: id))
                }
                (data, type) = ([], "")
            case "data": data.append(String(value))
            case "event": type = String(value)
            case "id": if !value.contains("\u{0}") { id = String(value) }
            default: break
            }
        }
        return result
    }
}
