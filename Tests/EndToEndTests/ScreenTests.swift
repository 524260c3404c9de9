import Core
import FoundationEssentials
import Synchronization
import TestSupport
import Testing

/// What a person sees of a conversation, on terminals of many kinds.
@Suite(.serialized, .enabled(if: TmuxScreen.isThere, "tmux is not installed; 'sh Tests/setup.sh tests' does that"))
struct ScreenTests {
    private static let answer = """
        # Rewetting 再湿潤化 🌱

        The **Velm** was rewetted in *2017* by `318 dams` [S1]; see [the survey](https://velm.example/survey).

        1. 泥炭が乾くと二酸化炭素を放出します。水位が上がるとそれは止まります。
        2. الماء يرتفع في المستنقع، والطيور تعود إليه كل ربيع.
        3. Families 👩‍👩‍👧 and flags 🇳🇱 came; café, naïve, Straße.

        | Bird | 鳥 | Pairs |
        |:-----|:--:|------:|
        | Curlew | ダイシャクシギ | 14 |
        | Snipe 🐦 | タシギ | 9 |

        > What is quoted stands aside, also where it is longer than one line of the terminal.

        ```swift
        let pairs = 14  // 十四
        ```

        That is all.
        """

    private let slate: SlateProgram

    init() throws {
        slate = try SlateProgram()
        try slate.folder.write("home/config.yaml", "delegation:\n  max_spawn_depth: 0\ncalls:\n  attempts: 1\n")
    }

    private func models() throws -> AgentServer { try AgentServer([]) { _ in .text(Self.answer) } }

    /// Asks one question, and waits for the prompt behind its answer.
    private func ask(_ screen: TmuxScreen) throws {
        #expect(screen.waitFor("slate>"))
        try screen.type("What was done?")
        try screen.press("Enter")
        #expect(screen.waitFor("That is all.") && waitUntil(seconds: 20) { isAtPrompt(screen) })
    }

    private func isAtPrompt(_ screen: TmuxScreen) -> Bool { (try? screen.text().hasSuffix("\nslate>\n")) ?? false }

    /// A screen without what is another in each run.
    private func settled(_ text: String) -> String {
        var text = text
        while let run = text.firstRange(of: "run 01") {
            let end = text[run.upperBound...].firstIndex(of: ":") ?? text.endIndex
            text.replaceSubrange(run.lowerBound..<end, with: "run ID")
        }
        return text
    }

    @Test(
        arguments: [
            (40, [:], "talk-40"), (200, [:], "talk-200"), (60, ["TERM": "dumb"], "talk-dumb"),
            (80, ["NO_COLOR": "1"], "talk-plain"),
        ] as [(Int, [String: String], String)]
    )
    func `the golden screens of a conversation`(columns: Int, variables: [String: String], name: String) throws {
        let models = try models()
        let screen = try TmuxScreen(slate, models.options, columns: columns, lines: 50, variables: variables)
        try ask(screen)
        let text = settled(try screen.text())
        #expect(try GoldenScreen.matches(text, name), "\(text)")
        if !variables.isEmpty { #expect(try !screen.text(hasStyles: true).contains("\u{1B}[")) }
        try screen.press("C-d")
    }

    @Test(arguments: [40, 100])
    func `the golden screens of agents at work`(columns: Int) throws {
        try slate.folder.write("home/config.yaml", "calls:\n  attempts: 1\n")
        let goals = ["Count the birds of the Velm", "数を数える鳥の調査", "سؤال عن الماء"]
        let models = try AgentServer(goals.map { ["goal": .string($0)] }) { _ in .hang("I look.") }
        let screen = try TmuxScreen(slate, models.options, columns: columns, lines: 20)
        #expect(screen.waitFor("slate>"))
        try screen.type("Measure all.")
        try screen.press("Enter")
        #expect(screen.waitFor("A3 agent") && screen.waitFor(columns > 60 ? "110 tok" : "A1 agent"))
        try screen.type("/help 鳥")
        #expect(screen.waitFor("> /help 鳥"))
        // Seconds pass.
        let text = try screen.text().split(separator: "\n", omittingEmptySubsequences: false).map { line in
            String(line).replacing("1s", with: "0s").replacing("2s", with: "0s").replacing(" 1 s", with: " 0 s")
                .replacing(" 2 s", with: " 0 s")
        }
        .joined(separator: "\n")
        #expect(try GoldenScreen.matches(text, "agents-\(columns)"), "\(text)")
        try screen.press("C-c")
        #expect(screen.waitFor("/continue"))
    }

    @Test func `what is cited and the list of conversations keep their words whole on a narrow terminal`() throws {
        let sentence = "Curlews returned to the peatland after extraordinarily painstaking rewetting in spring 2019."
        try slate.folder.write("a.txt", sentence + "\n")
        let screen = try TmuxScreen(slate, [], columns: 40, lines: 50)
        #expect(screen.waitFor("slate>"))
        try screen.type("/sources a.txt")
        try screen.press("Enter")
        #expect(screen.waitFor("1 source read"))
        let question = "When did curlews return to the peatland after painstaking rewetting?"
        try screen.type(question)
        try screen.press("Enter")
        #expect(waitUntil(seconds: 20) { isAtPrompt(screen) })
        try screen.type("/cite F1")
        try screen.press("Enter")
        #expect(screen.waitFor("characters 0 to"))
        try screen.type("/sessions")
        try screen.press("Enter")
        #expect(screen.waitFor("2 messages, ") && waitUntil(seconds: 20) { isAtPrompt(screen) })
        let text = try screen.text()
        let cited = text.components(separatedBy: "/cite F1").last ?? ""
        let words = cited.split(whereSeparator: \.isWhitespace).map(String.init)
        for word in ("“" + sentence + "”").split(separator: " ") { #expect(words.contains(String(word)), "\(text)") }
        let lines = cited.split(separator: "\n").map(String.init)
        #expect(lines.contains { $0.hasPrefix("    sha256:") && $0.hasSuffix("…") }, "\(text)")
        #expect(lines.contains { $0.hasPrefix("* 1    When did curlews") && $0.hasSuffix("…") }, "\(text)")
        #expect(lines.contains { $0.hasPrefix("       2 messages, 20") && $0.count == 35 }, "\(text)")
        try screen.press("C-d")
    }

    @Test(arguments: [50, 140])
    func `an answer stays whole when the terminal gets another size in the middle of it`(columns: Int) throws {
        let words = (1...400).map { "w\($0)" }
        let isResized = Atomic(false)
        let server = try ScriptedServer { _ in
            let steps = StreamedAnswer.steps(words.map { $0 + " " }, cut: 100)
            let middle = steps.count / 2
            return Array(steps[..<middle]) + [.wait { isResized.load(ordering: .relaxed) }] + steps[middle...]
        }
        let screen = try TmuxScreen(
            slate,
            ["--model", "scripted", "--base-url", server.url("/v1")],
            columns: 100,
            lines: 24
        )
        #expect(screen.waitFor("slate>"))
        try screen.type("Go on.")
        try screen.press("Enter")
        #expect(screen.waitFor("w150 ") && screen.waitFor("Ctrl-C stops"), "\(screen.seen)")
        try screen.resize(columns: columns, lines: 24)
        isResized.store(true, ordering: .relaxed)
        #expect(screen.waitFor("w400") && waitUntil(seconds: 20) { isAtPrompt(screen) })
        let shown = try screen.text(isJoined: true).split(whereSeparator: \.isWhitespace).map(String.init).filter {
            $0.hasPrefix("w") && Int($0.dropFirst()) != nil
        }
        #expect(shown == words, "\(screen.seen)")
    }

    @Test func `the line that is typed is shown whole where it is longer than the terminal, in any script`() throws {
        let screen = try TmuxScreen(slate, columns: 30)
        #expect(screen.waitFor("slate>"))
        try screen.type("漢字を入力すると水位が低下すると泥炭が乾いて、そして鳥🐦が来る")
        #expect(screen.waitFor("が来る"))
        let shown = try screen.text().filter { !$0.isNewline }
        #expect(shown.contains("slate> 漢字を入力すると水位が低下すると泥炭が乾いて、そして鳥🐦が来る"), "\(screen.seen)")
        for _ in 0..<4 { try screen.press("BSpace") }
        try screen.press("Home")
        try screen.type("/help ")
        #expect(screen.waitFor("slate> /help 漢字"))
        try screen.press("C-u")
        try screen.press("C-k")
        try screen.press("C-d")
    }

    @Test func `a line that is being typed stays whole when the terminal gets another size`() throws {
        let screen = try TmuxScreen(slate, columns: 80)
        #expect(screen.waitFor("slate>"))
        try screen.type("/title one two three four five six seven")
        #expect(screen.waitFor("seven"))
        try screen.resize(columns: 30)
        try screen.type(" eight nine ten")
        func shows(_ line: String) -> Bool {
            waitUntil(seconds: 20) {
                // Blanks at the ends of rows cannot be seen.
                let seen = screen.seen.filter { !$0.isWhitespace }
                return seen.hasSuffix("slate>" + line.filter { $0 != " " })
            }
        }
        #expect(shows("/title one two three four five six seven eight nine ten"), "\(screen.seen)")
        try screen.press("Home")
        try screen.type("X")
        #expect(shows("X/title one two three four five six seven eight nine ten"), "\(screen.seen)")
        try screen.resize(columns: 70)
        try screen.press("End")
        for _ in 0..<35 { try screen.press("BSpace") }
        try screen.type("end")
        #expect(shows("X/title one two threeend"), "\(screen.seen)")
        // What stood above is still there.
        #expect(try screen.text().contains("Slate 0.1.0"))
        try screen.press("C-u")
        try screen.press("C-d")
    }

    @Test(arguments: [40, 55, 100])
    func `nothing of a line stays above it when the terminal gets another size`(columns: Int) throws {
        let screen = try TmuxScreen(slate, columns: 80)
        #expect(screen.waitFor("slate>"))
        let line = "/title one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
        try screen.type(line)
        #expect(screen.waitFor("fourteen"))
        let above = screen.seen.components(separatedBy: "slate>")[0].filter { !$0.isWhitespace }
        func isWhole(_ end: String) -> Bool {
            let whole = above + "slate>" + line.filter { $0 != " " } + end
            return waitUntil(seconds: 20) { screen.seen.filter { !$0.isWhitespace } == whole }
        }
        // To and fro, as a window that is dragged; at half the columns the cursor fits both ways to break the line.
        for (step, width) in [columns, columns + 13, columns].enumerated() {
            try screen.resize(columns: width)
            try screen.type("x")
            #expect(isWhole(String(repeating: "x", count: step + 1)), "\(width): \(screen.seen)")
        }
        try screen.press("C-u")
        try screen.press("C-d")
    }
}
