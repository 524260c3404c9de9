import Core
import TestSupport
import Testing

/// What shells are told of the commands.
@Suite struct CompletionTests {
    private let slate: SlateProgram

    init() throws { slate = try SlateProgram() }

    /// What bash would offer for a command line whose last word is begun.
    private func completed(_ words: String...) throws -> [String] {
        let script = try slate.run(["completions", "bash"]).output
        let list = words.map { "'\($0)'" }.joined(separator: " ")
        let call =
            "\(script)\ncompopt() { :; }\nCOMP_WORDS=(\(list)); COMP_CWORD=\(words.count - 1); _slate\n"
            + "printf '%s\\n' \"${COMPREPLY[@]}\"\n"
        let result = try slate.run(["--norc", "-c", call], program: "/bin/bash")
        #expect(result.errors.isEmpty, "\(result.errors)")
        return result.output.split(separator: "\n").map(String.init)
    }

    @Test func `bash completes commands, options, values and files`() throws {
        #expect(try completed("slate", "bo") == ["board"])
        #expect(try completed("slate", "board", "hi") == ["history"])
        #expect(try completed("slate", "board", "list", "--ki") == ["--kind"])
        #expect(try completed("slate", "board", "list", "--kind", "fi") == ["finding"])
        #expect(try completed("slate", "--color", "al") == ["always"])
        try slate.folder.write("marsh.txt", "text")
        #expect(try completed("slate", "ingest", "mar") == ["marsh.txt"])
        #expect(try completed("slate", "report", "-o", "mar") == ["marsh.txt"])
    }

    @Test(
        .enabled(if: FileSystem.exists("/usr/bin/fish"), "fish is not installed; 'sh Tests/setup.sh tests' does that")
    )
    func `fish completes commands, options, values and files`() throws {
        try slate.folder.write("slate.fish", try slate.run(["completions", "fish"]).output)
        #expect(try slate.run(["-n", "slate.fish"], program: "/usr/bin/fish").status == 0)
        func completed(_ line: String) throws -> [String] {
            let call = "source slate.fish; complete -C '\(line)'"
            let result = try slate.run(["--no-config", "-c", call], program: "/usr/bin/fish")
            #expect(result.errors.isEmpty, "\(result.errors)")
            return result.output.split(separator: "\n").compactMap { $0.split(separator: "\t").first.map(String.init) }
        }
        try slate.folder.write("marsh.txt", "text")
        #expect(try completed("slate bo") == ["board"] && completed("slate board hi") == ["history"])
        #expect(try completed("slate board list --ki") == ["--kind"])
        #expect(try completed("slate board list --kind fi") == ["finding"])
        #expect(try completed("slate ingest mar") == ["marsh.txt"] && completed("slate report -o mar") == ["marsh.txt"])
    }

    @Test(
        .enabled(if: FileSystem.exists("/usr/bin/zsh"), "zsh is not installed; 'sh Tests/setup.sh tests' does that"),
        arguments: [
            ("slate bo", "ard"), ("slate board hi", "story"), ("slate board list --ki", "nd"),
            ("slate board list --kind fi", "nding"), ("slate ingest mar", "sh.txt"), ("slate report -o mar", "sh.txt"),
        ]
    )
    func `zsh completes commands, options, values and files, with the first key`(line: String, rest: String) throws {
        // As `make install` puts it: a file of the function's name, loaded by the first use.
        try slate.folder.write("functions/_slate", try slate.run(["completions", "zsh"]).output)
        try slate.folder.write("marsh.txt", "text")
        #expect(try slate.run(["-f", "-n", "functions/_slate"], program: "/usr/bin/zsh").status == 0)
        try slate.folder.write(
            ".zshrc",
            "fpath=($HOME/functions $fpath); autoload -Uz compinit; compinit -u -d $HOME/dump; PS1='ready%% '\n"
        )
        let terminal = try PseudoTerminal(
            slate,
            ["-d", "-i"],
            columns: 160,
            searchPath: SlateProgram.executable.parent.string,
            program: "/usr/bin/zsh"
        )
        #expect(terminal.waitFor("ready% "))
        terminal.type(line + "\t")
        #expect(terminal.waitFor(line) && terminal.waitFor(rest), "\(terminal.screen.debugDescription)")
        terminal.type("\u{3}exit\n")
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `every command is in every script`(shell: String) throws {
        let script = try slate.run(["completions", shell]).output
        for word in ["slate board history", "slate roles show", "slate completions", "toolsets", "evidence"] {
            if word.hasPrefix("slate") { #expect(script.contains(word), "\(word)") }
        }
        #expect(try slate.run(["completions", "csh"]).status == 2)
    }

    @Test func `the manual page has every command, and nothing that is taken for a request`() throws {
        let page = try slate.run(["manual"]).output
        for words in [".SS slate board history", ".SH EXIT STATUS", "\\fB/sources [PATH]...\\fR", "\\-\\-kind KIND"] {
            #expect(page.contains(words), "\(words)")
        }
        let requests: Set = [".\\\"", ".TH", ".SH", ".SS", ".TP", ".B", ".I", ".nf", ".fi"]
        for line in page.split(separator: "\n") where line.hasPrefix(".") {
            #expect(requests.contains(String(line.prefix { $0 != " " })), "\(line)")
        }
    }
}
