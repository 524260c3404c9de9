import Agents
import Blackboard
import Core
import HTTP
import LanguageModels

/// What the journal adds to a run of many agents: the same run with it and without it.
struct JournalOverheadBench {
    private static let workers = 100
    private static let turns = 10

    let folder: Path
    /// How long models take to answer, in seconds.
    var latency = 0.0
    /// How many pairs of runs are compared: single ones differ by a quarter and more, for what the disk has to do.
    var rounds = 121

    func run() async throws -> BenchmarkRow {
        var plain: [Double] = []
        var ratios: [Double] = []
        var costs: [Double] = []
        var cpus: [Double] = []
        // By turns, so that what else the machine does meets both, and what one run leaves the disk to do meets both as
        // often; the first pair only warms up.
        for round in 0...rounds {
            let isFirst = round % 2 == 1
            let first = try await time(isJournaled: isFirst, "first-\(round)")
            let second = try await time(isJournaled: !isFirst, "second-\(round)")
            let (with, without) = isFirst ? (first, second) : (second, first)
            if round == 0 { continue }
            plain.append(without.wall)
            ratios.append(with.wall / without.wall - 1)
            costs.append((with.wall - without.wall) * 1_000 / Double(with.steps))
            cpus.append((with.cpu - without.cpu) * 1_000 / Double(with.steps))
        }
        let middle = ratios.sorted()[(rounds / 4)..<(rounds - rounds / 4)]
        // Nearly as deaf to single runs as the median is, and less uncertain.
        let ratio = middle.reduce(0, +) / Double(middle.count) * 100
        let quarters = [middle.first, middle.last].map { ($0 ?? 0) * 100 }
        return BenchmarkRow(
            what: "what the journal adds to 100 agents × 10 turns, 100 at once, with models that answer "
                + (latency > 0 ? "after \(Int(latency * 1_000)) ms" : "at once") + " in another process",
            measured: "\(ratio.text(1)) % of \(Measurement.median(plain).text(2)) s wall, "
                + "\(Measurement.median(costs).text(2)) ms and \(Measurement.median(cpus).text(2)) ms CPU a step (half of the "
                + "pairs from \(quarters[0].text(1)) to \(quarters[1].text(1)) %)",
            goal: "≤ 5 %, ≤ 1 ms",
            command: "slate-bench"
        )
    }

    private func time(isJournaled: Bool, _ name: String) async throws -> (wall: Double, cpu: Double, steps: Int) {
        let script = ModelScript(children: (Self.workers, 0), turns: Self.turns, hangs: false, latency: latency)
        let home = folder.appending("overhead-\(Int(latency * 1_000))-\(name)")
        let server = try ModelServerProcess(script, folder: folder.appending("\(home.name)-server"))
        defer { server.stop() }
        let board = try Blackboard(home: home)
        let active = try await board.beginRun(command: "bench", task: "Measure all")
        let journal = isJournaled ? try await Journal(run: active.id, on: board, mode: .record) : nil
        let provider = Provider(
            .custom("scripted", baseURL: server.address),
            key: nil,
            client: try HTTPClient(policy: .unrestricted)
        )
        let model = ChosenModel(provider.model("scripted"))
        let log = try EventLog(run: active.id, home: home)
        let run = AgentRun(
            id: active.id,
            factory: AgentFactory(
                roles: RoleLibrary(),
                catalog: ToolCatalog.bundled(board: board),
                archive: TextArchive(board: board, run: active.id),
                run: active.id,
                model: { _, _ in model }
            ),
            settings: RunSettings(supervision: SupervisionLimits(maxConcurrentChildren: Self.workers)),
            board: board,
            approvals: Approvals(policy: ApprovalPolicy(), log: AuditLog(home: home)),
            events: log,
            journal: journal
        )
        let begun = (wall: Measurement.now(), cpu: Measurement.ownSeconds())
        let result = try await run.work(on: AgentTask(id: "1", goal: "Measure all", role: "orchestrator"))
        try await log.finish()
        let steps = try await board.run(active.id).totals.steps
        try await board.endRun(active, RunEnd(.done))
        // With all files written, as the program ends.
        try await board.close()
        let (wall, cpu) = (Measurement.now() - begun.wall, Measurement.ownSeconds() - begun.cpu)
        let posts = try await Blackboard(home: home).statistics().entries[.note]
        guard result.outcome == .success, posts == Self.workers * Self.turns else {
            throw BenchmarkError(message: "a run of agents with \(posts ?? 0) posts ended as \(result.exitReason)")
        }
        return (wall, cpu, max(1, steps))
    }
}
