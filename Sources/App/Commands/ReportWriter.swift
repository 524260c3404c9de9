import Agents
import Blackboard
import Core
import Research

/// Makes a report's files, checks their citations, and puts them where they belong.
struct ReportWriter {
    /// A report that is ready to be written.
    struct Report: Sendable {
        let answer: Answer
        let markdown: String
        /// The front matter that it has beyond what every entry has.
        let fields: String
        let body: String
        let evidence: JSON
        let counts: ReportText.Counts

        /// The evidence as a file.
        var evidenceText: String { evidence.prettyText + "\n" }
    }

    let session: Session
    let board: Blackboard

    /// Refuses a place where a report cannot be written.
    static func check(_ path: Path, force: Bool) throws {
        for file in [path, EvidenceFile.path(of: path)] where FileSystem.exists(file) {
            if try FileSystem.status(file).kind == .folder {
                throw FileError(
                    .wrongType,
                    path: file,
                    message: "cannot write \(file): it is a folder; give a file's name"
                )
            }
            if !force { throw FileError(.exists, path: file, message: "\(file) exists; use --force to overwrite it") }
        }
        let folder = path.parent
        guard FileSystem.exists(folder), try FileSystem.status(folder).kind == .folder else {
            throw FileError(
                .notFound,
                path: folder,
                message: "cannot write \(path): there is no folder \(folder); make it first"
            )
        }
        try FileSystem.checkWritable(folder)
    }

    /// Writes the text, checks it as `verify` does, and notes the outcome in it.
    func make(_ answer: Answer, skills: SkillSelection) async throws -> Report {
        let text = ReportText(answer, version: Program.version, skills: skills.chosen)
        let checks = try await AnswerOutput.checks(answer, on: board)
        let evidence = EvidenceFile.json(answer, checks: checks)
        let draft = text.markdown(ReportText.Counts())
        let counts =
            answer.claims.isEmpty
            ? ReportText.Counts() : try await ReportVerifier(board: board).verify(draft, evidence: evidence).counts
        return Report(
            answer: answer,
            markdown: text.markdown(counts),
            fields: text.fields(counts),
            body: text.body,
            evidence: evidence,
            counts: counts
        )
    }

    /// Keeps a report and its evidence with the run, to be told again.
    func keep(_ report: Report) async throws -> RecordedReport.Record {
        var record = RecordedReport.Record()
        let run = report.answer.run
        record.report = try await board.keep(report.markdown, run: run).hexadecimal
        record.evidence = try await board.keep(report.evidenceText, run: run).hexadecimal
        return record
    }

    /// Writes a report and its evidence, and posts it on the board.
    ///
    /// - Parameters:
    ///   - report: The report.
    ///   - target: Its file; nothing for the board's folder.
    /// - Returns: Where it is.
    /// - Throws: `FileError`; nothing half-written is left behind.
    func write(_ report: Report, to target: Path?) async throws -> Path {
        guard let target else {
            let path = board.folder.root.appending(try await post(report).path)
            // The file is what was asked for.
            try await board.settle()
            try AtomicFile.write(Array(report.evidenceText.utf8), to: EvidenceFile.path(of: path))
            return path
        }
        try writeFiles(report, to: target)
        _ = try await post(report)
        return target
    }

    private func writeFiles(_ report: Report, to path: Path) throws {
        // The evidence first: a report without it would be worse than evidence without a report.
        try AtomicFile.write(
            Array(report.evidenceText.utf8),
            to: EvidenceFile.path(of: path),
            mode: 0o644
        )
        do {
            try AtomicFile.write(Array(report.markdown.utf8), to: path, mode: 0o644)
        } catch {
            try FileSystem.remove(EvidenceFile.path(of: path))
            throw error
        }
    }

    private func post(_ report: Report) async throws -> Entry {
        let answer = report.answer
        let content = EntryContent(
            title: String(answer.question.prefix(250)),
            status: .current,
            links: [Link(.answers, answer.entry)] + answer.findings.map { Link(.restsOn, $0) },
            extra: report.fields,
            body: report.body
        )
        return try await board.post(content, kind: .report, by: "writer", run: answer.run)
    }
}
