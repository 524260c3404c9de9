import Core
import FoundationEssentials

/// Measures a built program against the figures that it has to reach, and prints a table.
@main
struct Benchmarks {
    /// What can be measured alone.
    private static let parts = ["", "agents", "journal", "large", "rendering", "research"]

    static func main() async throws {
        let arguments = CommandLine.arguments
        if arguments.dropFirst().first == ModelServerProcess.command {
            return try ModelServerProcess.serve(Array(arguments.dropFirst(2)))
        }
        let part = arguments.count == 4 ? arguments[3] : ""
        guard (3...4).contains(arguments.count), Self.parts.contains(part) else {
            let names = Self.parts.dropFirst().joined(separator: "|")
            throw BenchmarkError(message: "usage: slate-bench PROGRAM CRANFIELD-FOLDER [\(names)]")
        }
        let folder = Path(FileManager.default.temporaryDirectory.path).appending("slate-bench-\(UUID().uuidString)")
        try FileSystem.makeFolder(folder)
        defer { try? FileManager.default.removeItem(atPath: folder.string) }
        let program = Path(arguments[1]).absolute(from: Path(FileManager.default.currentDirectoryPath)).string
        if part == "large" { return try await LargeBench(program: program, folder: folder).run() }
        var bench = Bench(program: program, folder: folder, collection: try Collection(folder: arguments[2]))
        switch part {
        case "agents": try await bench.runAgents()
        case "journal": try await bench.runJournal()
        case "rendering": bench.runRendering()
        case "research": try bench.runResearch()
        default: try await bench.run()
        }
    }
}

/// The rows of the table, one method each.
private struct Bench {
    let program: String
    let folder: Path
    let collection: Collection
    private var home: String { folder.appending("home").string }

    init(program: String, folder: Path, collection: Collection) {
        self.program = program
        self.folder = folder
        self.collection = collection
    }

    mutating func run() async throws {
        head()
        try ingest()
        try size()
        try start()
        try search()
        try ask()
        try retrieval("Cranfield", collection, home: home, goal: (0.54, 0.77))
        let claims = collection.claims(400)
        let folder = folder.appending("claims")
        try claims.write(to: folder)
        let claimsHome = self.folder.appending("claims-home").string
        _ = try Measurement.run([program, "ingest", "-q", folder.string], home: claimsHome, times: 1, warmups: 0)
        try retrieval("held-out sentences", claims, home: claimsHome, goal: nil)
        try await posts()
        try await journal()
        let prose = prose
        for result in try ScrubberBench(program: program, folder: folder, prose: prose).run() {
            row(result.what, result.measured, result.goal, result.command)
        }
        let skills = try SkillBench(program: program, folder: self.folder, prose: prose).run()
        row(skills.what, skills.measured, skills.goal, skills.command)
        rendering(prose)
        try await agents()
    }

    private func row(_ what: String, _ measured: String, _ goal: String, _ command: String) {
        print("| \(what) | \(measured) | \(goal) | `\(command)` |")
    }

    /// Agents alone, which take a minute.
    func runAgents() async throws {
        head()
        try await agents()
    }

    /// The journal alone.
    func runJournal() async throws {
        head()
        try await journal()
        try await journalOverhead()
    }

    /// Research with agents alone, which takes half a minute.
    func runResearch() throws {
        head()
        try research()
    }

    /// Rendering alone, which takes half a minute.
    func runRendering() {
        head()
        rendering(prose)
    }

    private var prose: [String] { collection.documents.map(\.text).filter { $0.utf8.count > 200 } }

    private func rendering(_ prose: [String]) {
        for result in RenderingBench.run(prose: prose) {
            row(result.what, result.measured, result.goal, result.command)
        }
    }

    private func head() { print("| what | measured | goal | command |\n|---|---|---|---|") }

    private func agents() async throws {
        let conversation = try ConversationBench(program: program).run()
        for result in try conversation + AgentBench(program: program, folder: folder).run() {
            row(result.what, result.measured, result.goal, result.command)
        }
        try await journalOverhead()
        try research()
    }

    private func journalOverhead() async throws {
        let slow = JournalOverheadBench(folder: folder, latency: 0.2, rounds: 5)
        for bench in [JournalOverheadBench(folder: folder), slow] {
            let result = try await bench.run()
            row(result.what, result.measured, result.goal, result.command)
        }
    }

    private func research() throws {
        let result = try ResearchBench(program: program, folder: folder).run()
        row(result.what, result.measured, result.goal, result.command)
    }

    private func posts() async throws {
        let rates = try await PostingBenchmark(folder: folder).run()
        let command = "slate board add --stdin-jsonl"
        row(
            "durable posts, one after another",
            "\(rates.sequential.text(0))/s (\((rates.sequential / rates.bare).text(2))× of bare SQLite, \(rates.bare.text(0))/s)",
            "≥ 0.6×",
            command
        )
        row(
            "durable posts, 100 at once",
            "\(rates.concurrent.text(0))/s (\((rates.concurrent / rates.bare).text(1))×; with all files written "
                + "\(rates.withFiles.text(0))/s)",
            "≥ 10×",
            command
        )
    }

    private func journal() async throws {
        let costs = try await JournalBenchmark(folder: folder).run()
        row(
            "a step in a run's journal, durable",
            "\(costs.sequential.text(2)) ms one after another, \(costs.concurrent.text(2)) ms of 100 agents at once, "
                + "\(costs.repeated.text(2)) ms when found again",
            "≤ 1 ms",
            "slate-bench"
        )
    }

    /// First, since the peak memory is that of all programs so far.
    private func ingest() throws {
        let documents = folder.appending("documents")
        try collection.write(to: documents)
        var costs: [Measurement] = []
        for index in 0..<5 {
            let home = index == 4 ? self.home : folder.appending("home-\(index)").string
            costs.append(
                try Measurement.run([program, "ingest", "-q", documents.string], home: home, times: 1, warmups: 0)
            )
        }
        let cpu = Measurement.median(costs.map(\.cpu))
        let memory = Measurement.peakMemory
        let wall = Measurement.median(costs.map(\.wall))
        row(
            "ingest of 1,400 files",
            "\(cpu.text(2)) s CPU, \(wall.text(2)) s wall, \(memory.text(0)) MiB",
            "≤ 2.0 s CPU, ≤ 120 MiB",
            "slate ingest DIR"
        )
    }

    private func size() throws {
        let objects = try FileManager.default.subpathsOfDirectory(atPath: home + "/objects").reduce(0) { sum, name in
            let status = try FileSystem.status(Path(home + "/objects/" + name))
            return sum + (status.kind == .file ? status.size : 0)
        }
        let database = try FileSystem.status(Path(home + "/board.db")).size
        let ratio = Double(objects + database) / Double(collection.size)
        row("database and objects", "\(ratio.text(2))× the text", "≤ 3×", "slate ingest DIR")
    }

    private func start() throws {
        let slate = try Measurement.run([program, "--version"], home: home, times: 31)
        let floor = try Measurement.run(["sqlite3", "--version"], home: home, times: 31)
        let ratio = slate.wall / floor.wall
        row(
            "start",
            "\(slate.wall.milliseconds) ms (\(ratio.text(1))× of `sqlite3 --version`)",
            "≤ 15 ms, or 2×",
            "slate --version"
        )
    }

    private func search() throws {
        let walls = try collection.queries.prefix(25).map { query in
            try Measurement.run([program, "board", "search", query.text], home: home, times: 3).wall
        }
        row(
            "search, 1,398 documents",
            "\(Measurement.median(walls).milliseconds) ms",
            "≤ 60 ms",
            "slate board search QUESTION"
        )
    }

    private func ask() throws {
        let walls = try collection.queries.prefix(11).map { query in
            try Measurement.run([program, "ask", query.text], home: home, times: 1).wall
        }
        row("ask, 1,398 documents", "\(Measurement.median(walls).milliseconds) ms", "≤ 1 s", "slate ask QUESTION")
    }

    private func retrieval(_ name: String, _ collection: Collection, home: String, goal: (Double, Double)?) throws {
        let ours = try collection.quality { text in
            let arguments = [program, "board", "search", "--kind", "source", "--limit", "100", "--json", "--", text]
            let output = try Measurement.run(arguments, home: home, times: 1, warmups: 0).output
            let results = try JSON(parsing: output)["results"]?.array ?? []
            return results.compactMap { $0["uri"]?.string.flatMap { Int(Path($0).stem) } }
        }
        let plain = try PlainIndex(collection, at: folder.appending("\(name).db"))
        let floor = try collection.quality(plain.rank)
        row(
            "\(name): nDCG@10 / recall@100",
            "\(ours.ndcg.text(3)) / \(ours.recall.text(3)) (plain FTS5: \(floor.ndcg.text(3)) / \(floor.recall.text(3)))",
            goal.map { "≥ \($0.0.text(2)) / \($0.1.text(2))" } ?? "above plain FTS5",
            "slate board search QUESTION --kind source"
        )
    }
}

extension Double {
    /// The number with some digits after the point.
    func text(_ digits: Int) -> String {
        let scale = (0..<digits).reduce(1.0) { value, _ in value * 10 }
        let rounded = (self * scale).rounded() / scale
        let text = String(rounded)
        guard digits > 0 else { return String(Int(rounded)) }
        let fraction = text.split(separator: ".").last?.count ?? 0
        return text + String(repeating: "0", count: max(0, digits - fraction))
    }

    /// Seconds as milliseconds.
    var milliseconds: String { (self * 1000).text(1) }
}
