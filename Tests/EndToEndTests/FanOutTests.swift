import Core
import TestSupport
import Testing

/// Many researchers at once.
@Suite struct FanOutTests {
    private static let latency = 0.2

    /// Carries out a plan with some parts, and measures that.
    private func time(_ topics: [Velm.Topic]) throws -> Duration {
        let slate = try SlateProgram()
        try Velm.write(for: slate, Velm.topics + Velm.stations)
        let models = try ResearchServer(latency: Self.latency)
        let shown = try slate.run(Velm.report + models.options + ["--plan-only", "--concurrency", "10"])
        #expect(shown.status == 0, "\(shown)")
        try slate.folder.write("parts", topics.enumerated().map { "\($0 + 1). \($1.question)\n" }.joined())
        try slate.folder.write("editor.sh", "sed -i '/^[0-9]*[.] /d' \"$1\"\ncat parts >> \"$1\"\n")
        let edit = try slate.run(["board", "edit", "T1"], environment: ["EDITOR": "/bin/sh editor.sh"])
        #expect(edit.status == 0, "\(edit)")
        let start = ContinuousClock.now
        let outcome = try slate.run(["resume"])
        let duration = ContinuousClock.now - start
        #expect(outcome.status == 0, "\(outcome)")
        let text = try slate.read("r.md")
        for topic in topics { #expect(text.contains(topic.words.dropLast()), "\(text)") }
        return duration
    }

    @Test func `ten researchers take about as long as one`() throws {
        let one = try time(Array(Velm.stations.prefix(1)))
        let ten = try time(Velm.stations)
        print("one researcher: \(one), ten: \(ten), ratio \(ten / one)")
        // Work in a row would take five times as long; 'make bench-agents' measures it closer.
        #expect(ten / one < 1.7)
    }
}
