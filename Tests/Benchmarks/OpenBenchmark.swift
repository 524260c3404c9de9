import Blackboard
import Core

/// How long it takes to open a board of a hundred thousand entries of which none has changed.
struct OpenBenchmark {
    private static let count = 100_000

    let program: String
    let folder: Path

    /// Medians in seconds.
    struct Times {
        /// A whole run of the program that opens the board and lists one entry.
        let open: Double
        /// The floor: asking the system for the time and size of each file, on one thread.
        let look: Double
        /// A whole run that searches for a word that was just written into a file by hand.
        let edited: Double
    }

    func run() async throws -> Times {
        let home = folder.appending("many")
        let board = try Blackboard(home: home)
        for start in stride(from: 0, to: Self.count, by: 500) {
            let contents = (start..<start + 500).map { number in
                EntryContent(title: "note \(number)", status: .current, body: "Body of note \(number), about peat.")
            }
            for result in try await board.post(contents, kind: .note, by: "writer") { _ = try result.get() }
        }
        try await board.close()
        let list = [program, "board", "list", "--limit", "1"]
        let open = try Measurement.run(list, home: home.string, times: 9).wall
        let looks = try (0..<9).map { _ in
            let begun = Measurement.now()
            var sum = 0
            let names = try NameBatch.read(home.appending("notes"), size: .max) { _ in }
            names.forEachStatus(in: home.appending("notes"), suffix: ".md") { _, status in sum &+= status.size }
            return Measurement.now() - begun
        }
        let path = home.appending("notes/N50000-note-49999.md")
        var edits: [Double] = []
        for number in 0..<3 {
            let text = String(decoding: try FileSystem.read(path, limit: 10_000), as: UTF8.self)
            try AtomicFile.write(Array((text + "wonderword\(number)\n").utf8), to: path)
            let search = [program, "board", "search", "wonderword\(number)", "--json"]
            let found = try Measurement.run(search, home: home.string, times: 1, warmups: 0)
            guard found.output.contains("N50000") else { throw BenchmarkError(message: "the edit was not seen") }
            edits.append(found.wall)
        }
        return Times(open: open, look: Measurement.median(looks), edited: Measurement.median(edits))
    }
}
