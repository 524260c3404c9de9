import Agents
import Core
import Glibc
import TestSupport

/// What the scrubber can do: how fast, in how little memory, and what its digests keep.
struct ScrubberBench {
    /// How much plain prose the throughput is measured on, in bytes.
    private static let proseSize = 64 << 20
    /// How many times that is streamed through the program: one gibibyte.
    private static let repeats = 16
    private static let budget = 500

    let program: String
    let folder: Path
    let prose: [String]

    /// What was measured of one thing.
    struct Row {
        let what: String
        let measured: String
        let goal: String
        let command: String
    }

    /// Runs everything.
    func run() throws -> [Row] { [cleaning(), try wholePipeline(), digests()] }

    private func cleaning() -> Row {
        let bytes = manyPages()
        let seconds = (0..<3).map { _ in
            let start = Measurement.now()
            var filter = TextGuard()
            var output: [UInt8] = []
            forEachPiece(of: bytes) { piece in
                output.removeAll(keepingCapacity: true)
                filter.append(piece, to: &output)
            }
            filter.finish(to: &output)
            return Measurement.now() - start
        }
        return Row(
            what: "scrubbing: clean, fences, secrets",
            measured: "\(Int(Double(bytes.count) / 1e6 / Measurement.median(seconds))) MB/s",
            goal: "≥ 150 MB/s",
            command: "slate scrub"
        )
    }

    /// Streams prose through the program.
    ///
    /// The writer notes the reader's peak memory before it closes the pipe: the peak of child processes, which the
    /// system tells, begins with what this process has.
    private func wholePipeline() throws -> Row {
        let file = folder.appending("prose.txt")
        let bytes = manyPages()
        try AtomicFile.write(bytes, to: file, synchronizesFolder: false)
        let script = """
            { i=0; while [ $i -lt $1 ]; do cat "$2"; i=$((i+1)); done
              peak=$(grep VmHWM "/proc/$(cat "$4/pid")/status"); echo "$peak" > "$4/peak"; } |
            sh -c 'echo $$ > "$2/pid"; exec "$1" scrub --quiet --budget \(Self.budget)' sh "$3" "$4"
            """
        let cost = try Measurement.run(
            ["/bin/sh", "-c", script, "sh", "\(Self.repeats)", file.string, program, folder.string],
            home: folder.appending("scrub-home").string,
            times: 1,
            warmups: 0
        )
        let status = String(decoding: try FileSystem.read(folder.appending("peak"), limit: 4_096), as: UTF8.self)
        let kibibytes = Double(status.filter(\.isNumber)) ?? .nan
        let size = Double(bytes.count * Self.repeats) / 1e6
        return Row(
            what: "scrubbing to a digest, 1 GiB",
            measured: "\(Int(size / cost.cpu)) MB/s of CPU time, \(((kibibytes / 102.4).rounded() / 10)) MiB",
            goal: "≥ 40 MB/s, ≤ 16 MiB",
            command: "slate scrub --budget \(Self.budget)"
        )
    }

    /// What share of planted facts is left, in digests and in what simpler ways would keep.
    private func digests() -> Row {
        var planted = 0
        var kept = [0, 0, 0]
        var largest = 0
        for index in 0..<200 {
            let text = PlantedText(seed: UInt64(index), size: 2_000 + index * 995, prose: prose)
            let digest = Scrubber.scrub(text.text, Scrubber.Options(budget: Self.budget))
            largest = max(largest, digest.statistics.outputTokens)
            let outputs = [
                digest.text, DigestBaselines.headAndTail(text.text, budget: Self.budget),
                DigestBaselines.textRank(text.text, budget: Self.budget),
            ]
            planted += text.facts.count
            for (way, output) in outputs.enumerated() { kept[way] += text.facts.count { $0.isKept(in: output) } }
        }
        let shares = kept.map { "\((Double($0) / Double(planted) * 1_000).rounded() / 10) %" }
        return Row(
            what: "planted facts kept in \(Self.budget) tokens, 200 outputs of 2 to 200 KB",
            measured: "\(shares[0]), at most \(largest) tokens (head and tail: \(shares[1]), TextRank: \(shares[2]))",
            goal: "≥ 95 %, ≤ \(Self.budget) tokens",
            command: "slate scrub --budget \(Self.budget)"
        )
    }

    /// Prose in which no paragraph comes twice.
    private func manyPages() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.proseSize + 8_192)
        var number = 0
        while bytes.count < Self.proseSize {
            bytes += Array("on page \(number) ".utf8)
            bytes += Array(prose[number % prose.count].utf8)
            bytes += [0x0A, 0x0A]
            number += 1
        }
        return bytes
    }

    private func forEachPiece(of bytes: [UInt8], _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        bytes.withUnsafeBufferPointer { bytes in
            for start in stride(from: 0, to: bytes.count, by: 65_536) {
                body(UnsafeBufferPointer(rebasing: bytes[start..<min(start + 65_536, bytes.count)]))
            }
        }
    }
}
