import TerminalUI

/// How fast Markdown that streams in is rendered.
enum RenderingBench {
    private static let size = 4 << 20
    /// About what a model sends at a time.
    private static let piece = 24

    private static let goal = 5.0

    /// Texts that cost much: marks that open and never close, tables and lists without end, lines without blanks.
    private static let known = [
        "*a **b *c **d ", "`a ``b ```c ", "[a](b", "[[a](b)](c) ", "x", "e\u{301}\u{302}", " ", "\n",
        "| a | b |\n", "|a|b|c|\n|-|-|-|\n| ` `` *a | **b | [c |\n", "- - - - - - - a\n", "> > > > > a\n", "- a\n",
        "```\nlet x = 1\n```\n", "    code\n", "水位上昇した。", "*x <http://a*b> ", "*a `b* c` ", "a*b_c*d_", "---\n",
        "1. \n",
        "*a\n\n", "**a `b\n", "[a]: b\n", "<a b='", "![a](", "&#x41;", "# a\n===\n", "\u{202E}a", "\u{1B}[31m", "👩‍👩‍👧",
    ]
    /// What begins something, or may.
    private static let marks = ["*", "**", "***", "_", "`", "``", "[", "](", "<", "&", "~~", "|", "\\", "!["]

    /// Those, and each mark by itself, within words, before words and before lines.
    private static var hostile: [String] {
        known + marks.flatMap { [$0, "a\($0)b", "\($0)a ", "\($0)a\n"] }
    }

    /// Renders prose, and what is made to cost much.
    static func run(prose: [String]) -> [ScrubberBench.Row] {
        let rates = hostile.map { text in
            (text, rate(of: Array(String(repeating: text, count: (1 << 20) / text.utf8.count).utf8), times: 3))
        }
        .sorted { $0.1 < $1.1 }
        let slow = rates.prefix { $0.1 < goal }
        let named = (slow.isEmpty ? rates.prefix(1) : slow).map { "\($0.1.text(1)) MB/s (\(name($0.0)))" }
        return [
            row(
                "Markdown for the terminal, in pieces of \(piece) bytes",
                "\(rate(of: markdown(of: prose), times: 5).text(1)) MB/s"
            ),
            row(
                "the same, the slowest of \(rates.count) hostile texts of 1 MiB",
                named.joined(separator: ", ") + "; half of them above \(rates[rates.count / 2].1.text(1)) MB/s"
            ),
        ]
    }

    private static func row(_ what: String, _ measured: String) -> ScrubberBench.Row {
        ScrubberBench.Row(what: what, measured: measured, goal: "≥ \(Int(goal)) MB/s", command: "slate")
    }

    /// A text as it can stand in a table.
    private static func name(_ text: String) -> String { text.debugDescription.replacing("|", with: "\\|") }

    /// Prose with the marks that models write.
    private static func markdown(of prose: [String]) -> [UInt8] {
        var text = ""
        var number = 0
        while text.utf8.count < size {
            let words = prose[number % prose.count].split(separator: " ")
            text += number % 7 == 0 ? "## Part \(number)\n\n" : ""
            text += number % 3 == 0 ? "- " : ""
            for (index, word) in words.enumerated() {
                text += index % 23 == 5 ? "**\(word)** " : index % 31 == 7 ? "`\(word)` [S\(index)] " : "\(word) "
            }
            text += "\n\n| run | value |\n|---|--:|\n| \(number) | 水位 *\(number * 3)* |\n\n"
            number += 1
        }
        return Array(text.utf8)
    }

    /// The bytes of a text that are rendered in a second, in millions.
    private static func rate(of bytes: [UInt8], times: Int) -> Double {
        let seconds = (0..<times).map { _ in
            let start = Measurement.now()
            var renderer = MarkdownRenderer(width: 80, hasColor: true)
            var shown = 0
            bytes.withUnsafeBufferPointer { bytes in
                for start in stride(from: 0, to: bytes.count, by: piece) {
                    let end = min(bytes.count, start + piece)
                    shown += renderer.append(bytes: UnsafeBufferPointer(rebasing: bytes[start..<end])).utf8.count
                }
            }
            shown += renderer.finish().utf8.count
            precondition(shown >= 0)
            return Measurement.now() - start
        }
        return Double(bytes.count) / Measurement.median(seconds) / 1e6
    }
}
