import Core
import Glibc
import Synchronization
import TestSupport

/// Measures `slate agent` with many workers, against a server that plays the models.
struct AgentBench {
    /// How often a run is interrupted.
    private static let interruptions = 7
    private static let tokenCeiling = 100_000

    let program: String
    let folder: Path

    func run() throws -> [BenchmarkRow] {
        [
            try fanOut(workers: 100, turns: 10, concurrency: 100, times: 5, goal: "≤ 60 MiB"),
            try fanOut(workers: 1_000, turns: 5, concurrency: 100, times: 1, goal: "≤ 300 MiB"),
            try fanOut(workers: 1_000, turns: 5, concurrency: 1_000, times: 1, goal: "≤ 300 MiB"),
            try cancel(), try budget(),
        ]
    }

    /// Each turn of a worker is a durable entry of the board.
    private func fanOut(workers: Int, turns: Int, concurrency: Int, times: Int, goal: String) throws -> BenchmarkRow {
        var costs: [RunningProgram.Usage] = []
        for index in 0..<times {
            let script = ModelScript(children: (workers, 0), turns: turns, hangs: false)
            let server = try script.serve(counting: HandedOut())
            let home = folder.appending("agents-\(workers)-\(concurrency)-\(index)")
            let cost = try start(server, home, ["--concurrency", "\(concurrency)"]).wait()
            // One for each turn and its answer, and two of the agent at the top.
            let calls = workers * (turns + 1) + 2
            guard cost.status == 0, server.counts.requests.count == calls else {
                throw BenchmarkError(message: "slate agent: \(cost.status), \(server.counts.requests.count) calls")
            }
            costs.append(cost)
        }
        let cpu = Measurement.median(costs.map(\.cpu))
        return BenchmarkRow(
            what:
                "\(workers.grouped) agents × \(turns) turns, streamed, a durable post each, \(concurrency.grouped) at once",
            measured: "\(cpu.text(2)) s CPU, \(Measurement.median(costs.map(\.wall)).text(2)) s wall, "
                + "\((costs.map(\.memory).max() ?? 0).text(0)) MiB",
            goal: goal,
            command: "slate agent"
        )
    }

    /// Ten agents with nine each, all of which hang in the middle of an answer.
    private func cancel() throws -> BenchmarkRow {
        var closed: [Double] = []
        var ended: [Double] = []
        for index in 0..<Self.interruptions {
            let counts = HandedOut()
            let server = try ModelScript(children: (10, 9), turns: 0, hangs: true).serve(counting: counts)
            let home = folder.appending("cancel-\(index)")
            try FileSystem.makeFolder(home)
            try AtomicFile.write("delegation: {max_spawn_depth: 2}\n".utf8, to: home.appending("config.yaml"))
            let slate = try start(server, home, ["--concurrency", "100"])
            guard wait(until: { counts.waiting.load(ordering: .relaxed) == 90 }) else {
                throw BenchmarkError(message: "slate agent: not all agents began to work")
            }
            let begun = Measurement.now()
            slate.send(SIGINT)
            guard wait(until: { server.counts.open == 0 }) else {
                throw BenchmarkError(message: "slate agent: a connection stayed open")
            }
            closed.append(Measurement.now() - begun)
            guard slate.wait().status == 130 else { throw BenchmarkError(message: "slate agent: was not interrupted") }
            ended.append(Measurement.now() - begun)
        }
        func words(_ times: [Double]) -> String {
            "\((Measurement.median(times) * 1_000).text(0)) ms (worst \(((times.max() ?? 0) * 1_000).text(0)))"
        }
        return BenchmarkRow(
            what: "Ctrl-C for a tree of 100 agents in the middle of answers",
            measured: "all connections closed after \(words(closed)), the program ended after \(words(ended))",
            goal: "≤ 200 ms",
            command: "slate agent"
        )
    }

    private func budget() throws -> BenchmarkRow {
        let counts = HandedOut()
        let server = try ModelScript(children: (50, 0), turns: 100, hangs: false).serve(counting: counts)
        let limits = ["--concurrency", "50", "--max-tokens-total", "\(Self.tokenCeiling)"]
        let cost = try start(server, folder.appending("budget"), limits).wait()
        guard cost.status == 124 else { throw BenchmarkError(message: "slate agent: \(cost.status), not 124") }
        let used = counts.tokens.load(ordering: .relaxed)
        let over = used - Self.tokenCeiling
        return BenchmarkRow(
            what: "50 agents at once, a ceiling of 100,000 tokens",
            measured: "\(used.grouped) tokens handed out"
                + (over > 0 ? ", \(over.grouped) over the ceiling" : ", never over the ceiling"),
            goal: "over by at most the calls under way",
            command: "slate agent --max-tokens-total 100000"
        )
    }

    private func start(_ server: ScriptedServer, _ home: Path, _ options: [String]) throws -> RunningProgram {
        let model = ["--model", "scripted", "--base-url", server.url("/v1")]
        return try RunningProgram([program, "agent"] + options + model + ["Measure all"], home: home)
    }

    /// Waits for something that another thread or process does; half a minute is for ever.
    private func wait(until isSo: () -> Bool) -> Bool {
        let deadline = Measurement.now() + 30
        while !isSo() {
            if Measurement.now() > deadline { return false }
            usleep(500)
        }
        return true
    }
}

/// A row of the table.
struct BenchmarkRow {
    let what: String
    let measured: String
    let goal: String
    let command: String
}

extension Int {
    /// The number with commas between thousands.
    var grouped: String {
        let digits = String(self)
        return String(
            digits.enumerated().flatMap { index, digit in
                index > 0 && (digits.count - index).isMultiple(of: 3) ? [",", digit] : [digit]
            }
        )
    }
}
