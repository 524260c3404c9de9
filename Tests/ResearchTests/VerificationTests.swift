import Blackboard
import Core
import Research
import TestSupport
import Testing

@Suite struct VerificationTests {
    @Test func `a report as it was written is found in all its claims`() async throws {
        let fixture = try await ResearchFixture()
        let verification = try await fixture.verify(try await fixture.report())
        #expect(verification.checks.count >= 8)
        for check in verification.checks { #expect(check.verdict == .found, "\(check.text): \(check.reason)") }
    }

    /// Every digit of every quote, each changed on its own.
    @Test func `an altered digit is named at its line, and nowhere else`() async throws {
        let fixture = try await ResearchFixture()
        let lines = try await fixture.report().components(by: "\n")
        var edits = 0
        for (index, line) in lines.enumerated() {
            guard let open = line.firstIndex(of: "“"), let close = line.lastIndex(of: "”") else { continue }
            for place in line[open..<close].indices where line[place].isNumber {
                var edited = lines
                let digit = try #require(line[place].wholeNumberValue)
                edited[index].replaceSubrange(place...place, with: String((digit + 1) % 10))
                try await expect(fixture, edited, fails: [index + 1])
                // A digit left out must not pass as a piece of the number that was there.
                edited[index] = String(line[..<place] + line[line.index(after: place)...])
                try await expect(fixture, edited, fails: [index + 1])
                edits += 2
            }
        }
        #expect(edits > 60)
    }

    @Test func `an altered word is named at its line, and nowhere else`() async throws {
        let fixture = try await ResearchFixture()
        let lines = try await fixture.report().components(by: "\n")
        for (index, line) in lines.enumerated() {
            guard let open = line.firstIndex(of: "“"), line.contains("”") else { continue }
            var edited = lines
            edited[index].insert(contentsOf: "Not ", at: line.index(after: open))
            try await expect(fixture, edited, fails: [index + 1])
        }
    }

    private func expect(_ fixture: ResearchFixture, _ lines: [String], fails: [Int]) async throws {
        let text = lines.joined(separator: "\n")
        let failed = try await fixture.verify(text).checks.filter { $0.verdict != .found }
        #expect(failed.map(\.line) == fails, "\(failed.map { ($0.text, $0.reason) })")
        #expect(failed.allSatisfy { $0.verdict == .notFound })
    }

    private static let sources = """

        ## Sources

        - **[S1]** Press release. <file:///docs/a> snapshot sha256:HASH1
          > “Rewetting cut the emissions of the Velm bog by 62 percent between 2017 and 2022.”

        - **[S2]** Tower note. <file:///docs/b> snapshot sha256:HASH2
        """

    /// A report of one claim about the first two documents of the fixture.
    private func verdicts(_ claims: String, sources: String = sources) async throws -> [Verification.Check] {
        let fixture = try await ResearchFixture()
        var text = "# Bogs\n\n\(claims)\n\(sources)\n"
        for (number, document) in ResearchFixture.documents.prefix(2).enumerated() {
            let hash = Snapshot(text: document.text).hash.hexadecimal
            text = text.replacing("HASH\(number + 1)", with: hash)
        }
        return try await fixture.verify(text).checks
    }

    @Test(arguments: [
        "“Rewetting cut the emissions of the Velm bog by 62 percent” [S1]",
        "The trust says “Rewetting cut the emissions”, by “62 percent between 2017 and 2022.” [S1]",
        "1. “Rewetting  cut\n   the emissions” [S1]",
        "“Upkeep is 85,000 euros a year.” [S1]",
        "Emissions of the bog were cut by 62 percent. [S1]",
        "**“The flux towers stood at two places.”** [S2]",
        "“Rewetting cut the emissions of the Velm bog” [S1] [S2]",
        "“Rewetting cut the emissions of the Velm bog” [S1, see also] [S2]",
    ])
    func `what stands in the source is found`(claim: String) async throws {
        #expect(try await verdicts(claim).map(\.verdict) == [.found, .found])
    }

    @Test(arguments: [
        ("“Rewetting cut the emissions of the Velm bog by 63 percent between 2017 and 2022.” [S1]", "“62 percent”"),
        ("“2 percent between 2017 and 2022.” [S1]", "not in S1"), ("“the emissions of the Velm bo” [S1]", "not in S1"),
        ("“000 euros a year.” [S1]", "not in S1"), ("“.2 million euros” [S1]", "not in S1"),
        ("“2 million euros” [S1]", "not in S1"), ("“The work of 318 dams cost 4” [S1]", "not in S1"),
        ("“The flux towers stood at two places.” [S1]", "not in S1"),
        ("“Rewetting cut the emissions” [S1] [S9]", "S9, which is not in the list"),
        ("“Rewetting cut the emissions” [S9]", "S9, which is not in the list"),
        ("“Rewetting cut the emissions”", "without naming"),
        ("“Rewetting cut the emissions” and “cured cancer” [S1]", "not in S1"),
        ("“Rewetting cut the emissions and cured cancer [S1]", "not in S1"),
        ("By 63 percent: “Rewetting cut the emissions” [S1]", "figure 63"),
        ("Rewetting cut the emissions of the Velm bog by 63 percent. [S1]", "figure 63"), ("“” [S1]", "not in S1"),
        ("## “Rewetting cured cancer” [S1]", "not in S1"), ("> “Rewetting cured cancer” [S1]", "not in S1"),
        ("| “Rewetting cured cancer” [S1] |", "not in S1"), ("“Rewetting cured cancer” \\\\[S1]", "not in S1"),
        ("## Sources\n\n- “Rewetting cured cancer” [S1]", "not in S1"),
    ])
    func `what does not stand there is not found`(claim: String, reason: String) async throws {
        let checks = try await verdicts(claim)
        #expect(checks.map(\.verdict) == [.notFound, .found])
        #expect(checks[0].reason.contains(reason), "\(checks[0].reason)")
    }

    @Test func `a claim without a quote that no listed quote says cannot be checked`() async throws {
        #expect(try await verdicts("Rewetting cured cancer entirely. [S1]").map(\.verdict) == [.unchecked, .found])
    }

    @Test func `a label that is listed twice is not believed`() async throws {
        let again = Self.sources + "\n- **[S1]** Another. <file:///x> snapshot sha256:HASH2\n"
        let checks = try await verdicts("“Rewetting cut the emissions” [S1]", sources: again)
        #expect(checks[0].verdict == .notFound && checks[0].reason.contains("twice"))
    }

    @Test func `labels exchanged, or a source that was struck from the list, fail the claims that cite them`()
        async throws
    {
        let fixture = try await ResearchFixture()
        let lines = try await fixture.report().components(by: "\n")
        for (index, line) in lines.enumerated() where line.contains("“") && line.hasSuffix("[S1]") {
            var edited = lines
            edited[index] = line.replacing("[S1]", with: "[S2]")
            try await expect(fixture, edited, fails: [index + 1])
        }
        let item = try #require(lines.firstIndex { $0.hasPrefix("- **[S2]**") })
        let citing = lines.indices.filter { lines[$0].hasSuffix("[S2]") }.map { $0 + 1 }
        let quotes = lines.indices.filter { $0 > item && lines[$0].hasPrefix("  >") }.prefix { lines[$0 - 1] != "" }
        var edited = lines
        // Its quotes go with it, but the lines keep their numbers.
        for index in [item] + quotes { edited[index] = "" }
        try await expect(fixture, edited, fails: citing)
    }

    @Test func `a flood of marks is read in time`() async throws {
        let fixture = try await ResearchFixture([])
        for flood in ["[", "“", "\\[", "“”", "[S1] ", "> ", "- **[S1]**\n"] {
            let text =
                String(repeating: flood, count: 20_000) + " [S1]\n\n## Sources\n"
                + String(repeating: flood, count: 20_000)
            #expect(try await fixture.verify(text).counts.found == 0)
        }
    }

    /// Mutations of a report: pieces left out, doubled, exchanged for marks.
    @Test(arguments: 0..<60 as Range<UInt64>)
    func `whatever is done to a report, it is read or refused`(seed: UInt64) async throws {
        let fixture = try await ResearchFixture()
        var generator = SeededGenerator(seed: seed)
        var scalars = Array(try await fixture.report().unicodeScalars)
        for _ in 0..<20 {
            let start = Int.random(in: 0..<scalars.count, using: &generator)
            let end = min(scalars.count, start + Int.random(in: 0...40, using: &generator))
            let marks = Array(generator.text(from: "[S1]“”>#-*\\\n\r 19<é漢\u{301}", upTo: 8).unicodeScalars)
            scalars.replaceSubrange(
                start..<end,
                with: Bool.random(using: &generator) ? marks : marks + scalars[start..<end]
            )
        }
        do {
            let checks = try await fixture.verify(String(String.UnicodeScalarView(scalars))).checks
            #expect(checks.allSatisfy { ($0.verdict == .found) == $0.reason.isEmpty })
        } catch is ReportError {
            // Refused: that is fine as well.
        }
    }

    @Test func `each claim of a paragraph has the line that it begins on`() async throws {
        let checks = try await verdicts(
            "“Rewetting cut the emissions” [S1] and\n“Upkeep is 85,000 euros” [S1] but\n“it did not.” [S2]"
        )
        #expect(checks.map(\.line).prefix(3) == [3, 3, 4])
        #expect(checks.map(\.verdict).prefix(3) == [.found, .found, .notFound])
    }

    @Test(arguments: ["\r\n", "\n"], [true, false])
    func `line ends, a byte order mark and front matter change nothing`(end: String, isBare: Bool) async throws {
        let fixture = try await ResearchFixture()
        var text = try await fixture.report()
        if isBare { text = String(text[try #require(text.firstRange(of: "\n# ")).upperBound...]) }
        let checks = try await fixture.verify("\u{FEFF}" + text.replacing("\n", with: end)).checks
        #expect(checks.count >= 8 && checks.allSatisfy { $0.verdict == .found })
    }

    @Test(arguments: ["", "A text.", "# Diary\n\nHe said “hello”.\n", "[S] [Sx] [1]", "---\nschema: x\n---\n"])
    func `what is no report is refused`(text: String) async throws {
        let fixture = try await ResearchFixture([])
        await #expect(throws: ReportError.self) { try await fixture.verify(text) }
    }

    @Test func `the evidence file must name the same snapshots`() async throws {
        let fixture = try await ResearchFixture()
        let answer = try await fixture.answer()
        let report = ReportText(answer, version: "1").markdown(ReportText.Counts())
        let checks = try await AnswerOutput.checks(answer, on: fixture.board)
        let evidence = EvidenceFile.json(answer, checks: checks)
        #expect(try await fixture.verify(report, evidence: evidence).counts.notFound == 0)
        let hash = answer.sources[0].snapshot.hexadecimal
        let other = answer.sources[1].snapshot.hexadecimal
        let swapped = report.replacing(hash, with: other)
        let failed = try await fixture.verify(swapped, evidence: evidence).checks.filter { $0.verdict == .notFound }
        #expect(failed.contains { $0.labels == ["S1"] && $0.reason.contains("evidence file") })
        #expect(failed.allSatisfy { $0.labels.contains("S1") })
    }

    @Test func `a source whose text is gone or altered is unchecked, the others are found`() async throws {
        let fixture = try await ResearchFixture()
        let answer = try await fixture.answer()
        let report = ReportText(answer, version: "1").markdown(ReportText.Counts())
        let gone = answer.sources[0].snapshot.hexadecimal
        let altered = answer.sources[1].snapshot.hexadecimal
        try FileSystem.remove(fixture.folder.path.appending("objects/\(gone.prefix(2))/\(gone)"))
        try fixture.folder.write("objects/\(altered.prefix(2))/\(altered)", "something else")
        // Another board over the same folder remembers nothing of what this one read.
        let checks = try await ReportVerifier(board: try Blackboard(home: fixture.folder.path)).verify(
            report,
            evidence: nil
        ).checks
        for check in checks {
            let isGone = !Set(check.labels).isDisjoint(with: ["S1", "S2"])
            #expect(check.verdict == (isGone ? .unchecked : .found), "\(check.text): \(check.reason)")
        }
        #expect(Set(checks.map(\.verdict)) == [.unchecked, .found])
    }
}

extension String {
    /// The pieces between separators.
    fileprivate func components(by separator: Character) -> [String] {
        split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }
}
