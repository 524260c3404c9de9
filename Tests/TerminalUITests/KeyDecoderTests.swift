import TerminalUI
import Testing

@Suite struct KeyDecoderTests {
    private func keys(_ pieces: String...) -> [Key] {
        var decoder = KeyDecoder()
        return pieces.flatMap { decoder.decode(Array($0.utf8)) }
    }

    @Test func `keys are told apart`() {
        #expect(
            keys("a\u{1B}[A\u{1B}OB\r\t\u{7F}\u{3}") == [
                .character("a"), .up, .down, .enter, .tab, .backspace, .control("c"),
            ]
        )
        #expect(keys("\u{1B}[5~\u{1B}[6~\u{1B}[H\u{1B}[F\u{1B}[3~") == [.pageUp, .pageDown, .home, .end, .delete])
    }

    @Test func `Escape alone is a key, also before another`() {
        #expect(keys("\u{1B}") == [.escape])
        #expect(keys("\u{1B}x") == [.escape, .character("x")])
    }

    @Test func `a character may come in two pieces`() {
        var decoder = KeyDecoder()
        #expect(decoder.decode([0xE6, 0xB3]).isEmpty)
        #expect(decoder.decode([0xA5]) == [.character("泥")])
    }

    @Test func `a paste is one key, clean, however it comes`() {
        #expect(keys("\u{1B}[200~two\r\nli\u{7}nes\u{1B}", "[201~x") == [.paste("two\nlines"), .character("x")])
    }

    @Test func `sequences that mean nothing to us are no text`() {
        #expect(keys("\u{1B}[99;5~\u{1B}[38;5;1Rz") == [.character("z")])
    }
}
