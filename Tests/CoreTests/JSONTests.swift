import Core
import TestSupport
import Testing

@Suite struct JSONTests {
    @Test(arguments: [
        #"{"a":[1,-2.5,true,null,"x\ny"],"b":{}}"#, "[]", #""é 中 😀""#, "0", #"{"z":1,"a":2}"#,
    ])
    func `what is read is written the same`(text: String) throws {
        let value = try JSON(parsing: text)
        #expect(value.text == text)
        #expect(try JSON(parsing: value.prettyText) == value)
    }

    @Test(arguments: [
        "", "{", "[1,]", "01", "1.", "nul", #""\x""#, #"{"a" 1}"#, "[1] 2", "\"\u{1}\"", #""\u12"#, "1e999", "'a'", "-",
    ])
    func `what is no JSON is refused`(text: String) {
        #expect(throws: JSONError.self) { try JSON(parsing: text) }
    }

    @Test func `escapes are resolved, lone surrogates repaired`() throws {
        #expect(try JSON(parsing: #""\ud83d\ude00 \ud83d \u00e9\/""#).string == "😀 \u{FFFD} é/")
    }

    @Test(arguments: ["\"", "\\", "\n", "\u{1}", "\u{7F}", "\u{9B}", "é", "😀", "\u{202E}"])
    func `a character that is escaped is found wherever it stands`(character: Character) throws {
        for before in 0..<20 {
            for after in 0..<10 {
                let text =
                    String(repeating: "a", count: before) + String(character) + String(repeating: "~", count: after)
                let written = JSON.string(text).text
                #expect(written.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
                #expect(try JSON(parsing: written) == .string(text))
                #expect(try JSON(parsing: "[\(written) ,\n\t\(written)\r]") == [.string(text), .string(text)])
            }
        }
    }

    @Test(arguments: 0..<20)
    func `text is escaped as if it was looked at letter by letter`(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<TestEffort.cases(100) {
            let text =
                generator.text(from: "abcdefghij", upTo: 20)
                + generator.text(from: "a\"\\\n\u{1}\u{7F}~ é中😀\u{9B}\u{2029}\u{2030}\u{E0041}", upTo: 24)
            let letters = text.unicodeScalars.map { scalar -> String in
                switch scalar {
                case "\"", "\\": "\\\(scalar)"
                case "\n": "\\n"
                case "\u{1}", "\u{7F}", "\u{9B}", "\u{2029}", "\u{E0041}":
                    String(scalar).utf16.map { "\\u" + ("000" + String($0, radix: 16)).suffix(4) }.joined()
                default: String(scalar)
                }
            }
            let written = JSON.string(text).text
            #expect(written == "\"\(letters.joined())\"")
            #expect(try JSON(parsing: written) == .string(text))
        }
    }

    @Test func `what is no UTF-8 is refused, wherever it stands in a string`() {
        for count in 0..<20 {
            let text = Array(repeating: UInt8(ascii: "a"), count: count)
            let quote = UInt8(ascii: "\"")
            #expect(throws: JSONError.self) { try JSON(parsing: [quote] + text + [0xC3, quote]) }
            #expect(throws: JSONError.self) { try JSON(parsing: [quote] + text + [0xFF] + Array("\\n\"".utf8)) }
            #expect(throws: JSONError.self) { try JSON(parsing: [quote] + text) }
        }
    }

    @Test func `nesting is bounded`() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: JSONError.self) { try JSON(parsing: deep) }
    }

    @Test func `control characters never reach a terminal`() throws {
        #expect(JSON.string("\u{1B}[2J\u{9B}").text == #""\u001b[2J\u009b""#)
        let hidden: JSON = .string("a\u{202E}b\u{200B}c\u{E0041}d👩\u{200D}🔬")
        #expect(hidden.text == #""a\u202eb\u200bc\udb40\udc41d👩\#u{200D}🔬""#)
        #expect(try JSON(parsing: hidden.text) == hidden)
    }

    @Test func `what is written piece by piece reads as if it was written from a tree`() throws {
        let items: [JSON] = [["a": "\"x\"\n"], .null, [1, 2.5, true], [], .object([])]
        let written = WrittenJSON(items.map { WrittenJSON($0) })
        #expect(written == WrittenJSON(JSON.array(items)))
        let whole = WrittenJSON { json in
            json.object { json in
                json.member("known", 3)
                json.member(named: "a \"name\"", Optional("text"))
                json.member("nothing", String?.none)
                json.member("flags", [true, false])
                json.member("messages", written)
                json.member("far") { json in
                    json.array { json in
                        json.item(Int.min)
                        json.item(JSON.double(.infinity))
                    }
                }
            }
        }
        let tree: JSON = [
            "known": 3, "a \"name\"": "text", "nothing": nil, "flags": [true, false], "messages": .array(items),
            "far": [.int(.min), .null],
        ]
        #expect(whole.text == tree.text)
        #expect(whole.json == tree)
    }

    @Test func `whole numbers are written digit by digit`() {
        var generator = SeededGenerator(seed: 20_260_101)
        let numbers = (0..<2_000).map { _ in Int(truncatingIfNeeded: generator.next() >> (generator.next() % 64)) }
        for number in numbers + [0, 9, 10, -1, -10, .min, .max, .min + 1] {
            #expect(WrittenJSON(number).text == String(number))
        }
    }

    @Test func `what was written is read however deep it is`() {
        var deep: JSON = 1
        for _ in 0..<(JSON.depthLimit + 20) { deep = [deep] }
        #expect(WrittenJSON(deep).json == deep)
        #expect(throws: JSONError.self) { try JSON(parsing: deep.text) }
    }

    @Test func `on several lines, what is empty takes none`() {
        let value: JSON = ["a": [], "b": [1, ["c": .object([])]]]
        let lines = [
            "{", "  \"a\": [],", "  \"b\": [", "    1,", "    {", "      \"c\": {}", "    }", "  ]", "}",
        ]
        #expect(value.prettyText == lines.joined(separator: "\n"))
    }
}
