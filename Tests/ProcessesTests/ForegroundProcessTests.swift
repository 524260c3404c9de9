import Core
import Glibc
import Processes
import TestSupport
import Testing

@Suite(.serialized) struct ForegroundProcessTests {
    private let slate: SlateProgram
    private let probe = SlateProgram.product("run-in-foreground")

    init() throws { slate = try SlateProgram() }

    /// Runs a script on a terminal, in the foreground of a program of ours.
    private func terminal(_ script: String) throws -> PseudoTerminal {
        try PseudoTerminal(slate, ["sh -c", script], program: probe)
    }

    @Test func `the program has the terminal, and we learn how it ended`() throws {
        let terminal = try terminal(
            "test -t 0 && test -t 1 && test -t 2 && echo on a terminal; read x; echo got $x; exit 7"
        )
        #expect(terminal.waitFor("on a terminal"))
        terminal.type("a line\n")
        #expect(terminal.waitFor("got a line") && terminal.waitFor("it ended: exited(7)"))
        #expect(terminal.exitStatus() == 0)
    }

    @Test(arguments: [("\u{3}", 2), ("\u{1C}", 3)])
    func `the keys that end it do not end us`(key: String, signal: Int) throws {
        let terminal = try terminal("echo ready; exec cat")
        #expect(terminal.waitFor("ready"))
        terminal.type(key)
        #expect(terminal.waitFor("it ended: signalled(\(signal))"))
        #expect(terminal.exitStatus() == 0)
    }

    @Test func `a program that handles Ctrl-C goes on`() throws {
        let terminal = try terminal("trap 'echo caught' INT; echo ready; until read x; do :; done; echo got $x; exit 1")
        #expect(terminal.waitFor("ready"))
        terminal.type("\u{3}")
        #expect(terminal.waitFor("caught"))
        terminal.type("y\n")
        #expect(terminal.waitFor("got y") && terminal.waitFor("it ended: exited(1)"))
    }

    @Test func `a terminal that was left in disorder is put in order`() throws {
        let script = "\"$0\" 'sh -c' 'stty raw -echo; kill -9 $$'; stty -a; echo end"
        let terminal = try PseudoTerminal(slate, ["-c", script, probe.string], program: "/bin/sh")
        #expect(terminal.waitFor("it ended: signalled(9)") && terminal.waitFor("end"))
        #expect(terminal.screen.contains(" icanon") && terminal.screen.contains(" echo "))
    }

    @Test func `signals are handled as before when it has ended`() throws {
        var (before, after) = (sigaction(), sigaction())
        sigaction(SIGINT, nil, &before)
        #expect(try ForegroundProcess("true").run() == .exited(0))
        sigaction(SIGINT, nil, &after)
        let handlers = [before, after].map { unsafeBitCast($0.__sigaction_handler.sa_handler, to: Int.self) }
        #expect(handlers[0] == handlers[1] && handlers[0] != 1)
    }

    @Test func `a command is split at blanks, arguments are not, and no shell is asked`() throws {
        let output = slate.folder.path.appending("out")
        let script = try slate.folder.write("show", "#!/bin/sh\nfor word; do echo \"$word\"; done > \"\(output)\"\n")
        #expect(chmod(script.string, 0o700) == 0)
        let command = "  \(script)\t--wait  $HOME  ;  'a "
        #expect(try ForegroundProcess(command, arguments: ["two words", ""]).run() == .exited(0))
        #expect(try slate.read("out") == "--wait\n$HOME\n;\n'a\ntwo words\n\n")
    }

    @Test(arguments: ["", " \t", "no-such-program --wait", "/no/such/program"])
    func `a missing program is an error`(command: String) {
        let error = #expect(throws: ProcessError.self) { try ForegroundProcess(command, arguments: ["file"]) }
        #expect(error?.code == .notFound)
    }

    @Test func `what cannot be executed is an error`() throws {
        let script = try slate.folder.write("nonsense", bytes: [0, 1, 2])
        #expect(chmod(script.string, 0o700) == 0)
        #expect(throws: ProcessError.self) { try ForegroundProcess(script.string).run() }
    }
}
