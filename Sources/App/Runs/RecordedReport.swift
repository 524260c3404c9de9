import Blackboard
import Core
import Research

/// What a run has written, as it was kept with the run.
struct RecordedReport {
    /// What a run's end tells of what it wrote: the hashes of the texts and the name of the file.
    struct Record {
        var report: String?
        var evidence: String?
        var answer: String?
        var name = "report.md"

        var json: JSON {
            [
                "report": JSON(report), "evidence": JSON(evidence), "answer": JSON(answer), "name": .string(name),
            ]
        }

        init() {}

        init?(_ json: JSON?) {
            guard let json, json["name"] != nil else { return nil }
            report = json["report"]?.string
            evidence = json["evidence"]?.string
            answer = json["answer"]?.string
            name = json["name"]?.string ?? name
        }
    }

    /// The texts themselves.
    struct Texts: Sendable {
        var report: String?
        var evidence: String?
        var answer: String?

        /// What a report consists of.
        init(_ report: ReportWriter.Report) {
            self.report = report.markdown
            evidence = report.evidenceText
        }

        init(answer: String) { self.answer = answer }
    }

    let run: Run
    let board: Blackboard

    /// Whether all files that the run was to write are as the run has written them, or not there: then nothing of
    /// anybody's is lost if it writes them again, also where it was killed between the one and the other.
    func isUntouched() async throws -> Bool {
        guard let target else { return false }
        for file in [target, EvidenceFile.path(of: target)] where FileSystem.exists(file) {
            // A file that cannot be read is not overwritten.
            guard let bytes = try? FileSystem.read(file, limit: 64 << 20),
                try await board.hasKept(ContentHash(of: bytes), run: run.id)
            else { return false }
        }
        return true
    }

    /// Where the report goes; nothing for the board and for standard output.
    private var target: Path? {
        guard run.command == "report", let folder = run.options["folder"]?.string,
            let name = run.options["options"]?["output"]?.array?.last?.string, name != "-"
        else { return nil }
        return Path(name).absolute(from: Path(folder))
    }

    /// What the run tells of what it wrote.
    func record() throws -> Record {
        if let record = Record(run.usage?["record"]) { return record }
        throw NothingToDoError(message: "run \(run.id) ended \(run.state.rawValue) and wrote nothing to tell again")
    }

    /// Compares what has come of the run now with what it has kept.
    ///
    /// - Parameter texts: What has come of it now.
    /// - Throws: `RepetitionError` that names the first difference; `BlackboardError` if a text is gone or altered.
    func check(_ texts: Texts) async throws {
        let record = try record()
        let pairs = [
            ("report", texts.report, record.report), ("evidence", texts.evidence, record.evidence),
            ("answer", texts.answer, record.answer),
        ]
        for (name, text, hash) in pairs where text != nil || hash != nil {
            let kept = if let hash { try await board.keptText(hash) } else { "" }
            if let text, text == kept { continue }
            throw RepetitionError(
                message: "run \(run.id) does not come out as it did: its \(name) \(Self.difference(text ?? "", kept)); "
                    + "its journal, an entry that it rests on, or the settings have been changed "
                    + "('slate replay --kept' gives what it wrote, checked against its hash)"
            )
        }
    }

    /// The first line in which two texts differ, in words.
    private static func difference(_ text: String, _ kept: String) -> String {
        let lines = [text, kept].map { $0.split(separator: "\n", omittingEmptySubsequences: false) }
        let count = max(lines[0].count, lines[1].count)
        let line = (0..<count).first { number in lines[0].dropFirst(number).first != lines[1].dropFirst(number).first }
        func words(_ lines: [Substring]) -> String {
            lines.dropFirst(line ?? 0).first.map { "'\($0.prefix(80))'" } ?? "nothing"
        }
        return "has \(words(lines[0])) in line \((line ?? 0) + 1), and had \(words(lines[1]))"
    }

    /// Writes the report and its evidence into a folder, or prints the answer, as they were.
    ///
    /// - Parameters:
    ///   - folder: The folder, which is made; files that are there are overwritten only by `--force`.
    ///   - session: Where it is told.
    /// - Returns: How the command ends: a report whose citations no longer hold is told as by `verify`.
    /// - Throws: `FileError`; `BlackboardError` if a text is gone or altered.
    func write(to folder: Path, _ session: Session) async throws -> ExitStatus {
        let record = try record()
        if let name = record.answer { return try print(try await board.keptText(name), session) }
        guard let report = record.report, let evidence = record.evidence else {
            throw NothingToDoError(message: "run \(run.id) wrote no report")
        }
        let text = try await board.keptText(report)
        let proof = try await board.keptText(evidence)
        if !FileSystem.exists(folder) { try FileSystem.makeFolder(folder) }
        let path = folder.appending(record.name)
        try ReportWriter.check(path, force: session.invocation.has("force"))
        try AtomicFile.write(Array(proof.utf8), to: EvidenceFile.path(of: path), mode: 0o644)
        try AtomicFile.write(Array(text.utf8), to: path, mode: 0o644)
        let counts = try await ReportVerifier(board: board).verify(text, evidence: try JSON(parsing: proof)).counts
        session.console.print(path.string)
        session.console.note(counts.words)
        return counts.notFound > 0 ? .citationsFailed : .done
    }

    private func print(_ text: String, _ session: Session) throws -> ExitStatus {
        let json = try JSON(parsing: text)
        if session.console.isJSON {
            session.console.printVerbatim(json.prettyText + "\n")
        } else {
            session.console.printWrapped(json["answer"]?.string ?? "")
        }
        return .done
    }
}
