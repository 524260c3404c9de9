@testable import Agents
import Core
import TestSupport
import Testing

/// What is read of the files of skills.
@Suite struct SkillFileTests {
    private func parse(_ text: String, isFlat: Bool = false) -> (Skill.Header?, String, [SkillProblem]) {
        var parser = SkillParser(location: "x", expectedName: "a-skill", isFlat: isFlat)
        let parsed = parser.parse(text)
        return (parsed?.header, parsed?.body ?? "", parser.problems)
    }

    @Test func `all fields of the specification are read`() throws {
        let text = """
            ---
            name: a-skill
            description: What it does. When to use it.
            license: Apache-2.0
            compatibility: Needs nothing
            allowed-tools: Bash(git add:*) Read, web_search
            metadata:
              keywords: one, two words
              tags: [x, y]
              requires-tools: [web_search]
              always: true
              author: somebody
            ---

            # Title
            Text.
            """
        let (header, body, problems) = parse(text)
        let found = try #require(header)
        #expect(found.name == "a-skill" && found.description == "What it does. When to use it.")
        #expect(found.license == "Apache-2.0" && found.compatibility == "Needs nothing" && found.isPinned)
        #expect(found.allowedTools == ["Bash(git add:*)", "Read", "web_search"])
        #expect(found.keywords == ["one", "two words"] && found.tags == ["x", "y"])
        #expect(found.requiredTools == ["web_search"])
        #expect(body == "# Title\nText." && problems.isEmpty)
    }

    @Test func `the neighbour's fields are read where it has them`() throws {
        let text = """
            ---
            name: a-skill
            description: d
            version: 1.0.0
            platforms: [macos, linux]
            metadata: {hermes: {tags: [Research, Papers], requires_tools: [terminal], config: [{key: k}]}}
            ---
            text
            """
        let header = try #require(parse(text).0)
        #expect(header.tags == ["Research", "Papers"] && header.requiredTools == ["terminal"])
        #expect(header.platforms == ["macos", "linux"])
    }

    @Test(arguments: [
        "\u{FEFF}---\r\nname: a-skill\r\ndescription: one\r\n  two --- three\r\n---\r\nBody\r\n",
        "---\nname: a-skill\ndescription: >\n  one\n  two --- three\n---\nBody\n",
        "---\nname: a-skill\ndescription: |\n  one\n  two --- three\n...\n\n\nBody\n",
        "---\nname: 'a-skill'\ndescription: \"one two\n\n  --- three\"\n---\nBody\n",
    ])
    func `front matter may be written in many ways`(text: String) throws {
        let (header, body, problems) = parse(text)
        #expect(header?.name == "a-skill" && header?.description == "one two --- three")
        #expect(body.hasPrefix("Body") && problems.isEmpty, "\(problems)")
    }

    @Test func `a colon in an unquoted description is forgiven and told`() throws {
        let (header, _, problems) = parse("---\nname: a-skill\ndescription: Reads: all \"of\" it # yes\n---\nBody\n")
        #expect(header?.description == "Reads: all \"of\" it # yes")
        #expect(problems.map(\.level) == [.warning] && problems.first?.message.contains("colon") == true)
    }

    @Test(arguments: [
        ("no front matter", "no front matter"), ("---\nname: a\n---\nx", "no description"),
        ("---\n- a\n---\nx", "no keys and values"), ("---\nname: [\n---\nx", "no valid YAML"),
        ("---\nname: a\nname: b\ndescription: c\n---\nx", "occurs twice"),
        ("---\ndescription: &a x\nname: *a\n---\nx", "aliases"), ("---\nname: never closed\n", "no front matter"),
    ])
    func `what is no skill is left out with a reason`(text: String, reason: String) {
        let (header, _, problems) = parse(text)
        #expect(header == nil && problems.contains { $0.level == .error && $0.message.contains(reason) }, "\(problems)")
    }

    @Test(arguments: [
        ("---\nname: A_Skill\ndescription: d\n---\nx", "lower-case"),
        ("---\nname: other\ndescription: d\n---\nx", "not that of its file"),
        ("---\nname: a--b\ndescription: d\n---\nx", "two in a row"), ("---\ndescription: d\n---\nx", "no name"),
        ("---\nname: a-skill\ndescription: d\n---\n", "no instructions"),
        ("---\nname: a-skill\ndescription: d\nlicense: [x]\n---\nx", "expected text"),
    ])
    func `what is not as specified is used and told`(text: String, reason: String) {
        let (header, _, problems) = parse(text)
        #expect(header != nil && problems.map(\.level) == [.warning])
        #expect(problems.first?.message.contains(reason) == true, "\(problems)")
    }

    @Test func `a file among skills that is none is only noted`() {
        #expect(parse("# Read me", isFlat: true).2.map(\.level) == [.note])
    }

    @Test func `no text makes the reader fail`() {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<2_000 {
            let inner = random.text(from: "name:description -\n\"'[]{}#&*>|\r\tä文\u{0}", upTo: 60)
            _ = parse("---\n\(inner)\n---\nx")
        }
    }

    @Test func `a new skill is a good one`() {
        let text = SkillTemplate.text(name: "a-skill", description: "Reads: it", keywords: nil)
        let (header, _, problems) = parse(text)
        #expect(header?.description == "Reads: it" && header?.keywords == ["a skill"] && problems.isEmpty)
    }
}
