import HTTP
import TestSupport
import Testing

@testable import Web

@Suite(.timeLimit(.minutes(1)))
struct RobotsTests {
    private static let cases: [(String, allowed: [String], denied: [String])] = [
        ("", ["/", "/a"], []), ("User-agent: *\nDisallow:", ["/a"], []),
        ("User-agent: *\nDisallow: /", ["/robots.txt"], ["/", "/a?b"]),
        ("user-AGENT : *\r\ndisallow : /a # why\r\n", ["/b"], ["/a", "/ab", "/a/b"]),
        ("User-agent: *\nDisallow: /\n\nUser-agent: slate\nDisallow: /x", ["/", "/a"], ["/x"]),
        ("User-agent: Slate/2.0\nDisallow: /x\nUser-agent: *\nDisallow: /", ["/a"], ["/x"]),
        (
            "User-agent: slate\nDisallow: /x\nUser-agent: b\nDisallow: /y\nUser-agent: slate\nDisallow: /z", ["/y"],
            ["/x", "/z"]
        ),
        ("User-agent: other\nUser-agent: slate\nDisallow: /x", ["/y"], ["/x"]),
        ("User-agent: slates\nDisallow: /", ["/a"], []),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b\nAllow: /c\nDisallow: /c", ["/a/b/c", "/c"], ["/a/c"]),
        (
            "User-agent: *\nDisallow: /*.pdf$\nDisallow: /x*y", ["/a.pdfx", "/xz"],
            ["/a.pdf", "/b/c.pdf", "/x/y", "/xyz"]
        ),
        ("User-agent: *\nDisallow: /a$", ["/a/", "/ab"], ["/a"]),
        ("User-agent: *\nDisallow: *?print", ["/a"], ["/a?print=1"]),
        ("User-agent: *\nDisallow: /ü%41%2f", ["/u"], ["/%C3%BCA%2F", "/%c3%bc%41%2fx"]),
        ("Disallow: /\nSitemap: x\nnonsense\n\u{FEFF}", ["/a"], []),
        ("\u{FEFF}User-agent: *\nDisallow: /a", ["/b"], ["/a"]),
    ]

    @Test(arguments: cases)
    func `the rules are those of RFC 9309`(file: String, allowed: [String], denied: [String]) {
        let rules = RobotsRules(Array(file.utf8), agent: "slate")
        for target in allowed { #expect(rules.allows(target), "\(target)") }
        for target in denied { #expect(!rules.allows(target), "\(target)") }
    }

    /// A pattern by the book: all ways to divide the target among its stars.
    private func fits(_ pattern: Substring, _ target: Substring) -> Bool {
        guard let first = pattern.first else { return true }
        if pattern == "$" { return target.isEmpty }
        if first == "*" {
            return target.indices.contains { fits(pattern.dropFirst(), target[$0...]) } || fits(pattern.dropFirst(), "")
        }
        return target.first == first && fits(pattern.dropFirst(), target.dropFirst())
    }

    @Test func `patterns fit what they fit by the book`() {
        var random = SeededGenerator(seed: 9_309)
        for _ in 0..<2_000 {
            let pattern =
                "/"
                + String(
                    (0..<Int.random(in: 0...6, using: &random)).map { _ in "ab*/".randomElement(using: &random) ?? "a" }
                )
                + (Bool.random(using: &random) ? "$" : "")
            let target =
                "/"
                + String(
                    (0..<Int.random(in: 0...7, using: &random)).map { _ in "ab/".randomElement(using: &random) ?? "a" }
                )
            let rules = RobotsRules(Array("User-agent: *\nDisallow: \(pattern)".utf8), agent: "slate")
            #expect(rules.allows(target) != fits(pattern[...], target[...]), "\(pattern) \(target)")
        }
    }

    @Test func `no bytes bring the reader down`() {
        var random = SeededGenerator(seed: 42)
        for _ in 0..<500 {
            let bytes = (0..<200).map { _ in "user-agent: *dislow/%$#\n\r\u{80}".utf8.randomElement(using: &random) ?? 0
            }
            _ = RobotsRules(bytes, agent: "slate").allows("/a%2")
        }
    }

    @Test func `a page that is not to be fetched is not asked for`() async throws {
        let server = try ScriptedServer(pages: [
            "/robots.txt": [.page("User-agent: *\nDisallow: /private", type: "text/plain")],
            "/private/a": [.page("<p>no</p>")], "/a": [.page("<p>yes</p>")],
        ])
        let fixture = try WebFixture()
        let error = await fixture.failure(server.url("/private/a"))
        #expect(error?.code == .deniedByRobots && error?.message.contains("127.0.0.1") == true)
        #expect(await fixture.failure(server.url("/a")) == nil)
        #expect(server.targets == ["/robots.txt", "/a"])
    }

    @Test func `a redirect to a page that is not to be fetched is not followed`() async throws {
        let server = try ScriptedServer(pages: [
            "/robots.txt": [.page("User-agent: *\nDisallow: /private", type: "text/plain")],
            "/a": [.redirect(to: "/private/a")], "/private/a": [.page("<p>no</p>")],
        ])
        #expect(await WebFixture.failing(server.url("/a"))?.code == .deniedByRobots)
        #expect(server.targets == ["/robots.txt", "/a"])
    }

    @Test func `it can be turned off`() async throws {
        let server = try ScriptedServer(pages: [
            "/robots.txt": [.page("User-agent: *\nDisallow: /", type: "text/plain")], "/a": [.page("<p>yes</p>")],
        ])
        #expect(await (try WebFixture { $0.obeysRobots = false }).failure(server.url("/a")) == nil)
        #expect(server.targets == ["/a"])
    }

    @Test(arguments: [(404, true), (403, true), (401, true), (500, false), (503, false), (429, false)])
    func `a file that is not there allows all, a server that fails nothing`(status: Int, isAllowed: Bool) async throws {
        let server = try ScriptedServer(pages: ["/robots.txt": [.respond(status)], "/a": [.page("<p>x</p>")]])
        let error = await WebFixture.failing(server.url("/a"))
        #expect(error?.code == (isAllowed ? nil : .deniedByRobots))
    }

    @Test func `the file is read once a day, also where many pages are fetched at once`() async throws {
        let server = try ScriptedServer { request in
            request.target == "/robots.txt" ? [.pause(0.05), .respond(404)] : [.page("<p>x</p>")]
        }
        let fixture = try WebFixture()
        func fetchSome() async {
            await withTaskGroup { group in
                for index in 0..<8 { group.addTask { _ = await fixture.failure(server.url("/\(index)")) } }
            }
        }
        await fetchSome()
        #expect(server.targets.count { $0 == "/robots.txt" } == 1)
        fixture.time.advance(.seconds(90_000))
        await fetchSome()
        #expect(server.targets.count { $0 == "/robots.txt" } == 2 && server.targets.count == 18)
    }

    @Test func `a file may be elsewhere, and no longer than is read`() async throws {
        let long = String(repeating: "# padding\n", count: 60_000) + "User-agent: *\nDisallow: /"
        let server = try ScriptedServer(pages: [
            "/robots.txt": [.redirect(to: "/r", status: 301)], "/r": [.page(long, type: "text/plain")],
            "/a": [.page("<p>x</p>")],
        ])
        #expect(await WebFixture.failing(server.url("/a")) == nil)
        #expect(server.targets == ["/robots.txt", "/r", "/a"])
    }
}
