import Core
import FoundationEssentials
import Glibc
import TestSupport
import Testing

/// Lines as people write them: from the history, in several pieces, pasted, in an editor.
@Suite(.serialized) struct LineEditingTests {
    private let slate: SlateProgram

    init() throws {
        slate = try SlateProgram()
        _ = try slate.run(["ingest", demoFolder])
    }

    private func start(_ variables: [String: String] = [:]) throws -> PseudoTerminal {
        let terminal = try PseudoTerminal(slate, variables: variables)
        #expect(terminal.waitFor("slate> "))
        return terminal
    }

    private func leave(_ terminal: PseudoTerminal) {
        terminal.type("\u{4}")
        #expect(terminal.exitStatus() == 0)
    }

    private var history: [String] {
        get throws { try slate.read("home/history").split(separator: "\n").map(String.init) }
    }

    @Test func `the history is found again with Ctrl-R`() throws {
        let first = try start()
        for (line, shown) in [("quit", "so does"), ("board", "earch the board"), ("quit", "so does")] {
            first.type("/help \(line)\n")
            #expect(first.waitFor(shown) && first.waitFor("slate> "))
        }
        leave(first)
        #expect(try history == ["/help board", "/help quit"])
        let second = try start()
        second.type("\u{12}elp bo\n")
        #expect(second.waitFor("earch the board") && second.waitFor("slate> "))
        leave(second)
        var status = stat()
        #expect(stat(slate.home.appending("history").string, &status) == 0 && status.st_mode & 0o777 == 0o600)
    }

    @Test func `two conversations at once share their history`() throws {
        let (one, two) = (try start(), try start())
        one.type("/help one\n")
        #expect(one.waitFor("there is no /one") && one.waitFor("slate> "))
        two.type("/help two\n")
        #expect(two.waitFor("there is no /two") && two.waitFor("slate> "))
        leave(one)
        leave(two)
        #expect(try history == ["/help one", "/help two"])
    }

    @Test(arguments: ["Which birds returned\\\nto the Velm?\n", "\"\"\"\nWhich birds returned\nto the Velm?\"\"\"\n"])
    func `a question may have several lines`(typed: String) throws {
        let terminal = try start()
        for line in typed.split(separator: "\n") {
            terminal.type(line + "\n")
            if !line.hasSuffix("?") && !line.hasSuffix("?\"\"\"") { #expect(terminal.waitFor("...> ")) }
        }
        #expect(terminal.waitFor("curlew") && terminal.waitFor("slate> "))
        leave(terminal)
        #expect(try history.count == 1)
    }

    @Test func `what is pasted is one question, whatever is in it`() throws {
        let terminal = try start()
        terminal.type("\u{1B}[200~Which birds returned\nto\tthe Velm?\u{1B}]0;title\u{7}\u{1B}[201~")
        #expect(terminal.waitFor("the Velm?"))
        terminal.type("\n")
        #expect(terminal.waitFor("curlew") && terminal.waitFor("slate> "))
        leave(terminal)
        #expect(!terminal.screen.contains("\u{1B}]0;"))
        let questions = try JSON(parsing: try slate.run(["board", "list", "--kind", "question", "--json"]).output)
        #expect(questions["results"]?.array?.count == 1)
    }

    @Test func `a question can be written in the editor`() throws {
        let editor = try slate.folder.write("bin/ed", "#!/bin/sh\necho 'Which birds returned to the Velm?' > \"$1\"\n")
        chmod(editor.string, 0o700)
        let terminal = try start(["EDITOR": editor.string])
        terminal.type("/edit\n")
        #expect(terminal.waitFor("Which birds") && terminal.waitFor("curlew") && terminal.waitFor("slate> "))
        leave(terminal)
    }

    @Test func `an editor that fails or is none takes nothing over, and says so`() throws {
        for (editor, words) in [("false", "the editor ended with status 1"), ("no-such-editor", "no program")] {
            let terminal = try start(["EDITOR": editor])
            terminal.type("/edit Which birds returned to the Velm?\n")
            #expect(terminal.waitFor(words) && terminal.waitFor("slate> "), "\(editor)")
            leave(terminal)
        }
        #expect(try FileSystem.names(in: slate.home.appending("edit")).isEmpty)
        let questions = try slate.run(["board", "list", "--kind", "question", "--json"]).output
        #expect(try JSON(parsing: questions)["results"]?.array?.isEmpty == true)
    }

    @Test func `two conversations may have their editors open at the same time`() throws {
        // Each editor waits for the other one's text to be there.
        let wait = "while [ $(ls begun* | wc -l) -lt 2 ]; do sleep 0.02; done"
        let editor = try slate.folder.write(
            "bin/both",
            "#!/bin/sh\ncd \"$HOME\"; touch begun$$; \(wait)\ngrep -q second \"$1\" && touch done; "
                + "until [ -e done ]; do sleep 0.02; done\nsed -i 's/^/help /;s/^/\\//' \"$1\"\n"
        )
        chmod(editor.string, 0o700)
        let (one, two) = (try start(["EDITOR": editor.string]), try start(["EDITOR": editor.string]))
        one.type("/edit first\n")
        two.type("/edit second\n")
        #expect(one.waitFor("there is no /first") && two.waitFor("there is no /second"))
        leave(one)
        leave(two)
    }

    @Test func `the user's own keys count`() throws {
        try slate.folder.write(".editrc", "bind -v\n")
        let terminal = try start()
        terminal.type("/help quitx\u{1B}x\n")
        #expect(terminal.waitFor("so does Ctrl-D") && terminal.waitFor("slate> "))
        terminal.type("/he\tquit\n")
        #expect(terminal.waitFor("so does Ctrl-D") && terminal.waitFor("slate> "))
        leave(terminal)
    }

    @Test func `skills, files and entries are completed`() throws {
        try slate.folder.write("marsh.txt", "The marsh was drained in 1911.\n")
        let terminal = try start()
        for (typed, shown) in [
            ("/fact\t", "-checking "), ("x @file:mar\t", "sh.txt "), ("x @S1\t\t", "@S11"),
        ] {
            terminal.type(typed)
            #expect(terminal.waitFor(shown), "\(typed)")
            terminal.type("\u{3}")
            #expect(terminal.waitFor("leaves") && terminal.waitFor("slate> "))
        }
        leave(terminal)
    }

    @Test func `with the keys of vi, too, what is pasted is one question`() throws {
        try slate.folder.write(".editrc", "bind -v\n")
        let terminal = try start()
        terminal.type("\u{1B}[200~Which birds returned\nto the Velm?\u{1B}[201~")
        #expect(terminal.waitFor("to the Velm?"))
        terminal.type("\n")
        #expect(terminal.waitFor("curlew") && terminal.waitFor("slate> "))
        leave(terminal)
        #expect(try history.count == 1)
    }

    @Test func `a paste that never ends does not take the terminal away`() throws {
        let terminal = try start()
        terminal.type("\u{1B}[200~half a paste")
        terminal.type("\u{3}")
        #expect(terminal.waitFor("leaves") && terminal.waitFor("slate> "))
        terminal.type("/help quit\n")
        #expect(terminal.waitFor("so does Ctrl-D") && terminal.waitFor("slate> "))
        leave(terminal)
    }

    @Test(arguments: ["xterm", "dumb"])
    func `Ctrl-C is noticed also when it takes keys away that were seen and not read`(terminalType: String) throws {
        let lost = LostInput(slate)
        let terminal = try start(lost.environment.merging(["TERM": terminalType]) { $1 })
        for _ in 1...3 {
            #expect(try lost.type("\u{1B}[200~half a paste\n", on: terminal))
            terminal.type("\u{3}")
            #expect(terminal.waitFor("leaves") && terminal.waitFor("slate> "))
        }
        terminal.type("/help quit\n")
        #expect(terminal.waitFor("so does Ctrl-D") && terminal.waitFor("slate> "))
        leave(terminal)
    }

    @Test(arguments: [
        ("/role crit\t", "/role critic "), ("/model extr\t", "/model extractive "), ("/model oll\t", "/model ollama/"),
        ("/budget n\t", "/budget none "), ("/help /qu\t", "/help /quit "), ("/skills time\t", "/skills timeline "),
    ])
    func `words of commands are completed`(typed: String, shown: String) throws {
        let terminal = try start()
        terminal.type(typed)
        #expect(terminal.waitFor(String(shown.dropFirst(typed.count - 1))), "\(terminal.screen.debugDescription)")
        terminal.type("\u{3}")
        #expect(terminal.waitFor("leaves") && terminal.waitFor("slate> "))
        leave(terminal)
    }

    @Test func `what was copied is there after the program that copies has ended`() throws {
        // As xclip does it: what gives the text to whoever pastes is a process that stays behind.
        let script =
            "#!/bin/sh\ncat > \"$HOME/held\"\n(sleep 0.3; mv \"$HOME/held\" \"$HOME/pasted\") >/dev/null 2>&1 &\n"
        let program = try slate.folder.write("bin/xclip", script)
        chmod(program.string, 0o700)
        let terminal = try PseudoTerminal(slate, searchPath: program.parent.string, variables: ["DISPLAY": ":0"])
        #expect(terminal.waitFor("slate> "))
        terminal.type("Which birds returned to the Velm?\n")
        #expect(terminal.waitFor("curlew") && terminal.waitFor("slate> "))
        terminal.type("/copy\n")
        #expect(terminal.waitFor("copied by xclip") && terminal.waitFor("slate> "))
        #expect(waitUntil(seconds: 10) { FileSystem.exists(slate.folder.path.appending("pasted")) })
        #expect(try slate.read("pasted").contains("curlew"))
        leave(terminal)
    }

    /// A terminal of 80 columns that gets 40 has its cursor, behind 67 columns, in the last one if it cuts lines off, and
    /// in the 28th of the second row if it breaks them anew.
    @Test(arguments: [(40, 0), (28, 1), (7, 0), (nil, 0)] as [(column: Int?, rows: Int)])
    func `a line is shown anew from the row where it begins, on any kind of terminal`(column: Int?, rows: Int) throws {
        let terminal = try start()
        terminal.type("/help " + String(repeating: "q", count: 53) + "w")
        #expect(terminal.waitFor("qw"))
        terminal.resize(columns: 40, lines: 24)
        terminal.type("x")
        #expect(terminal.waitFor("\u{1B}[6n"))
        terminal.type("y" + (column.map { "\u{1B}[9;\($0)R" } ?? "") + "z")
        #expect(terminal.waitFor("\r" + (rows > 0 ? "\u{1B}[\(rows)A" : "") + "\u{1B}[J"))
        #expect(terminal.waitFor("xyz"), "\(terminal.screen.debugDescription)")
        // While an answer may come late, keys are keys, and it is none.
        if column == nil { terminal.type("\u{1B}[D\u{1B}[9;40R!\u{1B}[C") }
        terminal.type("\n")
        let shown = column == nil ? "wxy!z;" : "wxyz;"
        #expect(terminal.waitFor(shown) && terminal.waitFor("slate> "), "\(terminal.screen.debugDescription)")
        leave(terminal)
    }
}
