@testable import App
import Testing

@Suite struct CommandLineTests {
    private func parse(_ line: String) throws -> Invocation {
        try ArgumentParser.parse(line.split(separator: " ").map(String.init), root: Program.root)
    }

    @Test func `options may stand anywhere and in any form`() throws {
        for line in [
            "board search a b --kind=source -n5 --json", "board --json search --kind source a -n 5 b",
            "board search -n=5 a b --json --kind source",
        ] {
            let invocation = try parse(line)
            #expect(invocation.path == ["slate", "board", "search"])
            #expect(invocation.arguments == ["a", "b"])
            #expect(invocation.value("kind") == "source" && invocation.number("limit") == 5 && invocation.has("json"))
        }
    }

    @Test func `after two dashes nothing is an option`() throws {
        #expect(try parse("ask -- --source -x").arguments == ["--source", "-x"])
        #expect(try parse("ask -").arguments == ["-"])
    }

    @Test func `a repeatable option keeps all values`() throws {
        #expect(try parse("ask x --source a --source b").all("source") == ["a", "b"])
    }

    @Test(arguments: [
        ("aks x", "there is no command 'aks'; did you mean 'ask'?; see: slate --help"),
        ("ask x --sorce a", "ask: there is no option --sorce; did you mean '--source'?; see: slate ask --help"),
        ("ask", "ask: QUESTION is missing; see: slate ask --help"),
        ("ask x --source", "ask: --source PATH|URL: the value is missing; see: slate ask --help"),
        ("ask x --source --json", "ask: --source PATH|URL: the value is missing; see: slate ask --help"),
        (
            "verify a b",
            "verify: 'b' is one argument too many; put words that belong together in quotes; see: slate verify --help"
        ),
        (
            "board",
            "board: needs one of: \(BoardCommand.command.subcommands.map(\.name).joined(separator: ", ")); see: slate board --help"
        ),
        (
            "board search x --limit 0",
            "board search: --limit takes a number from 1 to 10000, not '0'; see: slate board search --help"
        ),
        (
            "board search x --kind y",
            "board search: --kind takes one of: question, task, source, finding, draft, critique, report, note, lesson, not 'y'; see: slate board search --help"
        ),
        ("ask x --json=1", "ask: --json takes no value; see: slate ask --help"),
        ("report x -o a -o b", "report: --output was given twice; see: slate report --help"),
        ("ask x -z", "ask: there is no option -z; see: slate ask --help"),
    ])
    func `a wrong line is told what to do`(line: String, message: String) {
        let error = #expect(throws: UsageError.self) { try parse(line) }
        #expect(error?.description == message)
    }

    @Test(
        arguments: [("", nil), ("bord", "board"), ("verfy", "verify"), ("xyzzy", nil), ("ing", "ingest")]
            as [(String, String?)]
    )
    func `a slip is recognised`(word: String, expected: String?) {
        #expect(Suggestions.closest(to: word, among: Program.root.subcommands.map(\.name)) == expected)
    }

    @Test(arguments: [30, 40, 80, 100])
    func `help fits the terminal and names everything`(width: Int) {
        func check(_ command: Command, _ path: [String]) {
            let text = HelpText(command: command, path: path, width: width).text
            for option in command.options { #expect(text.contains("--\(option.name)")) }
            for next in command.subcommands { #expect(text.contains(next.name)) }
            let lines = text.split(separator: "\n").filter { !$0.contains("--") && !$0.contains("slate ") }
            #expect(lines.allSatisfy { $0.count <= max(width, 50) }, "\(path)")
            for next in command.subcommands { check(next, path + [next.name]) }
        }
        check(Program.root, ["slate"])
    }

    @Test func `every command can be run or groups others, and is explained`() {
        func check(_ command: Command) {
            #expect(command.action != nil || !command.subcommands.isEmpty)
            #expect(!command.summary.isEmpty && !command.summary.hasSuffix("."))
            for next in command.subcommands { check(next) }
        }
        check(Program.root)
    }
}
