import Blackboard
import BundledContent
import Core
import Web

/// `slate doctor`: looks whether everything that Slate needs is there.
enum DoctorCommand {
    static let command = Command(
        name: "doctor",
        summary: "check the installation, the configuration, the model and the board",
        discussion: "If a model is configured, it is asked for one word. Exits with 4 or 5 if only the model fails.",
        options: ModelOptions.choice,
        action: run
    )

    /// What one check found.
    struct Finding: Sendable {
        enum Level: String, Sendable { case good = "ok", warning, bad = "error" }
        let level: Level
        let name: String
        let text: String
        /// What the program exits with if it is bad.
        var status = ExitStatus.failure

        init(_ level: Level, _ name: String, _ text: String, status: ExitStatus = .failure) {
            (self.level, self.name, self.text, self.status) = (level, name, text, status)
        }
    }

    private static func run(_ invocation: Invocation) async throws -> ExitStatus {
        let session = try Session(invocation)
        return try await check(session, board: nil)
    }

    /// Checks everything and prints what was found.
    ///
    /// - Parameters:
    ///   - session: What is checked.
    ///   - board: The board, if it is open.
    /// - Returns: What the program exits with.
    /// - Throws: `CancellationError`.
    static func check(_ session: Session, board: Blackboard?) async throws -> ExitStatus {
        var findings = [
            Finding(.good, "slate", "\(Program.version), \(BundledContent.files.count) bundled files")
        ]
        findings += Surroundings(session: session).libraries
        findings += configuration(session)
        findings.append(try await model(session))
        let others = try await ModelCheck.problemsOfOthers(session.configuration, environment: session.environment)
        findings += others.map { Finding(.warning, "model", $0) }
        findings.append(Surroundings(session: session).network)
        findings.append(web(session))
        findings.append(await self.board(session, board))
        findings.append(Surroundings(session: session).neighbour)
        findings += Surroundings(session: session).terminal
        show(findings, on: session.console)
        let bad = findings.filter { $0.level == .bad }
        return bad.first { $0.status == .failure }?.status ?? bad.first?.status ?? .done
    }

    private static func configuration(_ session: Session) -> [Finding] {
        let unknown = session.configuration.unknownKeys
        if unknown.isEmpty { return [Finding(.good, "configuration", "no unknown keys")] }
        return unknown.map { Finding(.warning, "configuration", "unknown key \($0)") }
    }

    private static func model(_ session: Session) async throws -> Finding {
        do {
            let answer = try await ModelCheck.run(session.configuration, environment: session.environment)
            return Finding(.good, "model", answer ?? "none is configured: answers are made of quotes (extractive)")
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            let report = ErrorReport(error)
            return Finding(.bad, "model", report.message, status: report.status)
        }
    }

    private static func web(_ session: Session) -> Finding {
        do {
            let engines = try session.configuration.searchEngines(environment: session.environment)
            let names = engines.map(\.engine.rawValue).joined(separator: ", ")
            let isPrivate = session.configuration.text("fetch.allow_private") == "true"
            let warning = isPrivate ? "; fetch.allow_private: private addresses are fetched, too" : ""
            return Finding(isPrivate ? .warning : .good, "web", "engines \(names)\(warning)")
        } catch {
            return Finding(.bad, "web", ErrorReport(error).message, status: .configuration)
        }
    }

    private static func board(_ session: Session, _ open: Blackboard?) async -> Finding {
        do {
            if let open { return try await board(open) }
            return try await session.withBoard { try await board($0) }
        } catch {
            return Finding(.bad, "board", ErrorReport(error).message)
        }
    }

    private static func board(_ board: Blackboard) async throws -> Finding {
        let statistics = try await board.statistics()
        let count = statistics.entries.values.reduce(0, +)
        let text = "\(board.folder.root): \(count.of("entry")), \(statistics.passages.of("passage"))"
        let broken = await board.invalidFiles.count
        return broken > 0
            ? Finding(
                .warning,
                "board",
                "\(text), \(broken == 1 ? "1 file is no entry" : "\(broken) files are no entries")"
            ) : Finding(.good, "board", text)
    }

    private static func show(_ findings: [Finding], on console: Console) {
        if console.isJSON {
            let items = findings.map { finding -> JSON in
                [
                    "check": .string(finding.name), "status": .string(finding.level.rawValue),
                    "text": .string(finding.text),
                ]
            }
            let isGood = !findings.contains { $0.level == .bad }
            return console.printVerbatim((["ok": .bool(isGood), "checks": .array(items)] as JSON).prettyText + "\n")
        }
        for finding in findings {
            let style: Console.Style = finding.level == .good ? .green : finding.level == .warning ? .yellow : .red
            console.printItem(finding.level.rawValue, style, "\(finding.name): \(finding.text)", indent: 8)
        }
    }
}
