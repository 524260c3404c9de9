import Core
import Research

/// `slate verify`: checks a report's citations against the stored texts.
enum VerifyCommand {
    static let command = Command(
        name: "verify",
        summary: "re-check every citation of a report, offline",
        discussion: "Each quote is looked up in the stored text of its source. Exits with 3 if one is not there; with "
            + "--strict also if one could not be checked because the stored text is gone.",
        arguments: [Command.Argument(name: "REPORT", help: "the Markdown file; - reads standard input")],
        options: [Command.Option(name: "strict", help: "treat what could not be checked as failed")],
        examples: ["slate verify dams.md"],
        action: run
    )

    private static func run(_ invocation: Invocation) async throws -> ExitStatus {
        let session = try Session(invocation)
        let argument = invocation.arguments[0]
        let (text, evidence) = try read(argument, session)
        return try await session.withBoard { board in
            let verification = try await ReportVerifier(board: board).verify(text, evidence: evidence)
            show(verification, on: session.console)
            let counts = verification.counts
            let failed = counts.notFound + (invocation.has("strict") ? counts.unchecked : 0)
            return failed > 0 ? .citationsFailed : .done
        }
    }

    private static func read(_ argument: String, _ session: Session) throws -> (String, JSON?) {
        if argument == "-" { return (try session.text("-", limit: ReportVerifier.sizeLimit), nil) }
        let path = session.path(argument)
        let bytes = try FileSystem.read(path, limit: ReportVerifier.sizeLimit)
        return (String(decoding: bytes, as: UTF8.self), evidence(beside: path, session))
    }

    /// The report alone suffices; evidence that cannot be read is told of and left aside.
    static func evidence(beside report: Path, _ session: Session) -> JSON? {
        let path = EvidenceFile.path(of: report)
        guard FileSystem.exists(path) else { return nil }
        do {
            return try JSON(parsing: try FileSystem.read(path, limit: ReportVerifier.sizeLimit))
        } catch {
            session.console.warn("\(path) is left aside: \(error)")
            return nil
        }
    }

    /// Prints the claims that failed, then the counts.
    static func show(_ verification: Verification, on console: Console) {
        if console.isJSON { return console.printVerbatim(verification.json.prettyText + "\n") }
        for check in verification.checks where check.verdict != .found || console.isVerbose {
            let style: Console.Style = check.verdict == .notFound ? .red : check.verdict == .found ? .green : .yellow
            let verdict = check.verdict.rawValue.replacing("_", with: " ")
            console.print([("line \(check.line): ", nil), (verdict, style), (": \(check.text)", nil)])
            if !check.reason.isEmpty { console.print("    \(check.reason)") }
        }
        let counts = verification.counts
        console.print("\(counts.found) found, \(counts.notFound) not found, \(counts.unchecked) unchecked")
    }
}
