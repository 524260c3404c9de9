import TerminalUI

/// How fast Markdown that streams in is rendered.
enum RenderingBench {
    private static let size = 4 << 20
    /// About what a model sends at a time.
    private static let piece = 24

    /// Texts that cost much: marks that open and never close, tables and lists without end, lines without blanks.
    private static let hostile = [
        "*a **b *c **d ", "*", "`a ``b ```c ", "[", "[a](b", "[[a](b)](c) ", "<", "&", "*a\n", "x", "e\u{301}\u{302}",
        " ",
        "| a | b |\n", "|a|b|c|\n|-|-|-|\n| ` `` *a | **b | [c |\n", "- - - - - - - a\n", "> > > > > a\n", "- a\n",
        "```\nlet x = 1\n```\n", "    code\n", "水位上昇した。",
    ]

    /// Renders prose, and what is made to cost much.
    static func run(prose: [String]) -> [ScrubberBench.Row] {
        let rates = hostile.map { rate(of: Array(String(repeating: $0, count: (1 << 20) / $0.utf8.count).utf8)) }
        return [
            row("Markdown for the terminal, in pieces of \(piece) bytes", rate(of: markdown(of: prose))),
            row("the same, the slowest of \(hostile.count) hostile texts of 1 MiB", rates.min() ?? 0),
        ]
    }

    private static func row(_ what: String, _ rate: Double) -> ScrubberBench.Row {
        ScrubberBench.Row(what: what, measured: "\(rate.text(1)) MB/s", goal: "≥ 5 MB/s", command: "slate")
    }

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
    private static func rate(of bytes: [UInt8]) -> Double {
        let seconds = (0..<5).map { _ in
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
