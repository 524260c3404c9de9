import Core
import TestSupport
import Testing

/// Names and addresses that lead inside, with the program as it is without any configuration: the internet is the test's.
@Suite struct HostileNetworkTests {
    /// An address of the internet, at which a server of the test answers.
    private static let outside = "93.184.216.34"
    /// Another one, at which nobody does.
    private static let silent = "93.184.216.35"

    private let slate: SlateProgram
    /// What is on this computer and must not be asked.
    private let inner: ScriptedServer
    /// What stands for the address outside: each answer ends its connection, so that the next needs a look-up.
    private let outer: ScriptedServer

    init() throws {
        slate = try SlateProgram()
        inner = try ScriptedServer(.respond(200, ["Content-Type: text/plain"], Array("the inner secret".utf8)))
        let port = inner.port
        outer = try ScriptedServer { request in
            switch request.target {
            case "/robots.txt": [.respond(404, ["Connection: close"]), .close]
            case "/again": [.respond(302, ["Connection: close", "Location: /page"]), .close]
            case "/inward": [.respond(302, ["Connection: close", "Location: http://inside.example:\(port)/"]), .close]
            default:
                [.respond(200, ["Connection: close", "Content-Type: text/plain"], Array("Peat is wet.".utf8)), .close]
            }
        }
    }

    private var trace: Path { slate.folder.path.appending("lookups") }

    private func network(_ names: [String: [[String]]]) -> [String: String] {
        let routes = [Self.outside: outer.port, Self.silent: 1]
        let network = ScriptedNetwork(names: names, routes: routes, trace: trace)
        return network.environment.merging(["SLATE_FETCH_INTERVAL_MS": "0"]) { $1 }
    }

    private func url(_ host: String, _ path: String = "/page") -> String { "http://\(host):\(inner.port)\(path)" }

    private func expectRefused(_ outcome: SlateProgram.Outcome, _ address: String, _ comment: Comment = "") {
        #expect(outcome.status == 1, "\(comment) \(outcome)")
        #expect(outcome.errors.contains("\(address), which must not be connected to"), "\(comment) \(outcome.errors)")
        #expect(inner.counts.connections == 0, comment)
    }

    @Test func `a page outside is fetched, by its name`() throws {
        let outcome = try slate.run(
            ["ingest", url("rebind.example")],
            environment: network(["rebind.example": [[Self.outside]]])
        )
        #expect(outcome.status == 0, "\(outcome)")
        #expect(outer.counts.requests.map(\.target) == ["/robots.txt", "/page"] && inner.counts.connections == 0)
    }

    static let rebindings = [
        (page: "/page", before: 1, after: "127.0.0.1"), (page: "/again", before: 2, after: "127.0.0.1"),
        (page: "/page", before: 1, after: "169.254.169.254"), (page: "/page", before: 1, after: "::1"),
        (page: "/page", before: 1, after: "::ffff:127.0.0.1"), (page: "/page", before: 1, after: "10.0.0.1"),
    ]

    @Test(arguments: rebindings)
    func `a name that stands for another address the next time is refused there`(
        page: String,
        before: Int,
        after: String
    ) throws {
        let answers = Array(repeating: [Self.outside], count: before) + [[after]]
        let environment = network(["rebind.example": answers])
        let outcome = try slate.run(["ingest", url("rebind.example", page)], environment: environment)
        expectRefused(outcome, after)
        // It was asked as often as its name stood for what is outside, and looked up once more.
        #expect(outer.counts.requests.count == before)
        let looked = answers.map { "rebind.example \($0.joined())" }
        #expect(try ScriptedNetwork.lookups(in: trace) == looked)
    }

    @Test(arguments: [
        (["93.184.216.35", "127.0.0.1"], "127.0.0.1"), (["127.0.0.1", "::1"], "127.0.0.1"), (["0.0.0.0"], "0.0.0.0"),
        (["93.184.216.35", "192.168.1.1", "fd00:ec2::254"], "192.168.1.1"),
    ])
    func `of a name with several addresses none inside is connected to`(addresses: [String], named: String) throws {
        let outcome = try slate.run(
            ["ingest", url("many.example")],
            environment: network(["many.example": [addresses]])
        )
        expectRefused(outcome, named)
    }

    @Test func `a redirect to a name that stands for this computer is not followed`() throws {
        let names = ["start.example": [[Self.outside]], "inside.example": [["127.0.0.1"]]]
        let outcome = try slate.run(["ingest", url("start.example", "/inward")], environment: network(names))
        expectRefused(outcome, "127.0.0.1")
        #expect(outer.counts.requests.map(\.target) == ["/robots.txt", "/inward"])
    }

    @Test func `no way to write the address of this computer leads there`() throws {
        let hosts = [
            "127.0.0.1", "127.0.0.1.", "localhost", "LOCALHOST", "localhost.", "2130706433", "0x7f000001", "0x7f.1",
            "0177.0.0.1", "127.1", "127.255.255.254", "0.0.0.0", "0", "[::1]", "[::]", "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]", "[64:ff9b::7f00:1]", "%6c%6f%63alhost", "1\u{FF12}7.0.0.1",
            "127.0.0.1%00.example.org", "user@127.0.0.1", "example.org@127.0.0.1",
        ]
        let outcome = try slate.run(["ingest"] + hosts.map { url($0) }, environment: network([:]), seconds: 120)
        #expect(outcome.status == 1 && inner.counts.connections == 0, "\(outcome)")
        let told = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("warning: skipped: ") }
        #expect(told.count == hosts.count, "\(outcome.errors)")
    }

    @Test func `a researcher that is sent inside is told so, and the run ends well`() throws {
        try Velm.write(for: slate)
        let address = url("rebind.example")
        let models = try ResearchServer { request in
            guard request.role == .researcher, request.part.contains(Velm.topics[0].question) else { return nil }
            return request.results.isEmpty ? .call("fetch_url", ["url": .string(address)]) : .text("It cannot be read.")
        }
        _ = try slate.run(["ingest", "velm"])
        let command = ["report", Velm.question, "-o", "r.md"] + models.options
        let outcome = try slate.run(command, environment: network(["rebind.example": [[Self.outside], ["127.0.0.1"]]]))
        #expect(outcome.status == 0, "\(outcome)")
        #expect(inner.counts.connections == 0 && outer.counts.requests.map(\.target) == ["/robots.txt"])
        #expect(models.bodies.contains { $0.contains("127.0.0.1, which must not be connected to") })
        let text = try slate.read("r.md")
        #expect(text.contains("No finding answers: \(Velm.topics[0].question)"), "\(text)")
        for topic in Velm.topics.dropFirst() { #expect(text.contains(topic.words.dropLast()), "\(text)") }
        #expect(!text.contains("inner secret"))
        #expect(try slate.run(["verify", "r.md", "--strict"]).status == 0)
    }
}
