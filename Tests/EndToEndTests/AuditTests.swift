import Core
import TestSupport
import Testing

/// `slate audit` on the command line.
@Suite struct AuditTests {
    private let slate: SlateProgram

    init() throws { slate = try SlateProgram() }

    @Test func `no decision is no error`() throws {
        let outcome = try slate.run(["audit"])
        #expect(outcome.status == 0 && outcome.output.isEmpty && outcome.errors.contains("nothing was decided"))
        #expect(!FileSystem.exists(slate.home.appending("audit.jsonl")))
    }

    @Test func `decisions are shown, the latest last, and nothing in them steers the terminal`() throws {
        let line =
            #"{"time":"2026-01-31T12:00:00.000Z","run":"01J","agent":"A3","role":"writer","subagent":true,"#
            + #""tool":"write_\u001b[2Jfile","class":"write","decision":"denied","by":"configuration","arguments":{"path":"x"}}"#
        try slate.folder.write("home/audit.jsonl", "{\"tool\":\"old\"}\n\(line)\n")
        let shown = try slate.run(["audit", "--limit", "1"])
        #expect(
            shown.output
                == "2026-01-31T12:00:00.000Z  denied    by configuration  writer A3  write  write_file {\"path\":\"x\"}\n"
        )
        let object = try JSON(parsing: try slate.run(["audit", "--json"]).output)
        #expect(object["decisions"]?.array?.map { $0["agent"]?.string } == [nil, "A3"])
    }
}
