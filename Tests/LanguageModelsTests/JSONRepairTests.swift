import Core
import TestSupport
import Testing

@testable import LanguageModels

@Suite struct JSONRepairTests {
    @Test(
        arguments: [
            (#"{"a": 1}"#, #"{"a":1}"#, []),
            ("Sure! Here it is:\n{\"a\": [1, 2]}\nAnything else?", #"{"a":[1,2]}"#, [.prose]),
            ("```json\n{\"a\": 1}\n```", #"{"a":1}"#, [.fence]),
            ("Like [1] says:\n```\n{\"a\": 1}\n```\nand [2].", #"{"a":1}"#, [.fence]),
            ("```json\n{\"a\": [true]", #"{"a":[true]}"#, [.fence, .missingEnd]),
            ("<think>{\"a\": 2} or so?</think>\n{\"a\": 1}", #"{"a":1}"#, [.thoughts]),
            ("{\"a\": 2} perhaps.</think>{\"a\": 1}", #"{"a":1}"#, [.thoughts]),
            (#"{"a": [1, 2,], }"#, #"{"a":[1,2]}"#, [.trailingComma]),
            (#"{'a': 'it\'s "x"', 'b': 'don't'}"#, #"{"a":"it's \"x\"","b":"don't"}"#, [.singleQuotes, .escape]),
            (#"{a: 1, b_2: "x", $c: null}"#, #"{"a":1,"b_2":"x","$c":null}"#, [.unquotedName]),
            ("{'a': True, 'b': None, 'c': False}", #"{"a":true,"b":null,"c":false}"#, [.singleQuotes, .pythonLiteral]),
            ("{\"a\": 1, // one\n /* two */ \"b\": 2}", #"{"a":1,"b":2}"#, [.comment]),
            ("{\"a\": \"x\ny\tz\"}", #"{"a":"x\ny\tz"}"#, [.controlCharacter]),
            (#"{"a": "\d+ \alpha é"}"#, #"{"a":"\\d+ \\alpha é"}"#, [.escape]),
            (#"{"a": {"b": ["c"]"#, #"{"a":{"b":["c"]}}"#, [.missingEnd]),
            (#""{\"a\": 1}""#, #"{"a":1}"#, [.encodedTwice]),
            ("{} and then {\"a\": 1}", #"{"a":1}"#, [.prose]),
            ("{\"a\": 1} I repeat: {\"a\": 1}", #"{"a":1}"#, [.prose]),
        ] as [(String, String, Set<JSONRepair.Change>)]
    )
    func `what has one reading is repaired`(text: String, json: String, changes: Set<JSONRepair.Change>) throws {
        let found = try JSONRepair.repair(text, expecting: .object)
        #expect(found.value.text == json)
        #expect(found.changes == changes)
    }

    @Test(arguments: [
        ("", "there is no JSON object"), ("The answer is {x}, see [1].", "there is no JSON object"),
        ("[1, 2]", "there is no JSON object"), (#"{"a": 1} or {"a": 2}"#, "2 JSON values"),
        (#"{"a": "never ends"#, "ends within a text"), (#"{"a": 12"#, "ends within a number"),
        (#"{"a": 1,"#, "ends where a name is expected"), (#"{"a": "#, "ends where a value is expected"),
        (#"{"a": 1 "b": 2}"#, "',' or '}' is expected, after"), (#"{"a": yes}"#, "must be in double quotes"),
        (#"{"a": [1, {"b": 2}, x], "c": {"d": 1}}"#, "a value is expected"), (#"{"a": 01}"#, "expected"),
        ("```\n{\"a\": 1}\n```\n```\n{\"a\": 2}\n```", "2 JSON values"),
        (#"{"a": "x" + "y"}"#, "is expected"), (#"{"a": ...}"#, "a value is expected"),
    ])
    func `what has none or several is refused with the reason`(text: String, reason: String) {
        let failure = #expect(throws: JSONRepair.Failure.self) { try JSONRepair.repair(text, expecting: .object) }
        #expect(failure?.message.contains(reason) == true, "\(failure?.message ?? "")")
    }

    @Test func `a list is found where a list is wanted`() throws {
        #expect(try JSONRepair.repair("Here: ['a', 'b']", expecting: .list).value == ["a", "b"])
    }

    @Test(arguments: 0..<40)
    func `JSON in any dress comes out as it was`(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<100 {
            let value = JSON.object([.init("k", Self.random(&generator, depth: 0))])
            let dressed = Self.dress(value, &generator)
            #expect(try JSONRepair.repair(dressed, expecting: .object).value == value, "\(dressed)")
        }
    }

    @Test(arguments: 0..<40)
    func `garbage never crashes, and is never taken for more than it is`(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<TestEffort.cases(500) {
            let text = generator.text(from: #"{}[]:,'"\/*tfnTFN01.-eE`u<think>a é😀"# + "\n\t", upTo: 60)
            guard let found = try? JSONRepair.repair(text, expecting: .object) else { continue }
            if (try? JSON(parsing: found.value.text)) != found.value { Issue.record("\(text)") }
        }
    }

    @Test(arguments: ["{", "[", "{'a", "{\"a\":", "<think>", "```", "{/*", "[1,", "{a:{", "'", "{\"a\": 'x' "])
    func `hostile repetition takes no time that grows with its square`(piece: String) {
        let clock = ContinuousClock()
        let text = String(repeating: piece, count: 50_000 / piece.utf8.count)
        let elapsed = clock.measure { _ = try? JSONRepair.repair(text, expecting: .object) }
        #expect(elapsed < .seconds(10))
    }

    private static func random(_ generator: inout SeededGenerator, depth: Int) -> JSON {
        switch Int.random(in: 0..<(depth > 3 ? 4 : 6), using: &generator) {
        case 0: .null
        case 1: .bool(.random(using: &generator))
        case 2: .int(.random(in: -1_000...1_000, using: &generator))
        case 3: .string(generator.text(from: #"ab "\'{}[]:,/é😀"# + "\n", upTo: 12))
        case 4: .array((0..<Int.random(in: 0...3, using: &generator)).map { _ in random(&generator, depth: depth + 1) })
        default:
            .object(
                (0..<Int.random(in: 0...3, using: &generator)).map {
                    .init("n\($0)", random(&generator, depth: depth + 1))
                }
            )
        }
    }

    /// Writes a value as a weak model might.
    private static func dress(_ value: JSON, _ generator: inout SeededGenerator) -> String {
        let text = Bool.random(using: &generator) ? value.text : value.prettyText
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: return "Of course:\n```json\n\(text)\n```\nDone."
        case 1: return "<think>Hm, {what}?</think>\n\(text)"
        case 2: return "Here you go: \(text) I hope [1] helps."
        case 3: return String(text.dropLast()) + ", // the end\n}"
        default: return text
        }
    }
}
