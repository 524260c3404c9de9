import Core
import Glibc
import TestSupport

/// Measures how soon the conversation answers on a terminal, with ten agents at work.
struct ConversationBench {
    private static let starts = 21
    private static let keys = 100
    private static let interruptions = 50
    /// The pause between two pieces of an agent's answer, in seconds.
    private static let pause = 0.005

    let program: String

    func run() throws -> [BenchmarkRow] {
        let slate = try SlateProgram()
        let script = ModelScript(children: (10, 0), turns: 0, hangs: true, pause: Self.pause)
        let server = try script.serve(counting: HandedOut())
        let options = ["--model", "scripted", "--base-url", server.url("/v1"), "--concurrency", "10"]
        func open() throws -> PseudoTerminal {
            try PseudoTerminal(slate, options, columns: 100, program: Path(program))
        }
        return [try start(open), try echo(open()), try interrupt(open())]
    }

    private func start(_ open: () throws -> PseudoTerminal) throws -> BenchmarkRow {
        let times = try (0...Self.starts).map { _ in
            let begun = Measurement.now()
            let terminal = try open()
            try see("slate> ", on: terminal)
            return Measurement.now() - begun
        }
        // The first one makes the board.
        return row("start to prompt, with agents", Array(times.dropFirst()), goal: "≤ 50 ms")
    }

    private func echo(_ terminal: PseudoTerminal) throws -> BenchmarkRow {
        try see("slate> ", on: terminal)
        terminal.type("Measure all.\n")
        try see("A10 agent", on: terminal)
        var line = ""
        let times = try (0..<Self.keys).map { number in
            if number.isMultiple(of: 20) {
                terminal.type("\u{15}")
                line = ""
            }
            line.append(Character(UnicodeScalar(UInt8(ascii: "a") + UInt8(number % 20))))
            usleep(5_000)
            let begun = Measurement.now()
            terminal.type(String(line.suffix(1)))
            try see("> " + line, on: terminal)
            return Measurement.now() - begun
        }
        return row("key to echo while ten agents stream", times, goal: "≤ 10 ms")
    }

    private func interrupt(_ terminal: PseudoTerminal) throws -> BenchmarkRow {
        try see("slate> ", on: terminal)
        var random = SeededGenerator(seed: 50)
        let times = try (0..<Self.interruptions).map { _ in
            terminal.type("Measure all.\n")
            try see("all.", on: terminal)
            usleep(UInt32.random(in: 0...400_000, using: &random))
            let begun = Measurement.now()
            terminal.type("\u{3}")
            try see("slate> ", on: terminal)
            return Measurement.now() - begun
        }
        let what = "Ctrl-C to prompt, ten agents, at \(Self.interruptions) moments"
        return row(what, times, goal: "≤ 200 ms")
    }

    private func see(_ text: String, on terminal: PseudoTerminal) throws {
        guard terminal.waitFor(text, seconds: 30) else {
            throw BenchmarkError(message: "slate: '\(text)' does not show")
        }
    }

    private func row(_ what: String, _ times: [Double], goal: String) -> BenchmarkRow {
        let worst = (times.max() ?? 0).milliseconds
        return BenchmarkRow(
            what: what,
            measured: "\(Measurement.median(times).milliseconds) ms (worst \(worst))",
            goal: goal,
            command: "slate"
        )
    }
}
