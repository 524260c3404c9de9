import Core
import FoundationEssentials
import Glibc
import Processes
import TestSupport
import Testing

/// What commands show on a terminal, and what they do when nobody looks any more.
@Suite(.serialized) struct TerminalOutputTests {
    private let slate: SlateProgram

    init() throws { slate = try SlateProgram() }

    private func ingest(_ arguments: [String] = [], _ variables: [String: String] = [:]) throws -> String {
        let terminal = try PseudoTerminal(slate, ["ingest", demoFolder] + arguments, variables: variables)
        #expect(terminal.exitStatus() == 0)
        return terminal.screen
    }

    @Test func `progress is shown on a terminal and taken away at the end`() throws {
        let screen = try ingest()
        #expect(screen.contains("█") && screen.contains("12/12"))
        let afterBar = try #require(screen.components(separatedBy: "\r\u{1B}[K").last)
        #expect(!afterBar.contains("█") && afterBar.contains("12 added"))
    }

    @Test func `progress is not shown to those who want it quiet`() throws {
        #expect(try !ingest(["--quiet"]).contains("█"))
    }

    @Test func `a terminal that cannot be moved about on gets no control sequences`() throws {
        #expect(try !ingest([], ["TERM": "dumb"]).contains("\u{1B}"))
    }

    @Test(
        arguments: [
            ([], [:], true), (["--color", "never"], [:], false), ([], ["NO_COLOR": "1"], false),
            ([], ["NO_COLOR": ""], true), (["--color=always"], ["NO_COLOR": "1"], true),
        ] as [([String], [String: String], Bool)]
    )
    func `colour is for terminals, and for those who want it`(
        arguments: [String],
        variables: [String: String],
        isColoured: Bool
    ) throws {
        #expect(try ingest(["--quiet"] + arguments, variables).contains("\u{1B}[1m") == isColoured)
    }

    @Test(arguments: [20, 60, 200])
    func `help keeps to the width of the terminal`(columns: UInt16) throws {
        let terminal = try PseudoTerminal(slate, ["ask", "--help"], columns: columns)
        #expect(terminal.exitStatus() == 0)
        let widest = terminal.screen.split(whereSeparator: \.isNewline).map(\.count).max() ?? 0
        #expect(widest > 0 && widest <= max(60, min(Int(columns), 100)))
    }

    @Test func `Ctrl-C ends a command with the status of an interruption, and the board stays sound`() throws {
        let slow = try slate.folder.write("bin/pdftotext", "#!/bin/sh\ntouch \"$HOME/started\"\nexec sleep 60\n")
        chmod(slow.string, 0o700)
        try slate.folder.write("x.pdf", bytes: PDFFixture.make(["x"]))
        let terminal = try PseudoTerminal(slate, ["ingest", "x.pdf"], searchPath: slow.parent.string)
        #expect(waitUntil { FileSystem.exists(slate.folder.path.appending("started")) })
        terminal.type("\u{3}")
        #expect(terminal.waitFor("interrupted"))
        #expect(terminal.exitStatus() == 130)
        #expect(try slate.run(["doctor"]).status == 0)
    }

    @Test(arguments: ["board list --json", "--help", "config show"])
    func `a reader that leaves ends the program without a word`(line: String) throws {
        _ = try slate.run(["ingest", demoFolder])
        // The reader has left before the first word comes.
        let script =
            "mkfifo \"$HOME/gate\"; { read -r _ < \"$HOME/gate\"; exec \"$0\" \(line); echo never; } "
            + "| { exec 0<&-; echo > \"$HOME/gate\"; }"
        let child = try ChildProcess(
            "/bin/bash",
            arguments: ["-c", script + "; exit ${PIPESTATUS[0]}", SlateProgram.executable.string],
            environment: [
                "HOME": slate.folder.path.string, "SLATE_HOME": slate.home.string, "PATH": "/usr/bin:/bin",
            ],
            limits: ChildProcess.Limits(seconds: 20, outputBytes: 1 << 20)
        )
        let result = try child.run()
        #expect(result.ending == .exited(128 + SIGPIPE) && result.errorText.isEmpty, "\(result.errorText)")
    }
}
