import Blackboard
import BundledContent
import Core
import Glibc
import Processes
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

    private struct Finding {
        enum Level: String { case good = "ok", warning, bad = "error" }
        let level: Level
        let name: String
        let text: String
        /// What the program exits with if it is bad.
        var status = ExitStatus.failure
    }

    private static func run(_ invocation: Invocation) async throws -> ExitStatus {
        let session = try Session(invocation)
        var findings = [
            Finding(
                level: .good,
                name: "slate",
                text: "\(Program.version), \(BundledContent.files.count) bundled files"
            )
        ]
        findings += configuration(session)
        findings.append(try await model(session))
        let others = try await ModelCheck.problemsOfOthers(session.configuration, environment: session.environment)
        findings += others.map { Finding(level: .warning, name: "model", text: $0) }
        findings.append(pdf(session))
        findings.append(web(session))
        findings.append(await board(session))
        findings.append(locale())
        show(findings, on: session.console)
        let bad = findings.filter { $0.level == .bad }
        return bad.first { $0.status == .failure }?.status ?? bad.first?.status ?? .done
    }

    private static func configuration(_ session: Session) -> [Finding] {
        let unknown = session.configuration.unknownKeys
        if unknown.isEmpty { return [Finding(level: .good, name: "configuration", text: "no unknown keys")] }
        return unknown.map { Finding(level: .warning, name: "configuration", text: "unknown key \($0)") }
    }

    private static func model(_ session: Session) async throws -> Finding {
        do {
            let answer = try await ModelCheck.run(session.configuration, environment: session.environment)
            let text = answer ?? "none is configured: answers are made of quotes (extractive)"
            return Finding(level: .good, name: "model", text: text)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            let report = ErrorReport(error)
            return Finding(level: .bad, name: "model", text: report.message, status: report.status)
        }
    }

    private static func web(_ session: Session) -> Finding {
        do {
            let engines = try session.configuration.searchEngines(environment: session.environment)
            let names = engines.map(\.engine.rawValue).joined(separator: ", ")
            let isPrivate = session.configuration.text("fetch.allow_private") == "true"
            return Finding(
                level: isPrivate ? .warning : .good,
                name: "web",
                text: "engines \(names)"
                    + (isPrivate ? "; fetch.allow_private: private addresses are fetched, too" : "")
            )
        } catch {
            return Finding(level: .bad, name: "web", text: ErrorReport(error).message, status: .configuration)
        }
    }

    private static func pdf(_ session: Session) -> Finding {
        if let path = ChildProcess.find("pdftotext", searchPath: session.environment["PATH"]) {
            return Finding(level: .good, name: "pdf", text: path.string)
        }
        return Finding(
            level: .warning,
            name: "pdf",
            text: "pdftotext is missing; PDF cannot be read (apt install poppler-utils)"
        )
    }

    private static func board(_ session: Session) async -> Finding {
        do {
            let (text, broken) = try await session.withBoard { board in
                let statistics = try await board.statistics()
                let count = statistics.entries.values.reduce(0, +)
                return (
                    "\(board.folder.root): \(count) entries, \(statistics.passages) passages",
                    await board.invalidFiles.count
                )
            }
            if broken > 0 {
                return Finding(level: .warning, name: "board", text: "\(text), \(broken) files are no entries")
            }
            return Finding(level: .good, name: "board", text: text)
        } catch {
            return Finding(level: .bad, name: "board", text: ErrorReport(error).message)
        }
    }

    private static func locale() -> Finding {
        let name = setlocale(LC_CTYPE, "").map { String(cString: $0) } ?? "none"
        let isUnicode = name.uppercased().contains("UTF-8") || name.uppercased().contains("UTF8")
        return isUnicode
            ? Finding(level: .good, name: "terminal", text: "locale \(name)")
            : Finding(
                level: .warning,
                name: "terminal",
                text: "locale \(name) is not UTF-8; set LANG=C.UTF-8 to edit lines in the REPL"
            )
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
            let pad = String(repeating: " ", count: 8 - finding.level.rawValue.count)
            console.print([(finding.level.rawValue, style), (pad + "\(finding.name): \(finding.text)", nil)])
        }
    }
}
