import Core
import FoundationEssentials
import Glibc
import TestSupport
import Testing

/// The terminal while something is done.
@Suite(.serialized) struct WorkScreenTests {
    private let slate: SlateProgram

    init() throws {
        slate = try SlateProgram()
        _ = try slate.run(["ingest", demoFolder])
    }

    /// A conversation in which reading a PDF lasts until a file `go` is there.
    private func startSlow() throws -> PseudoTerminal {
        // A test run that is killed never says 'go'; then the program that waits for this one ends, and this one with it.
        let isWanted = "[ ! -e \"$HOME/go\" ] && kill -0 $PPID"
        let script = "#!/bin/sh\ntouch \"$HOME/started\"\nwhile \(isWanted); do sleep 0.02; done\necho text\n"
        let slow = try slate.folder.write("bin/pdftotext", script)
        chmod(slow.string, 0o700)
        try slate.folder.write("x.pdf", bytes: PDFFixture.make(["x"]))
        let terminal = try PseudoTerminal(slate, searchPath: slow.parent.string)
        #expect(terminal.waitFor("slate> "))
        terminal.type("/sources \(slate.folder.path)/x.pdf\n")
        #expect(waitUntil(seconds: 20) { FileSystem.exists(slate.folder.path.appending("started")) })
        return terminal
    }

    @Test func `a line that is typed meanwhile waits, and says so`() throws {
        let terminal = try startSlow()
        #expect(terminal.waitFor("Ctrl-C stops"))
        terminal.type("Which birds returned to the Velm?\n/he")
        #expect(terminal.waitFor("next: Which birds") && terminal.waitFor("> /he"))
        try slate.folder.write("go", "")
        #expect(terminal.waitFor("curlew") && terminal.waitFor("slate> ") && terminal.waitFor("/he"))
        terminal.type("lp quit\n")
        #expect(terminal.waitFor("so does Ctrl-D") && terminal.waitFor("slate> "))
        terminal.type("\u{4}")
        #expect(terminal.exitStatus() == 0)
    }

    @Test func `the status keeps to the terminal when that gets another size`() throws {
        let terminal = try startSlow()
        #expect(terminal.waitFor("Ctrl-C stops"))
        terminal.resize(columns: 30, lines: 8)
        terminal.type("x")
        #expect(terminal.waitFor("> x"))
        try slate.folder.write("go", "")
        #expect(terminal.waitFor("slate> "))
        terminal.type("\u{15}\u{4}")
        #expect(terminal.exitStatus() == 0)
    }

    @Test func `without colours there are none, neither in answers nor below them`() throws {
        let terminal = try PseudoTerminal(slate, columns: 40, variables: ["NO_COLOR": "1"])
        #expect(terminal.waitFor("slate> "))
        terminal.type("Which birds returned to the Velm?\n")
        #expect(terminal.waitFor("### Sources:") && terminal.waitFor("slate> "))
        terminal.type("\u{4}")
        #expect(terminal.exitStatus() == 0)
        for sequence in terminal.screen.components(separatedBy: "\u{1B}[").dropFirst() {
            #expect(sequence.first { $0.isLetter } != "m", "\(sequence.prefix(20))")
        }
    }

    @Test func `Ctrl-D meanwhile leaves when the work is done`() throws {
        let terminal = try startSlow()
        terminal.type("\u{4}")
        #expect(terminal.waitFor("then: leave"))
        try slate.folder.write("go", "")
        #expect(terminal.exitStatus() == 0)
    }

    @Test func `Ctrl-C twice leaves at once, and the terminal is as it was`() throws {
        let terminal = try startSlow()
        let before = terminal.flags
        // Two that come at the same moment are one to the system.
        for _ in 0..<8 {
            terminal.type("\u{3}")
            pause(microseconds: 3_000)
        }
        #expect(terminal.exitStatus(seconds: 5) == 130, "\(terminal.screen.suffix(200))")
        // The status is taken away by the last thing that is written.
        let last = terminal.screen.components(separatedBy: "Ctrl-C stops").last ?? ""
        #expect(!terminal.screen.contains("Ctrl-C stops") || last.contains("\u{1B}[J"))
        #expect(before != terminal.flags)
    }

    @Test func `Ctrl-C at any moment gives the prompt back and leaves the terminal whole`() throws {
        var generator = SeededGenerator(seed: 7)
        let terminal = try PseudoTerminal(slate)
        let before = terminal.flagsBefore
        #expect(terminal.waitFor("slate> "))
        for round in 0..<TestEffort.cases(50) {
            terminal.type(
                round % 3 == 0 ? "/report -o r\(round).md Which birds returned?\n" : "What did the dams cost?\n"
            )
            pause(microseconds: Int.random(in: 0...60_000, using: &generator))
            terminal.type("\u{3}")
            // The interrupt may have thrown away what was typed or shown so far, so that it is asked again.
            var isBack = false
            for _ in 0..<20 where !isBack {
                terminal.type("/help quit\n")
                isBack = terminal.waitFor("so does Ctrl-D", seconds: 1)
            }
            #expect(isBack, "\(round): \(terminal.screen.suffix(300))")
        }
        terminal.type("\u{15}\u{4}")
        #expect(terminal.exitStatus() == 0)
        #expect(terminal.flags == before)
        #expect(try slate.run(["board", "check"]).status == 0)
    }

    private func pause(microseconds: Int) {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        let end = time.tv_sec * 1_000_000 + time.tv_nsec / 1_000 + microseconds
        _ = waitUntil(seconds: 1) {
            clock_gettime(CLOCK_MONOTONIC, &time)
            return time.tv_sec * 1_000_000 + time.tv_nsec / 1_000 >= end
        }
    }
}
