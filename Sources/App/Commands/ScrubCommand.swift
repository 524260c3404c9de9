import Agents
import Core
import Glibc
import Processes

/// `slate scrub`: the scrubber as a filter.
enum ScrubCommand {
    /// The most that `--json` prints of a text that is not cut to a budget, in bytes.
    private static let wholeLimit = 64 << 20

    static let command = Command(
        name: "scrub",
        summary: "clean a text, or make a digest of it, from standard input to standard output",
        discussion:
            "Takes out escape sequences and invisible characters, the content of <think>, <thinking>, <reasoning>, "
            + "<scratchpad> and <memory-context>, secrets (known keys, tokens, passwords, and the keys of this process), and "
            + "repeated lines. With --budget a longer text becomes a digest: its most telling sentences in order, with "
            + "marks for what was left out. A token counts as four bytes, or one Chinese, Japanese or Korean character. "
            + "What was done is told on standard error, or with --json beside the text.",
        options: [
            Command.Option(
                name: "budget",
                value: .number("TOKENS", 16...(1 << 24)),
                help: "make a digest of at most so many tokens"
            ),
            Command.Option(name: "task", value: .text("TEXT"), help: "what the reader of the digest wants to know"),
        ],
        examples: ["make 2>&1 | slate scrub --budget 500 --task \"why does the build fail\"", "slate scrub < log.txt"],
        action: run
    )

    private static func run(_ invocation: Invocation) async throws -> ExitStatus {
        let session = try Session(invocation)
        let console = session.console
        let options = Scrubber.Options(
            removing: session.secrets,
            budget: invocation.value("budget").flatMap { Int($0) },
            task: invocation.value("task") ?? ""
        )
        var scrubber = Scrubber(options)
        var output: [UInt8] = []
        try StandardInput.forEachPiece { piece in
            scrubber.append(piece, to: &output)
            if !console.isJSON {
                console.printVerbatim(output)
                output.removeAll(keepingCapacity: true)
            } else if output.count > wholeLimit {
                throw session.usage("the text has more than \(wholeLimit) bytes; --budget makes it fit --json")
            }
        }
        let statistics = scrubber.finish(to: &output)
        if console.isJSON {
            console.printVerbatim(json(String(decoding: output, as: UTF8.self), statistics, options).prettyText + "\n")
        } else {
            console.printVerbatim(output)
            console.note(summary(statistics))
        }
        return .done
    }

    private static func summary(_ statistics: Scrubber.Statistics) -> String {
        let removals = statistics.removals
        let secrets = removals.secrets.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        var parts = ["\(statistics.cleanTokens) tokens to \(statistics.outputTokens)"]
        if removals.characters > 0 { parts.append("cleaned in \(removals.characters) places") }
        if removals.fences > 0 { parts.append("fences: \(removals.fences)") }
        if !secrets.isEmpty { parts.append("secrets: \(secrets.joined(separator: ", "))") }
        if statistics.repeatedLines > 0 { parts.append("repeated lines: \(statistics.repeatedLines)") }
        if statistics.isDigest { parts.append("sentences left out: \(statistics.omittedSentences)") }
        return parts.joined(separator: "; ")
    }

    private static func json(
        _ text: String,
        _ statistics: Scrubber.Statistics,
        _ options: Scrubber.Options
    ) -> JSON {
        let removals = statistics.removals
        let secrets = removals.secrets.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .int($0.value)) }
        return [
            "text": .string(text), "digest": .bool(statistics.isDigest),
            "budget": options.budget.map(JSON.int) ?? .null,
            "input": ["bytes": .int(statistics.inputBytes), "tokens": .int(statistics.cleanTokens)],
            "output": ["bytes": .int(statistics.outputBytes), "tokens": .int(statistics.outputTokens)],
            "removed": [
                "characters": .int(removals.characters), "fences": .int(removals.fences), "secrets": .object(secrets),
                "repeated_lines": .int(statistics.repeatedLines), "sentences": .int(statistics.omittedSentences),
                "tables": .int(statistics.omittedTables), "code_blocks": .int(statistics.omittedCodeBlocks),
            ],
        ]
    }
}
