import Blackboard
import Core
import TerminalUI
import TestSupport
import TextAnalysis
import Testing

@testable import App

@Suite struct BoardBrowserTests {
    private let folder: TemporaryFolder
    private let board: Blackboard

    init() async throws {
        folder = try TemporaryFolder()
        board = try Blackboard(home: folder.path)
        for title in ["水位が低下すると泥炭が乾く", "The second note 🐦", "Third"] {
            let body =
                "# Heading\n\n- an **item** of [a link](https://example.org)\n\nשלום עולם and more text on a line."
            _ = try await board.post(EntryContent(title: title, status: .current, body: body), kind: .note, by: "human")
        }
    }

    private func browser(hasColor: Bool = false) async throws -> BoardBrowser {
        var browser = BoardBrowser(hasColor: hasColor)
        if case .read(let id) = browser.show(try await board.entries()) {
            browser.show(try await BrowserPage.load(id, from: board))
        }
        return browser
    }

    @Test(arguments: [(40, 10), (100, 24), (200, 50), (20, 4), (1, 1)])
    func `the screen is as large as the terminal, and no line is wider`(width: Int, height: Int) async throws {
        var browser = try await browser()
        for key in [Key.down, .enter, .tab, .pageDown] { _ = browser.press(key) }
        let lines = browser.lines(width: width, height: height)
        #expect(lines.count == height)
        if width >= 20 {
            for line in lines { #expect(UnicodeText.displayWidth(line) <= width, "\(line)") }
        }
    }

    @Test func `letters filter, and q leaves where nothing is typed`() async throws {
        var browser = try await browser()
        #expect(browser.press(.character("x")) == .filter && browser.filter == "x")
        #expect(browser.press(.character("q")) == .filter && browser.filter == "xq")
        #expect(browser.press(.escape) == .filter && browser.filter.isEmpty)
        #expect(browser.press(.character("/")) == .none)
        #expect(browser.press(.character("q")) == .filter && browser.filter == "q")
        #expect(browser.press(.backspace) == .filter && browser.press(.backspace) == .none)
        #expect(browser.press(.character("q")) == .leave)
    }

    @Test func `the selected entry stays selected when others come`() async throws {
        var browser = try await browser()
        _ = browser.press(.down)
        let selected = browser.selectedEntry
        _ = try await board.post(EntryContent(title: "New", status: .current), kind: .note, by: "human")
        _ = browser.show(try await board.entries())
        #expect(browser.entries.count == 4 && browser.selectedEntry == selected)
    }

    @Test func `links are followed and left again`() async throws {
        let link = Link(.about, EntryID(.note, 1))
        let content = EntryContent(title: "About the first", status: .current, links: [link])
        let id = try await board.post(content, kind: .note, by: "human").id
        var browser = try await browser()
        #expect(browser.selectedEntry == id && browser.press(.enter) == .none && browser.isReading)
        _ = browser.press(.tab)
        #expect(browser.press(.enter) == .read(EntryID(.note, 1)))
        browser.show(try await BrowserPage.load(EntryID(.note, 1), from: board))
        #expect(browser.press(.backspace) == .read(id))
        #expect(browser.press(.backspace) == .read(id) && !browser.isReading)
    }

    @Test(arguments: [40, 200])
    func `the golden screens`(width: Int) async throws {
        var browser = try await browser()
        let shown = browser.lines(width: width, height: 14).map { $0.replacingTime() }.joined(separator: "\n")
        #expect(try GoldenScreen.matches(shown + "\n", "browser-\(width)"), "\(shown)")
    }
}

extension String {
    /// The text with a fixed moment in place of the present one.
    fileprivate func replacingTime() -> String {
        guard let start = firstRange(of: "by human, ") else { return self }
        return self[..<start.upperBound] + "2026-01-31 12:00" + self[start.upperBound...].dropFirst(16)
    }
}
