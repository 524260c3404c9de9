import Blackboard
import Core

/// What it costs to record a step durably before it is used.
struct JournalBenchmark {
    private static let count = 2_000
    private static let agents = 100
    private static let result: JSON = [
        "text": .string(
            String(repeating: "The peatland of Velm was drained in 1962; emissions fell by 61 percent. ", count: 20)
        )
    ]

    let folder: Path

    /// Milliseconds a step.
    struct Costs {
        /// One step after another.
        let sequential: Double
        /// Of a hundred agents at the same time.
        let concurrent: Double
        /// One step after another, found in the journal.
        let repeated: Double
    }

    func run() async throws -> Costs {
        // The median of three: a shared disk has its moments.
        var rounds: [Costs] = []
        for round in 0..<3 {
            let board = try Blackboard(home: folder.appending("journal-\(round)"))
            rounds.append(
                Costs(
                    sequential: try await record(agents: 1, on: board).recording,
                    concurrent: try await record(agents: Self.agents, on: board).recording,
                    repeated: try await record(agents: 1, on: board).repeating
                )
            )
            try await board.close()
        }
        return Costs(
            sequential: Measurement.median(rounds.map(\.sequential)),
            concurrent: Measurement.median(rounds.map(\.concurrent)),
            repeated: Measurement.median(rounds.map(\.repeated))
        )
    }

    private func record(agents: Int, on board: Blackboard) async throws -> (recording: Double, repeating: Double) {
        let run = try await board.beginRun(command: "bench", task: "bench")
        let begun = Measurement.now()
        try await work(agents, try await Journal(run: run.id, on: board, mode: .record))
        let recorded = Measurement.now()
        try await work(agents, try await Journal(run: run.id, on: board, mode: .replay))
        let repeated = Measurement.now()
        try await board.endRun(run, RunEnd(.done))
        let count = Double(Self.count)
        return ((recorded - begun) * 1_000 / count, (repeated - recorded) * 1_000 / count)
    }

    private func work(_ agents: Int, _ journal: Journal) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for agent in 0..<agents {
                group.addTask {
                    for number in 0..<(Self.count / agents) {
                        let key = JournalKey(JournalAgent("0/\(agent)"), .tool, request: "\(number)")
                        _ = try await journal.step(key, label: "look \(number)") { Self.result }
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
