import TerminalUI
import TestSupport
import Testing

/// A terminal's answers among keys.
@Suite struct CursorReportTests {
    /// What comes of bytes that all were read: keys, and the columns that were told.
    private func read(_ bytes: [UInt8]) -> (keys: [UInt8], columns: [Int]) {
        var report = CursorReport()
        var (keys, columns): ([UInt8], [Int]) = ([], [])
        for byte in bytes {
            switch report.take(byte) {
            case .unclear: break
            case .keys(let typed): keys += typed
            case .column(let column): columns.append(column)
            }
        }
        return (keys + report.giveUp(), columns)
    }

    @Test func `answers are taken out, and keys stay in their order`() {
        let found = read(Array("ab\u{1B}[12;40Rc\u{1B}[A\u{1B}[1;1R\u{1B}".utf8))
        #expect(found.keys == Array("abc\u{1B}[A\u{1B}".utf8) && found.columns == [39, 0])
    }

    @Test(
        arguments: [
            "\u{1B}[R", "\u{1B}[12R", "\u{1B}[12;R", "\u{1B}[12;0R", "\u{1B}[1;2;3R", "\u{1B}[12;40X", "\u{1B}O1;2R",
            "\u{1B}[12;99999999999R", "\u{1B}\u{1B}[A", "[1;2R", "\u{1B}[200~1;2R\u{1B}[201~", "\u{1B}[12;4",
        ]
    )
    func `what is no answer is keys`(text: String) {
        let found = read(Array(text.utf8))
        #expect(found.keys == Array(text.utf8) && found.columns.isEmpty)
    }

    @Test func `an answer that begins behind the beginning of another sequence is found`() {
        let found = read(Array("\u{1B}[1\u{1B}[7;8R".utf8))
        #expect(found.keys == Array("\u{1B}[1".utf8) && found.columns == [7])
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `no bytes get lost`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let alphabet = Array("\u{1B}\u{1B}[[;;0123459RRAa".utf8)
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 0...24, using: &generator)).map { _ in
                alphabet[Int.random(in: alphabet.indices, using: &generator)]
            }
            let found = read(bytes)
            // An answer has six bytes or more.
            #expect(found.columns.isEmpty ? found.keys == bytes : found.keys.count <= bytes.count - 6, "\(bytes)")
        }
    }
}
