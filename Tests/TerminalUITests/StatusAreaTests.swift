import TerminalUI
import TestSupport
import Testing

@Suite struct StatusAreaTests {
    @Test(arguments: 0..<200 as Range<UInt64>)
    func `the text above stays whole, and the area leaves no trace`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var terminal = TerminalModel(width: 30, height: 12)
        var area = StatusArea()
        var written = ""
        for step in 0..<40 {
            if Bool.random(using: &generator) {
                let word =
                    ["one ", "two\n", "\u{1B}[1mthree\u{1B}[0m ", "\n", "four five\nsix"].randomElement(
                        using: &generator
                    ) ?? ""
                // The renderer breaks lines before they fill the screen.
                let isLong =
                    written.split(separator: "\n", omittingEmptySubsequences: false).last.map { $0.count > 15 } ?? false
                let text = (isLong ? "\n" : "") + word
                written += text
                terminal.write(area.write(text))
            } else {
                let count = Int.random(in: 0...5, using: &generator)
                let lines = (0..<count).map { "status \($0) of step \(step), which is too long for it" }
                terminal.write(area.show(lines, width: 30, height: 12))
            }
        }
        terminal.write(area.show([], width: 30, height: 12))
        var plain = TerminalModel(width: 30, height: 12)
        plain.write(written)
        #expect(terminal.text == plain.text)
    }

    @Test func `the area is below the text`() {
        var terminal = TerminalModel(width: 20, height: 10)
        var area = StatusArea()
        terminal.write(area.write("first\nsec"))
        terminal.write(area.show(["working", "next: a question that is long"], width: 20, height: 10))
        #expect(terminal.text == "first\nsec\nworking\nnext: a question t…")
        terminal.write(area.write("ond\nthird"))
        #expect(terminal.text == "first\nsecond\nthird\nworking\nnext: a question t…")
    }

    @Test func `after a change of the size the text is not touched`() {
        var terminal = TerminalModel(width: 20, height: 10)
        var area = StatusArea()
        terminal.write(area.write("first\n"))
        terminal.write(area.show(["working"], width: 20, height: 10))
        terminal.write(area.show(["working"], width: 15, height: 10))
        terminal.write(area.write("second\n"))
        terminal.write(area.show([], width: 15, height: 10))
        #expect(terminal.text.hasPrefix("first\n") && terminal.text.hasSuffix("second"))
    }
}
