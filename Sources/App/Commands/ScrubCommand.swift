import Agents
import Core
import Glibc
import LanguageModels
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
            + "<scratchpad>, <memory-context> and of scrubber.extra_fences, secrets (known keys, tokens, passwords, and the "
            + "keys of this process), and repeated lines. With --budget, or scrubber.token_budget in the configuration, a "
            + "longer text becomes a digest: its most telling sentences in order, with marks for what was left out. A token "
            + "counts as four bytes, or one Chinese, Japanese or Korean character. With --model, or auxiliary.scrubber in "
            + "the configuration, that model rewrites the digest; a text with ids or figures of its own is refused, and the "
            + "digest stands. What was done is told on standard error, or with --json beside the text.",
        options: [
            Command.Option(
                name: "budget",
                value: .number("TOKENS", 16...(1 << 24)),
                help: "make a digest of at most so many tokens"
            ),
            Command.Option(name: "task", value: .text("TEXT"), help: "what the reader of the digest wants to know"),
        ] + ModelOptions.choice,
        examples: ["make 2>&1 | slate scrub --budget 500 --task \"why does the build fail\"", "slate scrub < log.txt"],
        action: run
    )

    private static func run(_ invocation: Invocation) async throws -> ExitStatus {
        let session = try Session(invocation)
        let console = session.console
        let budget = session.configuration.value("scrubber.token_budget")
        let options = Scrubber.Options(
            removing: session.removing,
            budget: budget.layer == .standard ? nil : Int(budget.text),
            task: invocation.value("task") ?? ""
        )
        // What is wrong with the model is better known before the work than after it.
        let rewriting = options.budget == nil ? nil : try await DigestRewriting(session)
        var output: [UInt8] = []
        let statistics = try scrub(session, options, into: &output)
        var text = String(decoding: output, as: UTF8.self)
        var result: DigestRewriter.Result?
        if statistics.isDigest, let rewriting, let budget = options.budget {
            result = try await rewriting.rewrite(text, task: options.task, budget: budget)
            text = result?.text ?? text
        }
        if console.isJSON {
            let rewrite = JSON.Member("rewrite", rewriting.flatMap { $0.json(result) } ?? .null)
            console.printVerbatim(json(text, statistics, options).adding(rewrite).prettyText + "\n")
        } else {
            console.printVerbatim(text)
            console.note(summary(statistics))
        }
        return .done
    }

    /// Scrubs standard input; what is not for a digest or an object is printed as it comes.
    private static func scrub(
        _ session: Session,
        _ options: Scrubber.Options,
        into output: inout [UInt8]
    ) throws -> Scrubber.Statistics {
        let console = session.console
        var scrubber = Scrubber(options)
        try StandardInput.forEachPiece { piece in
            scrubber.append(piece, to: &output)
            if !console.isJSON {
                console.printVerbatim(output)
                output.removeAll(keepingCapacity: true)
            } else if output.count > wholeLimit {
                throw session.usage("the text has more than \(wholeLimit) bytes; --budget makes it fit --json")
            }
        }
        return scrubber.finish(to: &output)
    }

    private static func summary(_ statistics: Scrubber.Statistics) -> String {
        let removals = statistics.removals
        let secrets = removals.secrets.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        var parts = ["\(statistics.cleanTokens.of("token")) to \(statistics.outputTokens)"]
        if removals.characters > 0 { parts.append("cleaned in \(removals.characters.of("place"))") }
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
            "output": ["bytes": .int(text.utf8.count), "tokens": .int(TokenEstimate(text).tokens)],
            "removed": [
                "characters": .int(removals.characters), "fences": .int(removals.fences), "secrets": .object(secrets),
                "repeated_lines": .int(statistics.repeatedLines), "sentences": .int(statistics.omittedSentences),
                "tables": .int(statistics.omittedTables), "code_blocks": .int(statistics.omittedCodeBlocks),
            ],
        ]
    }
}
