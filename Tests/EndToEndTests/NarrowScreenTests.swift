import Core
import TestSupport
import Testing

/// What lists look like on a screen that is narrower than their lines.
@Suite struct NarrowScreenTests {
    private let slate: SlateProgram

    init() throws {
        slate = try SlateProgram()
        try slate.folder.write("a.txt", "The curlew returned to the Velm bog in 2019.\n")
        let asked = try slate.run(["ask", "When did the curlew return to the Velm bog?", "--source", "a.txt"])
        #expect(asked.status == 0, "\(asked)")
    }

    /// The lines that a command shows.
    private func lines(_ arguments: [String], columns: UInt16) throws -> [Substring] {
        let variables = ["NO_COLOR": "1", "PAGER": "cat"]
        let terminal = try PseudoTerminal(slate, arguments, columns: columns, variables: variables)
        #expect(terminal.exitStatus() == 0)
        return terminal.screen.split(whereSeparator: \.isNewline)
    }

    private func lastRun() throws -> String {
        let runs = try JSON(parsing: try slate.run(["runs", "list", "--json"]).output)["runs"]?.array
        return try #require(runs?.first?["id"]?.string)
    }

    @Test(arguments: [40, 60, 80] as [UInt16])
    func `no line of a list of runs is broken in the middle of a fact`(columns: UInt16) throws {
        let run = try lastRun()
        for command in [["runs", "list"], ["runs", "show", run]] {
            let shown = try lines(command, columns: columns)
            #expect(shown.allSatisfy { $0.count <= Int(columns) }, "\(shown)")
            let text = shown.joined(separator: "\n")
            #expect(text.contains(run) && text.contains("(completed)"), "\(text)")
        }
    }

    @Test(arguments: [40, 60, 80] as [UInt16])
    func `each setting is told with its origin, whole`(columns: UInt16) throws {
        try slate.folder.write("home/config.yaml", "model:\n  base_url: http://127.0.0.1:1/v1\n")
        let shown = try lines(["config", "show"], columns: columns)
        let text = shown.joined(separator: "\n")
        #expect(text.contains("(default)") && text.contains("http://127.0.0.1:1/v1"), "\(text)")
        // The path of the file may be longer than the screen by itself.
        let others = shown.filter { !$0.contains("/") }
        #expect(others.count > 40 && others.allSatisfy { $0.count <= Int(columns) }, "\(text)")
        #expect(text.contains(columns == 40 ? "calls.idle_seconds  120  (default)" : "calls.idle_seconds      "))
    }

    @Test func `in a pipe a run is told on one line`() throws {
        let output = try slate.run(["runs", "list"]).output
        #expect(output.split(separator: "\n").first?.hasSuffix("(completed)") == true, "\(output)")
    }

    @Test func `the help of the conversation fits`() throws {
        let terminal = try PseudoTerminal(slate, columns: 40, variables: ["NO_COLOR": "1", "PAGER": "cat"])
        #expect(terminal.waitFor("slate> "))
        terminal.type("/help\n")
        #expect(terminal.waitFor("Several lines") && terminal.waitFor("slate> "))
        #expect(terminal.screen.contains("A line without a slash is a question.\r\nCtrl-C stops"), "\(terminal.screen)")
        terminal.type("\u{4}")
        #expect(terminal.exitStatus() == 0)
    }
}
