import Core
import TestSupport

/// Measures a report that ten researchers work on at the same time against one that one of them works on.
struct ResearchBench {
    private static let latency = 0.2
    private static let rounds = 5

    let program: String
    let folder: Path

    func run() throws -> BenchmarkRow {
        var one: [Double] = []
        var ten: [Double] = []
        // By turns, so that what else the machine does meets both.
        for round in 0..<Self.rounds {
            one.append(try time(Array(Velm.stations.prefix(1)), "one-\(round)"))
            ten.append(try time(Velm.stations, "ten-\(round)"))
        }
        let (alone, together) = (Measurement.median(one), Measurement.median(ten))
        return BenchmarkRow(
            what: "a report by ten researchers at once, models that take 200 ms",
            measured:
                "\(together.text(2)) s wall, \((together / alone).text(2))× of one researcher (\(alone.text(2)) s)",
            goal: "≤ 1.3×",
            command: "slate report --concurrency 10"
        )
    }

    /// Carries out a plan with some parts, which is there already, and measures that.
    private func time(_ topics: [Velm.Topic], _ name: String) throws -> Double {
        let home = folder.appending("research-\(name)")
        let sources = home.parent.appending("sources-\(name)")
        try Velm.write(Velm.topics + Velm.stations, to: sources)
        let models = try ResearchServer(latency: Self.latency)
        let report = home.parent.appending("report-\(name).md")
        let command = [program, "report", Velm.question, "--source", sources.string, "-o", report.string]
        let more = ["--plan-only", "--concurrency", "10"] + models.options
        guard try RunningProgram(command + more, home: home).wait().status == 0 else {
            throw BenchmarkError(message: "slate report --plan-only: failed")
        }
        try plan(topics, in: home)
        let usage = try RunningProgram([program, "resume"], home: home).wait()
        guard usage.status == 0, FileSystem.exists(report) else {
            throw BenchmarkError(message: "slate resume: ended with \(usage.status)")
        }
        return usage.wall
    }

    /// Puts other parts into the plan, as a person would in an editor.
    private func plan(_ topics: [Velm.Topic], in home: Path) throws {
        let tasks = home.appending("tasks")
        guard let name = try FileSystem.names(in: tasks).first(where: { $0.hasSuffix(".md") }) else {
            throw BenchmarkError(message: "slate report --plan-only: left no plan")
        }
        let path = tasks.appending(name)
        let text = String(decoding: try FileSystem.read(path, limit: 1 << 20), as: UTF8.self)
        let others = text.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
            !(line.first?.isNumber ?? false)
        }
        let parts = topics.enumerated().map { "\($0 + 1). \($1.question)" }
        try AtomicFile.write((others.map(String.init) + parts).joined(separator: "\n").utf8, to: path)
    }
}
