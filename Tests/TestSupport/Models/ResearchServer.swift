package import Core
import Synchronization

/// A server of models that plays planner, researchers, writer and critic, from what each request says and nothing else.
package struct ResearchServer {
    package enum Role: Sendable {
        case planner, researcher, writer, critic
    }

    /// A request as its model would read it.
    package struct Request: Sendable {
        package let role: Role
        /// Its place among all requests, from 1.
        package let number: Int
        /// The first message of the user.
        package let text: String
        /// The results of tools so far.
        package let results: [String]
        package let body: String

        /// The lines of JSON in the text.
        package var items: [JSON] {
            // Most lines are no JSON.
            text.split(separator: "\n").compactMap { try? JSON(parsing: String($0)) }
        }

        /// The findings that a writer is given, by id and quote.
        package var findings: [(id: String, part: String, quote: String)] {
            items.compactMap { item in
                guard let id = item["id"]?.string, let quote = item["quotes"]?.array?.first?.string else { return nil }
                return (id, item["part"]?.string ?? "", quote)
            }
        }

        /// The id of the question that a researcher is to link its findings to.
        package var question: String? {
            let line = text.split(separator: "\n").first { $0.hasPrefix("Link each finding to ") }
            return line?.split(separator: " ").first { $0.first == "Q" }.map(String.init)
        }

        /// What a researcher is asked.
        package var part: String {
            text.split(separator: "\n").first { $0.contains("Find out, and post as findings") }.map(String.init) ?? ""
        }
    }

    /// What a test has answered instead of the honest answer; nothing for that.
    package typealias Rule = @Sendable (Request) -> AgentServer.Reply?

    package let server: ScriptedServer

    /// Starts a server.
    ///
    /// - Parameters:
    ///   - latency: How long each answer takes, in seconds.
    ///   - rule: Answers in another way than an honest team would.
    /// - Throws: An error if there is no port.
    package init(latency: Double = 0, _ rule: @escaping Rule = { _ in nil }) throws {
        let counter = Atomic(0)
        let count: @Sendable () -> Int = { counter.add(1, ordering: .relaxed).newValue }
        server = try ScriptedServer { request in
            guard request.method == "POST" else { return [.respond(404)] }
            let read = Self.read(request.body, number: count())
            let steps = AgentServer.steps(rule(read) ?? Self.honest(read))
            return latency > 0 ? [.pause(latency)] + steps : steps
        }
    }

    /// The options that make slate ask this server.
    package var options: [String] { ["--model", "scripted", "--base-url", server.url("/v1")] }

    /// The bodies of all requests to models.
    package var bodies: [String] {
        server.counts.requests.filter { $0.method == "POST" }.map { String(decoding: $0.body, as: UTF8.self) }
    }

    private static func read(_ body: [UInt8], number: Int) -> Request {
        let json = try? JSON(parsing: String(decoding: body, as: UTF8.self))
        let messages = json?["messages"]?.array ?? []
        func texts(_ role: String) -> [String] {
            messages.filter { $0["role"]?.string == role }.compactMap { $0["content"]?.string }
        }
        let system = texts("system").first ?? ""
        let role: Role =
            if system.hasPrefix("You plan research") {
                .planner
            } else if system.hasPrefix("You write the answer") {
                .writer
            } else if system.hasPrefix("You check a draft") {
                .critic
            } else {
                .researcher
            }
        return Request(
            role: role,
            number: number,
            text: texts("user").first ?? "",
            results: texts("tool"),
            body: String(decoding: body, as: UTF8.self)
        )
    }

    // MARK: Honest answers

    /// What an honest model answers.
    package static func honest(_ request: Request) -> AgentServer.Reply {
        switch request.role {
        case .planner:
            let parts = Velm.topics.map { topic -> JSON in
                ["question": .string(topic.question), "known": [], "research": true]
            }
            return .text(JSON.object([JSON.Member("parts", .array(parts))]).text)
        case .researcher: return research(request)
        case .writer: return .text(draft(request))
        case .critic: return .text(judgements(request))
        }
    }

    private static func research(_ request: Request) -> AgentServer.Reply {
        // There is one source on each part; whoever is sent again to find another one says so.
        if request.text.contains("It was researched before") { return .text("There is no other source.") }
        let all = request.results.joined(separator: "\n")
        guard let topic = (Velm.topics + Velm.stations).first(where: { request.part.contains($0.question) }) else {
            return .text("I do not know what is asked.")
        }
        if all.contains("Posted as") || all.contains("has it already") { return .text("That is all.") }
        guard let found = request.results.first else {
            return .call("board_search", ["query": .string(topic.question), "kinds": ["source"], "limit": 30])
        }
        guard let source = source(titled: topic.title, in: found) else { return .text("Nothing was found.") }
        if request.results.count == 1 { return .call("board_read", ["id": .string(source)]) }
        return .call("board_post", finding(topic.words, of: source, answers: request.question))
    }

    /// The arguments that post a finding with one quote.
    package static func finding(
        _ words: String,
        of source: String,
        claim: String? = nil,
        answers: String? = nil
    ) -> JSON {
        [
            "links": .array(answers.map { [["rel": "answers", "to": .string($0)]] } ?? []), "kind": "finding",
            "title": .string(claim ?? words),
            "quotes": [["source": .string(source), "exact": .string(words)]],
        ]
    }

    /// The id of a source in what a search has given.
    package static func source(titled title: String, in results: String) -> String? {
        let line = results.split(separator: "\n").first { $0.hasPrefix("[S") && $0.hasSuffix(": \(title)") }
        return line.map { String($0.dropFirst().prefix { $0 != "]" }) }
    }

    /// A draft that quotes each finding in its part.
    package static func draft(_ request: Request, _ change: (String) -> String = { $0 }) -> String {
        let findings = request.findings
        func cited(_ finding: (id: String, part: String, quote: String)) -> String {
            "\(change(finding.quote)) [\(finding.id)]"
        }
        var text = "## Answer\n\n" + (findings.first.map(cited) ?? "Nothing.") + "\n"
        for part in Set(findings.map(\.part)).sorted() {
            text += "\n## \(part)\n\n" + findings.filter { $0.part == part }.map(cited).joined(separator: " ") + "\n"
        }
        return text
    }

    private static func judgements(_ request: Request) -> String {
        let items = request.items.compactMap { $0["number"]?.int }.map { number -> JSON in
            ["sentence": .int(number), "verdict": "supported", "reason": ""]
        }
        return JSON.object([JSON.Member("judgements", .array(items))]).text
    }
}
