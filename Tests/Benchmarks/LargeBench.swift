import Core

/// How the board grows: opening and searching it at sizes that take minutes to make.
struct LargeBench {
    private static let sizes = [10_000, 100_000, 1_000_000]

    let program: String
    let folder: Path

    func run() async throws {
        let times = try await OpenBenchmark(program: program, folder: folder).run()
        print("opening 100,000 entries of which none has changed: \(times.open.milliseconds) ms")
        print("(asking the system about each file, one thread: \(times.look.milliseconds) ms)")
        print("finding a word that was just written into one of them: \(times.edited.milliseconds) ms\n")
        print("| passages | a word of 1 in 200 passages, bare | a question | a common word, bare |\n|---|---|---|---|")
        for passages in Self.sizes {
            let row = try await ScaleBenchmark(folder: folder).run(passages: passages)
            let ratio = (row.selective.ours / row.selective.bare).text(1)
            print(
                "| \(passages) | \(row.selective.ours.milliseconds) ms, \(row.selective.bare.milliseconds) ms (\(ratio)×) "
                    + "| \(row.question.milliseconds) ms "
                    + "| \(row.common.ours.milliseconds) ms, \(row.common.bare.milliseconds) ms |"
            )
        }
    }
}
