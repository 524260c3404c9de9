@testable import Agents
import TestSupport
import Testing

@Suite struct FenceTests {
    @Test func `the corpus has two hundred texts`() { #expect(FenceCorpus.all.count == 200) }

    @Test(arguments: FenceCorpus.all)
    func `what is fenced goes, all else stays`(text: FenceCorpus.Case) {
        let output = TextGuard.clean(text.input)
        #expect(output == text.expected)
        #expect(!output.contains("LEAK"))
    }

    @Test(arguments: FenceCorpus.all)
    func `it does not matter where the text is cut`(text: FenceCorpus.Case) {
        let bytes = Array(text.input.utf8)
        let whole = guarded(bytes, cutAt: [])
        for cut in 0...bytes.count {
            #expect(guarded(bytes, cutAt: [cut]) == whole, "cut at \(cut)")
        }
        var generator = SeededGenerator(seed: UInt64(bytes.count))
        for _ in 0..<20 {
            let cuts = randomCuts(of: bytes.count, &generator)
            #expect(guarded(bytes, cutAt: cuts) == whole, "cut at \(cuts)")
        }
        #expect(guarded(bytes, cutAt: Array(0...bytes.count)) == whole, "byte by byte")
    }

    @Test func `random soups of marks come out the same however they are cut`() {
        var generator = SeededGenerator(seed: 7)
        let parts = [
            "<think>", "</think>", "<thinking>", "</thinking>", "<", ">", "/", "`", "```", "~~~", "\n", " ", "think",
            "a=\"", "\"",
            "'", "x", "</", "<think ", "\r", "\u{1B}[0m", "é",
        ]
        for _ in 0..<400 {
            let text = (0..<Int.random(in: 1...24, using: &generator)).map { _ in
                parts[Int.random(in: 0..<parts.count, using: &generator)]
            }
            .joined()
            let bytes = Array(text.utf8)
            let whole = guarded(bytes, cutAt: [])
            let cuts = randomCuts(of: bytes.count, &generator)
            #expect(guarded(bytes, cutAt: cuts) == whole, "\(text.debugDescription) cut at \(cuts)")
            #expect(guarded(bytes, cutAt: Array(0...bytes.count)) == whole, "\(text.debugDescription)")
        }
    }

    @Test func `other names can be fences`() {
        let options = TextGuard.Options(fences: ["Private"])
        #expect(TextGuard.clean("a<private>x</PRIVATE>b<think>c", options) == "ab<think>c")
    }

    @Test func `the fences are counted`() {
        var filter = FenceFilter()
        var output: [UInt8] = []
        Array("<think>a</think><think/>b</think><reasoning>".utf8).withUnsafeBufferPointer {
            filter.append($0, to: &output)
        }
        filter.finish(to: &output)
        #expect(filter.removals == 3 && output == Array("b".utf8))
    }
}
