import Core
import TestSupport
import Testing

/// `ask` and `report` with a server that plays all models.
@Suite struct ResearchModelTests {
    private func expectVerified(_ slate: SlateProgram) throws {
        let outcome = try slate.run(["verify", "r.md", "--strict"])
        #expect(outcome.status == 0, "\(outcome)")
    }

    @Test func `an honest team writes a cited report`() throws {
        let slate = try Velm.program("prices:\n  custom/scripted: {input: 10, output: 100}\n")
        let models = try ResearchServer()
        let outcome = try slate.run(Velm.report + models.options + ["--json"])
        #expect(outcome.status == 0, "\(outcome)")
        let json = try JSON(parsing: outcome.output)
        #expect(json["outcome"]?.string == "success" && json["claims"]?["not_found"]?.int == 0)
        let text = try slate.read("r.md")
        for topic in Velm.topics {
            #expect(text.contains(topic.words.dropLast()) && text.contains(topic.question), "\(text)")
        }
        for line in ["stop_reason: completed", "engine: custom/scripted", "not_found: 0, unchecked: 0"] {
            #expect(text.contains(line), "\(line) in \(text)")
        }
        #expect(models.bodies.count == Velm.calls, "\(models.bodies.count)")
        #expect(text.contains("calls: \(Velm.calls), input_tokens: \(Velm.calls * 100)"), "\(text.prefix(1_200))")
        try expectVerified(slate)
    }

    @Test func `where sources are given, others of the board do not come into the report`() throws {
        let slate = try Velm.program()
        // The same was read before from another place, and is found first.
        try Velm.write(Velm.topics, to: slate.folder.path.appending("before"))
        let models = try ResearchServer()
        let earlier = ["report", Velm.question, "--source", "before", "-o", "before.md"]
        #expect(try slate.run(earlier + models.options).status == 0)
        let outcome = try slate.run(Velm.report + models.options)
        #expect(outcome.status == 0, "\(outcome)")
        let text = try slate.read("r.md")
        for topic in Velm.topics { #expect(text.contains(topic.words.dropLast()), "\(text)") }
        #expect(text.contains("/velm/0.md") && !text.contains("<file://\(slate.folder.path)/before/"), "\(text)")
        try expectVerified(slate)
    }

    @Test func `an answer has the form of the contract`() throws {
        let slate = try Velm.program()
        let models = try ResearchServer()
        let outcome = try slate.run(["ask", Velm.question, "--source", "velm", "--json"] + models.options)
        let json = try JSON(parsing: outcome.output)
        #expect(outcome.status == 0, "\(outcome)")
        #expect(json["question"]?.string == Velm.question && json["engine"]?.string == "custom/scripted")
        #expect(json["outcome"]?.string == "success" && json["exit_reason"]?.string == "completed")
        let citations = try #require(json["citations"]?.array)
        #expect(citations.count == 4)
        for citation in citations {
            #expect(citation["check"]?.string == "found" && citation["uri"]?.string?.hasPrefix("file://") == true)
            let label = try #require(citation["label"]?.string)
            #expect(json["answer"]?.string?.contains("[\(label)]") == true)
            for key in ["source", "finding", "title", "quote"] { #expect(citation[key]?.string?.isEmpty == false) }
            #expect((citation["end"]?.int ?? 0) > (citation["start"]?.int ?? 0))
        }
        #expect(json["gaps"]?.array == [] && json["run"]?.string?.isEmpty == false)
        #expect(json["usage"]?["calls"]?.int == models.bodies.count && json["seconds"] != nil)
    }

    struct Lie: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// What must not be in the report.
        let lies: [String]
        let rule: ResearchServer.Rule
    }

    static let lies = [
        Lie(testDescription: "researcher: altered quote", lies: ["64 percent"]) { request in
            posting(request, "Rewetting cut the emissions of the Velm bog by 64 percent between 2017 and 2022.", nil)
        },
        Lie(testDescription: "researcher: fabricated source", lies: ["[S77", "Velm costs nothing"]) { request in
            posting(request, "The Velm costs nothing.", "S77")
        },
        Lie(testDescription: "researcher: a claim that its quote does not hold", lies: ["71"]) { request in
            guard request.role == .researcher, request.results.count == 2 else { return nil }
            let words = Velm.topics.first { request.part.contains($0.question) }?.words ?? ""
            let source = request.results[0].drop { $0 != "[" }.dropFirst().prefix { $0 != "]" }
            return .call(
                "board_post",
                ResearchServer.finding(words, of: String(source), claim: "It was 71 of all that was wanted.")
            )
        },
        Lie(testDescription: "writer: altered number", lies: ["63 percent", "4.3 million", "15 pairs", "7 centim"]) {
            writing($0) { quote in
                quote.split(separator: " ").map { word in
                    switch word {
                    case "62": "63"
                    case "4.2": "4.3"
                    case "14": "15"
                    case "6": "7"
                    default: String(word)
                    }
                }
                .joined(separator: " ")
            }
        },
        Lie(testDescription: "writer: fabricated sources", lies: ["F99", "F98", "Miller", "example.org", "S44"]) {
            request in
            guard request.role == .writer else { return nil }
            return .text(
                ResearchServer.draft(request)
                    + "\nIt is the best bog of all [F99]. It was shown again [S44]. It is liked, see https://example.org/x "
                    + "[F98]. Miller (2021) says that it is so.\n"
            )
        },
        Lie(testDescription: "writer: a quote in its own words", lies: ["utterly dry"]) { request in
            guard request.role == .writer else { return nil }
            let id = request.findings.first?.id ?? ""
            return .text(ResearchServer.draft(request) + "\nIt says “the bog was utterly dry and lost” [\(id)].\n")
        },
        Lie(testDescription: "writer: no citation", lies: ["900 wolves"]) { request in
            guard request.role == .writer else { return nil }
            return .text(ResearchServer.draft(request) + "\nThere are 900 wolves in the Velm bog.\n")
        },
    ]

    private static func posting(
        _ request: ResearchServer.Request,
        _ words: String,
        _ source: String?
    ) -> AgentServer.Reply? {
        guard request.role == .researcher, request.part.contains(Velm.topics[0].question), request.results.count == 2
        else { return nil }
        let title = Velm.topics[0].title
        let id = source ?? ResearchServer.source(titled: title, in: request.results[0]) ?? ""
        return .call("board_post", ResearchServer.finding(words, of: id))
    }

    private static func writing(_ request: ResearchServer.Request, _ change: (String) -> String) -> AgentServer.Reply? {
        request.role == .writer ? .text(ResearchServer.draft(request, change)) : nil
    }

    @Test(arguments: lies)
    func `what is made up does not reach the report`(lie: Lie) throws {
        let slate = try Velm.program()
        let models = try ResearchServer(lie.rule)
        let outcome = try slate.run(Velm.report + models.options)
        #expect(outcome.status == 0 || outcome.status == 1, "\(outcome)")
        let text = try slate.read("r.md")
        // An identifier in the front matter may have any two characters.
        let body = text[(text.firstRange(of: "\n---\n")?.upperBound ?? text.startIndex)...]
        let said = body.prefix(upTo: body.firstRange(of: "## Not established")?.lowerBound ?? body.endIndex)
        for words in lie.lies { #expect(!said.contains(words), "\(words) in \(text)") }
        try expectVerified(slate)
    }
}
