import Core
import Glibc
import TestSupport
import Testing

/// The board on a full screen.
@Suite(.serialized) struct BrowseTests {
    private let slate: SlateProgram

    init() throws {
        slate = try SlateProgram()
        _ = try slate.run(["ingest", demoFolder])
        _ = try slate.run(["ask", "Which birds returned to the Velm?"])
    }

    private func start(columns: UInt16 = 100) throws -> PseudoTerminal {
        let terminal = try PseudoTerminal(slate, ["board", "browse"], columns: columns)
        #expect(terminal.waitFor("\u{1B}[?1049h") && terminal.waitFor("q or Esc leave"))
        return terminal
    }

    private func leave(_ terminal: PseudoTerminal) {
        terminal.type("q")
        #expect(terminal.waitFor("\u{1B}[?1049l"))
        #expect(terminal.exitStatus() == 0)
    }

    @Test func `a person filters, reads, follows links and comes back`() throws {
        let terminal = try start()
        let before = terminal.flags
        terminal.type("council")
        #expect(terminal.waitFor("filter: council") && terminal.waitFor("S3"))
        terminal.type("\u{1B}")
        #expect(terminal.waitFor("all entries"))
        terminal.type("f1")
        #expect(terminal.waitFor("filter: f1") && terminal.waitFor("quotes S"))
        terminal.type("\r")
        #expect(terminal.waitFor("Backspace back"))
        terminal.type("\t\r")
        #expect(terminal.waitFor("source, current"))
        terminal.type("\u{7F}")
        #expect(terminal.waitFor("finding, supported"))
        leave(terminal)
        #expect(terminal.flags != before)
    }

    @Test func `what others do shows at once`() throws {
        let terminal = try start()
        #expect(try slate.run(["board", "add", "--kind", "note", "--title", "Brand new"]).status == 0)
        #expect(terminal.waitFor("Brand new"))
        leave(terminal)
    }

    @Test func `another size is another screen`() throws {
        let terminal = try start()
        terminal.resize(columns: 40, lines: 12)
        #expect(terminal.waitFor("\u{1B}[12;1H") && terminal.waitFor("type to filter"))
        leave(terminal)
    }

    @Test func `an entry cannot steer the terminal`() throws {
        _ = try slate.run(["board", "add", "--kind", "note", "--title", "x\u{1B}]0;evil\u{7}y", "--body", "\u{1B}[2Jz"])
        let terminal = try start()
        #expect(terminal.screen.contains("evil"))
        leave(terminal)
        #expect(!terminal.screen.contains("\u{1B}]0;") && !terminal.screen.contains("\u{1B}[2Jz"))
    }

    @Test(arguments: ["", "board browse"])
    func `who is ended gives the terminal back`(words: String) throws {
        let command = "sh -c 'echo $$ > pid; exec \(SlateProgram.executable) \(words)'; echo over; read x"
        let terminal = try PseudoTerminal(slate, ["-c", command], program: "/bin/sh")
        let before = terminal.flagsBefore
        #expect(terminal.waitFor(words.isEmpty ? "slate> " : "Esc leave"))
        #expect(waitUntil(seconds: 10) { terminal.flags != before })
        let process = try slate.read("pid").split(separator: "\n").compactMap { Int32($0) }.first
        kill(try #require(process), SIGTERM)
        #expect(terminal.waitFor("over"))
        #expect(terminal.flags == before)
    }

    @Test func `without a terminal it says what to do instead`() throws {
        let result = try slate.run(["board", "browse"])
        #expect(result.status == 1 && result.errors.contains("board list"))
    }
}
