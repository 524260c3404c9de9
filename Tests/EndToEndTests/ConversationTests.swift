import Core
import Glibc
import TestSupport
import Testing

@Suite(.serialized) struct ConversationTests {
    private let slate: SlateProgram

    init() throws {
        slate = try SlateProgram()
        _ = try slate.run(["ingest", demoFolder])
    }

    @Test func `a person asks, looks around, reports and leaves`() throws {
        let terminal = try PseudoTerminal(slate)
        #expect(terminal.waitFor("12 sources") && terminal.waitFor("slate> "))
        terminal.type("Which birds returned to the Velm?\n")
        #expect(terminal.waitFor("curlew") && terminal.waitFor("Sources:") && terminal.waitFor("slate> "))
        terminal.type("/show F1\n")
        #expect(terminal.waitFor("finding, supported") && terminal.waitFor("slate> "))
        terminal.type("/board herons or snipes\n")
        #expect(terminal.waitFor("bird survey") && terminal.waitFor("slate> "))
        terminal.type("/report -o birds.md\n")
        #expect(terminal.waitFor("birds.md") && terminal.waitFor("slate> "))
        terminal.type("/verify\n")
        #expect(terminal.waitFor("0 not found") && terminal.waitFor("slate> "))
        terminal.type("\u{4}")
        #expect(terminal.exitStatus() == 0)
    }

    @Test func `commands and ids are completed`() throws {
        let terminal = try PseudoTerminal(slate)
        #expect(terminal.waitFor("slate> "))
        terminal.type("/sho\tS1\t\t")
        #expect(terminal.waitFor("/show ") && terminal.waitFor("S10  S11  S12"))
        terminal.type("2\n")
        #expect(terminal.waitFor("kind: ") && terminal.waitFor("slate> "))
        terminal.type("/quit\n")
        #expect(terminal.exitStatus() == 0)
    }

    @Test func `Ctrl-C clears the line and does not leave`() throws {
        let terminal = try PseudoTerminal(slate)
        #expect(terminal.waitFor("slate> "))
        terminal.type("half a question")
        #expect(terminal.waitFor("half a question"))
        terminal.type("\u{3}")
        #expect(terminal.waitFor("leaves") && terminal.waitFor("slate> "))
        terminal.type("/help\n")
        #expect(terminal.waitFor("/sources") && terminal.waitFor("slate> "))
        terminal.type("\u{4}")
        #expect(terminal.exitStatus() == 0)
    }

    @Test func `Ctrl-C cancels the work and keeps the conversation`() throws {
        let slow = try slate.folder.write("bin/pdftotext", "#!/bin/sh\ntouch \"$HOME/started\"\nexec sleep 60\n")
        chmod(slow.string, 0o700)
        try slate.folder.write("x.pdf", bytes: PDFFixture.make(["x"]))
        let terminal = try PseudoTerminal(slate, searchPath: slow.parent.string)
        #expect(terminal.waitFor("slate> "))
        terminal.type("/sources \(slate.folder.path)/x.pdf\n")
        #expect(waitUntil { FileSystem.exists(slate.folder.path.appending("started")) })
        terminal.type("\u{3}")
        #expect(terminal.waitFor("interrupted", seconds: 10) && terminal.waitFor("slate> "))
        terminal.type("Which birds returned to the Velm?\n")
        #expect(terminal.waitFor("curlew") && terminal.waitFor("slate> "))
        terminal.type("/quit\n")
        #expect(terminal.exitStatus() == 0)
    }

    @Test func `lines are remembered, for nobody else to read`() throws {
        let first = try PseudoTerminal(slate)
        #expect(first.waitFor("slate> "))
        first.type("/board unforgettable\n")
        #expect(first.waitFor("slate> "))
        first.type("/quit\n")
        #expect(first.exitStatus() == 0)
        let second = try PseudoTerminal(slate)
        #expect(second.waitFor("slate> "))
        second.type("\u{1B}[A\u{1B}[A")
        #expect(second.waitFor("unforgettable"))
        var status = stat()
        #expect(stat(slate.home.appending("history").string, &status) == 0 && status.st_mode & 0o777 == 0o600)
    }

    @Test func `a pipe is answered line by line, without a prompt`() throws {
        let result = try slate.run([], input: "Which birds returned to the Velm?\n/nonsense\n/show F1\n")
        #expect(result.output.contains("the curlew") && result.output.contains("finding, supported"))
        #expect(!result.output.contains("slate>") && result.errors.contains("no /nonsense"))
        #expect(result.status == 1)
    }
}
