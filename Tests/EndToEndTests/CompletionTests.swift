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
