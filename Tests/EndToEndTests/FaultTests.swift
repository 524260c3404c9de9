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
        let plan = FaultPlan(calls: [.open, .write, .rename], pathPart: "/notes/.", trace: trace)
        let result = try add(plan)
        #expect(result.status == 0 && result.output == "N2\n" && result.errors.isEmpty)
        let calls = try FaultPlan.calls(in: trace).map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
        #expect(calls == ["1 open", "2 write", "3 rename"])
    }

    @Test func `only what the plan is about counts`() throws {
        let trace = slate.folder.path.appending("trace")
        let elsewhere = FaultPlan(.killBefore, pathPart: "/no/such/folder", trace: trace)
        let another = FaultPlan(.killBefore, trace: trace, program: "another")
        let later = FaultPlan(.killBefore, at: 1_000_000)
        for plan in [elsewhere, another, later] { #expect(try add(plan).status == 0) }
        #expect(!FileSystem.exists(trace))
    }

    private static let databaseFailures: [(FaultPlan.Call, Int32, String)] = [
        (.pwrite, ENOSPC, "disk is full"), (.fdatasync, EIO, "disk I/O error"), (.open, EACCES, "cannot"),
    ]

    @Test(arguments: databaseFailures)
    func `a database that cannot be written stores nothing, and that is told`(
        call: FaultPlan.Call,
        number: Int32,
        message: String
    ) throws {
        let result = try add(FaultPlan(.error(number), isLasting: true, calls: [call], pathPart: "board.db"))
        #expect([1, 4].contains(result.status) && result.output.isEmpty, "\(result)")
        #expect(result.errors.contains(message), "\(result.errors)")
        #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
        #expect(try notes().whole == ["N0001-first.md"])
        #expect(try slate.run(["board", "check"]).status == 0)
    }

    private static let fileFailures: [(FaultPlan.Call, Int32, String)] = [
        (.write, ENOSPC, "no space left"), (.fsync, EIO, "Input/output error"),
        (.open, EACCES, "permission denied"), (.rename, EIO, "Input/output error"),
    ]

    @Test(arguments: fileFailures)
    func `an entry whose file cannot be written is stored, told of, and written later`(
        call: FaultPlan.Call,
        number: Int32,
        message: String
    ) throws {
        let result = try add(FaultPlan(.error(number), isLasting: true, calls: [call], pathPart: "/notes/"))
        // Done: whoever would try again would post it twice.
        #expect(result.status == 0 && result.output == "N2\n")
        #expect(result.errors.contains(message) && result.errors.contains("stored"), "\(result.errors)")
        #expect(result.errors.split(separator: "\n").count == 1)
        let (whole, temporary) = try notes()
        #expect(whole == ["N0001-first.md"] && temporary.isEmpty)
        #expect(try slate.run(["board", "check"]).status == 0)
        #expect(try notes().whole.count == 2)
    }

    @Test func `a disk that fails once fails only once`() throws {
        let plan = FaultPlan(.error(EIO), calls: [.fdatasync], pathPart: "board.db")
        #expect(try add(plan).status == 1)
        #expect(try add(FaultPlan()).status == 0)
        #expect(try slate.run(["board", "check"]).status == 0)
    }

    @Test func `writes that write less are finished`() throws {
        let result = try add(FaultPlan(.shortWrite, isLasting: true, calls: [.write], pathPart: "/notes/"))
        #expect(result.status == 0)
        #expect(try notes().whole.count == 2)
    }

    /// Files enough to be flushed together.
    private func writeDocuments() throws {
        for number in 10..<40 { try slate.folder.write("documents/\(number).md", "# Document \(number)\n\nThe end\n") }
    }

    private func sources() throws -> [String] {
        try FileSystem.names(in: slate.home.appending("sources")).filter { !$0.hasPrefix(".") }
    }

    @Test func `texts of many documents that may not last are told of, and nothing rests on them`() throws {
        try writeDocuments()
        let plan = FaultPlan(.error(EIO), isLasting: true, calls: [.syncfs], pathPart: "/objects")
        let result = try slate.run(["ingest", "documents"], environment: plan.environment)
        #expect(result.status == 1 && result.errors.contains("Input/output error"), "\(result)")
        #expect(try sources().isEmpty)
        #expect(try slate.run(["ingest", "documents"]).status == 0)
        #expect(try sources().count == 30)
        #expect(try slate.run(["board", "check"]).status == 0)
    }

    @Test func `files of many entries that may not last are told of, and written later`() throws {
        try writeDocuments()
        // The first one is that of the texts.
        let plan = FaultPlan(.error(EIO), at: 2, isLasting: true, calls: [.syncfs])
        let result = try slate.run(["ingest", "documents"], environment: plan.environment)
        #expect(result.status == 0 && result.errors.contains("Input/output error"), "\(result)")
        #expect(try sources().isEmpty)
        #expect(try slate.run(["board", "check"]).status == 0)
        #expect(try sources().count == 30)
    }

    @Test(arguments: [FaultPlan.Call.open, .write, .syncfs, .rename])
    func `killed while the files of many entries are written, all are whole and the rest follow`(
        call: FaultPlan.Call
    ) throws {
        try writeDocuments()
        for (fault, number) in [(FaultPlan.Fault.killBefore, 1), (.killMidway, 7), (.killAfter, 20)] {
            // Only one flush is of the files.
            let isFlush = call == .syncfs
            let place = isFlush ? 2 : number
            let plan = FaultPlan(fault, at: place, calls: [call], pathPart: isFlush ? "" : "/sources/.")
            let home = slate.folder.path.appending("home-\(fault)")
            let variables = plan.environment.merging(["SLATE_HOME": home.string]) { $1 }
            #expect(try slate.run(["ingest", "documents"], environment: variables).status == 128 + SIGKILL)
            #expect(try slate.run(["board", "check"], environment: ["SLATE_HOME": home.string]).status == 0)
            let names = try FileSystem.names(in: home.appending("sources")).filter { !$0.hasPrefix(".") }
            #expect(names.count == 30)
            for name in names {
                #expect(try slate.read("home-\(fault)/sources/\(name)").contains("Document"), "\(name) is torn")
            }
        }
    }
}
