import TerminalUI

/// How fast Markdown that streams in is rendered.
enum RenderingBench {
    private static let size = 4 << 20
    /// About what a model sends at a time.
    private static let piece = 24

    /// Renders prose with the marks that models write.
    static func run(prose: [String]) -> ScrubberBench.Row {
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
        let bytes = Array(text.utf8)
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
            precondition(shown > size / 2)
            return Measurement.now() - start
        }
        let rate = Double(bytes.count) / Measurement.median(seconds) / 1e6
        return ScrubberBench.Row(
            what: "Markdown for the terminal, in pieces of \(piece) bytes",
            measured: "\((rate * 10).rounded() / 10) MB/s",
            goal: "≥ 5 MB/s",
            command: "slate"
        )
    }
}
