import Core
import TestSupport
import Testing

/// Answers that are small on the way and huge when they are unpacked.
@Suite(.timeLimit(.minutes(3)))
struct BombTests {
    /// The most that the program may have of memory, in MiB: it is built for debugging.
    private static let memory = 250

    struct Bomb: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let headers: [String]
        let start: [UInt8]
        /// What is sent after that, over and over.
        var more: [UInt8] = []
        var times = 0
        /// What the researcher is told of it.
        let words: String
        /// Whether its beginning is text.
        var isText = false
    }

    /// Ten gigabytes in some 70 MB: each step of 13 or 15 bits stands for 258 bytes, and so many bytes of them can be
    /// repeated without a seam.
    private static func plain(_ bytes: String, _ type: String, _ words: String, isText: Bool) -> Bomb {
        let start = GzipFixture.bomb(of: Array(bytes.utf8), count: 2 * 195 << 12)
        return Bomb(
            testDescription: "\(type) of \(bytes == "\0" ? "zeros" : bytes)",
            headers: ["Content-Type: \(type)", "Content-Encoding: gzip"],
            start: start,
            more: Array(start.suffix(195 << 12)),
            times: 90,
            words: words,
            isText: isText
        )
    }

    /// Ten gigabytes in half a megabyte.
    private static func twofold(_ headers: [String]) -> Bomb {
        let inner = GzipFixture.bomb(of: Array("peat ".utf8), count: 1_000)
        let start = GzipFixture.bomb(of: inner, repeating: 13, count: 500_000)
        return Bomb(
            testDescription: headers.joined(separator: ", "),
            headers: ["Content-Type: text/plain"] + headers,
            start: start,
            words: "answers in a compression that it was not offered"
        )
    }

    static let bombs = [
        plain("\0", "text/plain", "it is a binary file", isText: false),
        plain("peat is wet. ", "text/plain", "only the first 1000000 bytes of it were read", isText: true),
        plain("<b><div>", "text/html", "there is no text in it", isText: false),
        plain("[", "application/json", "only the first 1000000 bytes of it were read", isText: true),
        twofold(["Content-Encoding: gzip, gzip"]), twofold(["Content-Encoding: gzip", "Content-Encoding: gzip"]),
        twofold(["Transfer-Encoding: gzip", "Content-Encoding: gzip"]),
    ]

    @Test(arguments: bombs)
    func `a researcher that fetches ten gigabytes is told, and the run ends well, in little memory`(bomb: Bomb) throws {
        let slate = try SlateProgram()
        try Velm.write(for: slate)
        try slate.folder.write("home/config.yaml", "fetch: {allow_private: true, interval_ms: 0, max_bytes: 1000000}\n")
        let web = try ScriptedServer { request in
            guard request.target == "/bomb" else { return [.respond(404)] }
            let head = (["HTTP/1.1 200 OK"] + bomb.headers).map { $0 + "\r\n" }.joined() + "\r\n"
            return [.text(head), .send(bomb.start), .sendRepeatedly(bomb.more, times: bomb.times), .close]
        }
        let address = web.url("/bomb")
        let models = try ResearchServer { request in
            guard request.role == .researcher, request.part.contains(Velm.topics[0].question) else { return nil }
            return request.results.isEmpty ? .call("fetch_url", ["url": .string(address)]) : .text("That is all.")
        }
        _ = try slate.run(["ingest", "velm"])
        let peak = PeakMemory(slate.folder.path.appending("peak"))
        let outcome = try slate.run(
            ["report", Velm.question, "-o", "r.md"] + models.options,
            environment: peak.environment,
            seconds: 60
        )
        #expect(outcome.status == 0, "\(outcome)")
        let megabytes = try peak.megabytes()
        #expect((1..<Self.memory).contains(megabytes), "\(megabytes) MiB")
        #expect(models.bodies.contains { $0.contains(bomb.words) }, "\(models.bodies.last ?? "")")
        // The rest of it stays where it is.
        #expect(waitUntil { web.counts.open == 0 } && web.counts.bytesSent < 6 << 20, "\(web.counts.bytesSent)")
        let text = try slate.read("r.md")
        for topic in Velm.topics.dropFirst() { #expect(text.contains(topic.words.dropLast()), "\(text)") }
        let sources = try JSON(parsing: try slate.run(["board", "list", "--kind", "source", "--json"]).output)
        #expect(sources["results"]?.array?.count == Velm.topics.count + (bomb.isText ? 1 : 0))
        #expect(try slate.run(["verify", "r.md", "--strict"]).status == 0)
    }
}
