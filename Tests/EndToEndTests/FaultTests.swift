import Core
import Glibc
import TestSupport
import Testing

/// The program while its disk fails, and ended in the middle of its work.
@Suite struct FaultTests {
    private let slate: SlateProgram
    /// Long enough that a file that is only begun lacks its end.
    private let body = String(repeating: "A line of the body.\n", count: 1_000) + "The end"

    init() throws {
        slate = try SlateProgram()
        #expect(try slate.run(["board", "add", "--kind", "note", "--title", "first", "--body", body]).status == 0)
    }

    private func add(_ plan: FaultPlan) throws -> SlateProgram.Outcome {
        let words = ["board", "add", "--kind", "note", "--title", "second", "--body", body]
        return try slate.run(words, environment: plan.environment)
    }

    /// The notes that a person sees, each of which must be whole, and the temporary files beside them.
    private func notes() throws -> (whole: [String], temporary: [String]) {
        let names = try FileSystem.names(in: slate.home.appending("notes"))
        let whole = names.filter { !$0.hasPrefix(".") }
        for name in whole { #expect(try slate.read("home/notes/\(name)").contains("The end"), "\(name) is torn") }
        return (whole, names.filter { $0.hasPrefix(".") })
    }

    @Test func `calls are counted by name and path, and the program does not notice`() throws {
        let trace = slate.folder.path.appending("trace")
        let plan = FaultPlan(calls: [.mkstemp, .write, .rename], pathPart: "/notes/", trace: trace)
        let result = try add(plan)
        #expect(result.status == 0 && result.output == "N2\n" && result.errors.isEmpty)
        let calls = try FaultPlan.calls(in: trace).map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
        #expect(calls == ["1 mkstemp", "2 write", "3 rename"])
    }

    @Test func `only what the plan is about counts`() throws {
        let trace = slate.folder.path.appending("trace")
        let elsewhere = FaultPlan(.killBefore, pathPart: "/no/such/folder", trace: trace)
        let another = FaultPlan(.killBefore, trace: trace, program: "another")
        let later = FaultPlan(.killBefore, at: 1_000_000)
        for plan in [elsewhere, another, later] { #expect(try add(plan).status == 0) }
        #expect(!FileSystem.exists(trace))
    }

    private static let failures: [(FaultPlan.Call, String, Int32, String)] = [
        (.pwrite, "board.db-wal", ENOSPC, "disk is full"), (.write, "/notes/", ENOSPC, "no space left"),
        (.fsync, "/notes/", EIO, "Input/output error"), (.mkstemp, "/notes/", EACCES, "permission denied"),
        (.rename, "/notes/", EIO, "Input/output error"),
    ]

    @Test(arguments: failures)
    func `a failing disk is told in one line, and nothing is left half-written`(
        call: FaultPlan.Call,
        place: String,
        number: Int32,
        message: String
    ) throws {
        let result = try add(FaultPlan(.error(number), isLasting: true, calls: [call], pathPart: place))
        #expect(result.status == 1 && result.output.isEmpty)
        #expect(result.errors.contains(message) && result.errors.split(separator: "\n").count == 1, "\(result.errors)")
        let (whole, temporary) = try notes()
        #expect(whole == ["N0001-first.md"] && temporary.isEmpty)
        #expect(try slate.run(["board", "list"]).status == 0)
    }

    @Test func `a disk that fails once fails only once`() throws {
        let plan = FaultPlan(.error(EIO), at: 2, calls: [.fsync], pathPart: slate.home.string)
        #expect(try add(plan).status == 1)
        let later = FaultPlan(.error(EIO), at: 1_000, calls: [.fsync], pathPart: slate.home.string)
        #expect(try add(later).status == 0)
    }

    @Test func `writes that write less are finished`() throws {
        let result = try add(FaultPlan(.shortWrite, isLasting: true, calls: [.write], pathPart: "/notes/"))
        #expect(result.status == 0)
        #expect(try notes().whole.count == 2)
    }

    @Test(arguments: [(FaultPlan.Fault.killBefore, 1), (.killMidway, 1), (.killMidway, 5), (.killAfter, 1)])
    func `ended at any call, it leaves no torn file, and a board that opens`(kind: FaultPlan.Fault, step: Int) throws {
        // Each call at the notes, and some of those at the whole home.
        let place = step == 1 ? "/notes" : slate.home.string
        var number = 1
        while true {
            let result = try add(FaultPlan(kind, at: number, pathPart: place))
            _ = try notes()
            #expect(try slate.run(["board", "list"]).status == 0)
            _ = try notes()
            // Beyond the last call it ends by itself.
            if result.status == 0 { break }
            try #require(result.status == 128 + SIGKILL && number < 1_000)
            number += step
        }
        #expect(number > 5)
    }
}
