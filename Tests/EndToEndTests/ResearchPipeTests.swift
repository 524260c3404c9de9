import Core
import Glibc
import Processes
import TestSupport
import Testing

/// Reports by models in pipes: what goes where, and how the program ends.
@Suite struct ResearchPipeTests {
    private static let words = ["report", "-", "--source", "velm", "-o", "-"]

    private let slate: SlateProgram

    init() throws { slate = try Velm.program() }

    private func latestRun() throws -> JSON? {
        try JSON(parsing: try slate.run(["runs", "list", "--json"]).output)["runs"]?.array?.first
    }

    @Test(arguments: [[], ["--quiet"], ["--json"], ["--no-input", "--color", "always"]])
    func `the report and nothing else goes to standard output, the question comes from standard input`(
        options: [String]
    ) throws {
        let models = try ResearchServer()
        let outcome = try slate.run(Self.words + options + models.options, input: Velm.question)
        #expect(outcome.status == 0, "\(outcome)")
        #expect(outcome.output.hasPrefix("---\nrun: ") && !outcome.output.contains("\u{1B}"), "\(outcome.output)")
        for topic in Velm.topics { #expect(outcome.output.contains(topic.words.dropLast())) }
        #expect(outcome.errors.isEmpty == options.contains("--quiet"), "\(outcome.errors)")
        #expect(try slate.run(["verify", "-", "--strict"], input: outcome.output).status == 0)
    }

    @Test func `a reader that leaves ends the program without a word, and the report is not lost`() throws {
        let models = try ResearchServer()
        let command = (Self.words + models.options).map { "'\($0)'" }.joined(separator: " ")
        // The reader has left before the first word comes.
        let script =
            "mkfifo gate; { read -r _ < gate; exec \"$0\" \(command) --quiet < question; } | { exec 0<&-; echo > gate; }"
        try slate.folder.write("question", Velm.question)
        let outcome = try slate.run(
            ["-c", script + "; exit ${PIPESTATUS[0]}", SlateProgram.executable.string],
            program: "/bin/bash"
        )
        #expect(outcome.status == 128 + SIGPIPE && outcome.errors.isEmpty, "\(outcome)")
        #expect(try latestRun()?["state"]?.string == "interrupted")
        let count = models.bodies.count
        let resumed = try slate.run(["resume"])
        #expect(resumed.status == 0 && models.bodies.count == count, "\(resumed)")
        for topic in Velm.topics { #expect(resumed.output.contains(topic.words.dropLast())) }
    }

    @Test func `Ctrl-C ends a report with the status of an interruption and the way to go on`() async throws {
        let models = try ResearchServer { request in
            guard request.number == 7 else { return nil }
            // Without the number nothing is interrupted, which the test finds out.
            if let pid = (try? slate.read("pid")).flatMap({ Int32($0.filter(\.isNumber)) }) { kill(pid, SIGINT) }
            return .hang("I think.")
        }
        let outcome = try await slate.runNoting("pid", Velm.report + models.options)
        #expect(outcome.status == 130, "\(outcome)")
        let run = try latestRun()
        #expect(run?["state"]?.string == "interrupted")
        #expect(outcome.errors.contains("'slate resume \(run?["id"]?.string ?? "")'"), "\(outcome.errors)")
        #expect(!FileSystem.exists(slate.folder.path.appending("r.md")))
        #expect(try slate.run(["resume"]).status == 0)
        #expect(try slate.read("r.md").contains("stop_reason: completed"))
    }

    /// How a report ends with some options, with the status of the contract.
    static let endings: [(status: Int32, options: [String])] = [
        (2, ["--max-cost", "much"]), (2, ["--concurrency", "0"]), (4, ["--base-url", "nowhere"]),
        (5, ["--base-url", "http://127.0.0.1:1/v1"]), (1, ["--source", "not-there"]), (2, ["--plan-onyl"]),
        (4, ["--provider", "nobody"]), (124, ["--max-tokens-total", "300"]), (0, ["--no-web"]),
    ]

    @Test(arguments: endings.indices)
    func `a report ends with the status that its options deserve`(index: Int) throws {
        let (status, options) = Self.endings[index]
        let models = try ResearchServer()
        let isElsewhere = ["--base-url", "--provider"].contains(options[0])
        let base = isElsewhere ? ["--model", "scripted"] : models.options
        let outcome = try slate.run(Velm.report + base + options)
        #expect(outcome.status == status, "\(outcome)")
        // One line says why, unless there is a report that does.
        let lines = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("slate: ") }
        let isTold = FileSystem.exists(slate.folder.path.appending("r.md")) || lines.count == 1
        #expect(isTold, "\(outcome.errors)")
    }
}
