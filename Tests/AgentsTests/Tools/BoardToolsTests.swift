import Agents
import Blackboard
import Core
import LanguageModels
import Testing

@Suite struct BoardToolsTests {
    private let text = "The survey counted 412 reed warblers in May. Bitterns were not seen."

    @Test func `a finding is posted with its quote, found again, and read`() async throws {
        let fixture = try ToolFixture()
        let source = try await fixture.source(text)
        let posted = try await fixture.call(
            "board_post",
            [
                "kind": "finding", "title": "There were 412 reed warblers.",
                "quotes": [["source": .string("[\(source)]"), "exact": "counted 412 reed warblers in May"]],
            ]
        )
        #expect(posted.artifacts == [.entry(EntryID(.finding, 1))])
        #expect(
            try await fixture.call("board_search", ["query": "warblers", "kinds": ["finding"]]).text.contains("[F1]")
        )
        let read = try await fixture.call("board_read", ["id": "F1"]).text
        #expect(read.contains("counted 412 reed warblers in May"))
        #expect(try await fixture.call("board_read", ["id": "S1"]).text.contains(text))
        #expect(try await fixture.board.entry(EntryID(.finding, 1)).author == "researcher")
    }

    @Test func `a quote that is not there comes back with the nearest sentence`() async throws {
        let fixture = try ToolFixture()
        _ = try await fixture.source(text)
        let failure = await fixture.failure(
            "board_post",
            [
                "kind": "finding", "title": "There were 500 reed warblers.",
                "quotes": [["source": "S1", "exact": "The survey counted 500 reed warblers"]],
            ]
        )
        #expect(failure?.contains("The survey counted 412 reed warblers in May.") == true)
        #expect(try await fixture.board.entries(matching: EntryFilter(kinds: [.finding])).isEmpty)
    }

    @Test func `where sources are given no others are found or quoted`() async throws {
        let fixture = try ToolFixture()
        let (other, given) = (
            try await fixture.source(text), try await fixture.source(text + " Reed is dry.", uri: "file:///b")
        )
        _ = try await fixture.call("board_post", ["kind": "note", "title": "Warblers sing."])
        let search = BoardSearchTool(board: fixture.board, sources: [given])
        for kinds in [[], ["source"], ["source", "note"]] as [JSON] {
            let found = try await search.run(["query": "reed warblers", "kinds": kinds], fixture.context).text
            #expect(found.contains("[\(given)]") && !found.contains("[\(other)]"), "\(found)")
            #expect(found.contains("[N1]") == (kinds != ["source"]), "\(found)")
        }
        #expect(try await !search.run(["query": "warblers", "kinds": ["note"]], fixture.context).text.contains("[S"))
        let post = BoardPostTool(board: fixture.board, sources: [given])
        func finding(_ source: EntryID) -> JSON {
            let quote: JSON = ["source": .string(source.description), "exact": "Bitterns were not seen."]
            return ["kind": "finding", "title": "There were no bitterns.", "quotes": [quote]]
        }
        let error = await #expect(throws: AgentError.self) { try await post.run(finding(other), fixture.context) }
        #expect(error?.message.contains("which are: \(given)") == true)
        #expect(try await post.run(finding(given), fixture.context).text.contains("Posted as [F1]"))
    }

    @Test(
        arguments: [
            (["kind": "finding", "title": "x"], "needs a quote"), (["kind": "report", "title": "x"], "'kind'"),
            (["kind": "note", "title": " "], "'title'"),
            (["kind": "note", "title": "x", "links": [["rel": "about", "to": "Q9"]]], "Q9"),
            (["kind": "note", "title": "x", "links": [["rel": "likes", "to": "Q9"]]], "'rel'"),
            (["kind": "finding", "title": "x", "quotes": [["source": "Z1", "exact": "y"]]], "'source'"),
        ] as [(JSON, String)]
    )
    func `a wrong post is refused with what is wrong`(arguments: JSON, expected: String) async throws {
        #expect(await (try ToolFixture()).failure("board_post", arguments)?.contains(expected) == true)
    }

    @Test func `entries are linked once`() async throws {
        let fixture = try ToolFixture()
        for title in ["a", "b"] { _ = try await fixture.call("board_post", ["kind": "note", "title": .string(title)]) }
        for _ in 0..<2 {
            _ = try await fixture.call("board_link", ["from": "N1", "rel": "contradicts", "to": "N2"])
        }
        let links = try await fixture.board.entry(EntryID(.note, 1)).content.links
        #expect(links == [Link(.contradicts, EntryID(.note, 2))])
    }

    @Test func `a fence that a source leaves open hides no other, and is told`() async throws {
        let fixture = try ToolFixture()
        _ = try await fixture.source(
            "The warblers sing <think> all day. " + String(repeating: "They stay. ", count: 50)
        )
        _ = try await fixture.source("The warblers nest in reeds.", uri: "file:///reeds.txt")
        // As the agent gets it.
        let found = TextGuard.clean(try await fixture.call("board_search", ["query": "warblers"]).text)
        #expect(found.contains("[S1]") && found.contains("[S2]") && found.contains("nest in reeds"))
        let read = TextGuard.clean(try await fixture.call("board_read", ["id": "S1", "length": 300]).text)
        #expect(read.contains("go on with offset 300"))
        #expect(read.contains("The warblers sing") && read.contains("[left out: 1 of") && read.contains("[end of data"))
    }

    @Test func `secrets do not reach the board`() async throws {
        let fixture = try ToolFixture()
        let key = "sk-proj-" + String(repeating: "aB3", count: 16)
        _ = try await fixture.call("remember", ["lesson": "The key works.", "detail": .string("It is \(key).")])
        let lesson = try await fixture.board.entry(EntryID(.lesson, 1))
        #expect(!lesson.content.body.contains(key))
    }

    @Test func `a result over the cap is cut, and the rest can be read on`() async throws {
        let fixture = try ToolFixture()
        let long = (0..<4_000).map { "line \($0) ü\n" }.joined()
        let tool = StubTool { _ in ToolOutput(long) }
        let model = ScriptedModel([.call("look"), .text("Read.")])
        let limits = AgentLimits(resultTokens: 500)
        let brief = AgentBrief(task: AgentTask(id: "t", goal: "Read."))
        _ = await Agent(brief, model: model, tools: [tool], limits: limits, archive: fixture.archive).run()
        guard case .tools(let results)? = model.requests.last?.messages.last else {
            Issue.record("no results")
            return
        }
        let content = results[0].content
        #expect(content.utf8.count < 2_300)
        let name = try #require(content.split(separator: "\"").first { $0.count == 16 && $0.allSatisfy(\.isHexDigit) })
        var all = String(content.prefix { $0 != "[" }.dropLast())
        while all.utf8.count < long.utf8.count {
            let part = try await fixture.call(
                "board_read",
                ["id": .string(String(name)), "offset": .int(all.utf8.count), "length": 24_000]
            )
            all += part.text.split(separator: "\n[", maxSplits: 1)[0]
        }
        #expect(all == long)
    }

    @Test func `the user is asked, and nobody there is told`() async throws {
        let fixture = try ToolFixture()
        #expect(try await fixture.call("ask_user", ["question": "All of it?"]).text == "Yes.")
        #expect(try await fixture.call("ask_user", ["question": "Is nobody there?"]).text.contains("Nobody"))
    }
}
