import Core
import Glibc
import TestSupport
import Testing

/// `slate runs` on the command line.
@Suite struct RunsTests {
    private let slate: SlateProgram

    init() throws { slate = try SlateProgram() }

    private func runs() throws -> [JSON] {
        try JSON(parsing: try slate.run(["runs", "list", "--json"]).output)["runs"]?.array ?? []
    }

    @Test func `questions are runs, with how they ended, the latest first`() throws {
        #expect(try slate.run(["runs", "list"]).errors.contains("nothing was worked on yet"))
        _ = try slate.run(["ask", "What did the dams cost?", "--source", demoFolder])
        _ = try slate.run(["report", "Which zeppelins burned?", "-o", "z.md"])
        _ = try slate.run(["ask", "?!"])
        let runs = try runs()
        #expect(runs.map { $0["command"]?.string } == ["report", "ask"])
        #expect(runs.map { $0["state"]?.string } == ["failed", "done"])
        #expect(runs[1]["question"]?.string == "What did the dams cost?")
        #expect(runs[1]["options"]?["options"]?["source"]?.array == [.string(demoFolder)])
        let id = try #require(runs[1]["id"]?.string)
        let listed = try slate.run(["board", "list", "--run", id, "--json"])
        #expect(listed.output.contains("F1"), "entries carry the run: \(listed.output)")
        let shown = try slate.run(["runs", "show", String(id.suffix(10)).lowercased()])
        #expect(shown.status == 0 && shown.output.hasPrefix("\(id)  done  "))
        // No agent was at work.
        #expect(try slate.run(["runs", "export", id]).output.isEmpty)
        #expect(try FileSystem.names(in: slate.home.appending("runs")).isEmpty)
    }

    @Test func `what is wrong with a run's name or state is told`() throws {
        _ = try slate.run(["ask", "What did the dams cost?", "--source", demoFolder])
        let id = try #require(try runs().first?["id"]?.string)
        for (arguments, words) in [
            (["runs", "show", "nope!"], "there is no run"), (["runs", "export", "ZZZZZZZZ"], "there is no run"),
            (["runs", "cancel", id], "nothing to cancel"),
        ] {
            let result = try slate.run(arguments)
            #expect(result.status == 1 && result.errors.contains(words), "\(result.errors)")
        }
    }

    @Test func `a question cannot steer the terminal`() throws {
        _ = try slate.run(["ask", "What \u{1B}[2Jdid\u{202E} the dams cost?", "--source", demoFolder])
        let output = try slate.run(["runs", "list"]).output
        #expect(output.contains("did the dams cost?"))
        #expect(!output.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x202E })
    }

    @Test func `a killed run is seen as interrupted`() throws {
        let plan = FaultPlan(.killBefore, calls: [.open], pathPart: "/sources/.")
        let killed = try slate.run(["ask", "What did it cost?", "--source", demoFolder], environment: plan.environment)
        #expect(killed.status == 128 + SIGKILL)
        #expect(try runs().map { $0["state"]?.string } == ["interrupted"])
        #expect(try slate.run(["board", "check"]).status == 0)
    }

    @Test func `a running run is seen, and ends when another process says so`() async throws {
        let slow = try slate.folder.write("bin/pdftotext", "#!/bin/sh\ntouch \"$HOME/started\"\nexec sleep 60\n")
        chmod(slow.string, 0o755)
        let document = try slate.folder.write("a.pdf", "%PDF-1.4")
        let path = "\(slow.parent):/usr/local/bin:/usr/bin:/bin"
        async let asked = slate.runAside(
            ["ask", "What did it cost?", "--source", document.string],
            environment: ["PATH": path]
        )
        let started = slate.folder.path.appending("started")
        #expect(await eventually { FileSystem.exists(started) })
        let run = try #require(try runs().first)
        #expect(run["state"]?.string == "running")
        let cancelled = try slate.run(["runs", "cancel", run["id"]?.string ?? "", "--json"])
        #expect(try JSON(parsing: cancelled.output)["interrupted"]?.bool == true)
        let outcome = try await asked
        #expect(outcome.status == 130)
        #expect(try runs().map { $0["state"]?.string } == ["cancelled"])
    }

    @Test func `agents are shown as a tree with what their steps cost, and exported with all that was said`() throws {
        let probe = try slate.run(
            [slate.home.string, slate.folder.path.appending("log").string],
            program: SlateProgram.product("journal-probe").string
        )
        #expect(probe.status == 0)
        let id = try #require(try runs().first?["id"]?.string)
        let lines = try slate.run(["runs", "show", id]).output.split(separator: "\n").map(String.init)
        #expect(lines[0].contains("22 calls  242 tokens  cost unknown"))
        // The clock, four answers, four tools; three workers of each of two calls.
        #expect(lines[2].hasPrefix("  agent 0  9 steps  "))
        #expect(lines.count { $0.hasPrefix("    agent 0/") } == 6)
        #expect(lines.count { $0.contains("10+1 tokens") } == 22)
        let object = try JSON(parsing: try slate.run(["runs", "show", id, "--json"]).output)
        #expect(object["agents"]?.array?.count == 7 && object["run"]?["calls"]?.int == 22)
        let exported = try slate.run(["runs", "export", id]).output.split(separator: "\n")
        let agents = try exported.map { try JSON(parsing: String($0)) }
        #expect(agents.map { $0["agent"]?.string } == object["agents"]?.array?.map { $0["agent"]?.string })
        let roles = agents[0]["messages"]?.array?.map { $0["role"]?.string ?? "" }
        let turn = ["assistant", "tools"]
        #expect(roles == ["system", "user"] + turn + turn + turn + ["assistant"])
    }
}
