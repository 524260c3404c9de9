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

    /// Writes the report and its evidence into a folder, or prints the answer, as they were.
    ///
    /// - Parameters:
    ///   - folder: The folder, which is made; files that are there are overwritten only by `--force`.
    ///   - session: Where it is told.
    /// - Returns: How the command ends: a report whose citations no longer hold is told as by `verify`.
    /// - Throws: `FileError`; `BlackboardError` if a text is gone or altered.
    func write(to folder: Path, _ session: Session) async throws -> ExitStatus {
        guard let record = Record(run.usage?["record"]) else {
            throw NothingToDoError(message: "run \(run.id) ended \(run.state.rawValue) and wrote nothing to tell again")
        }
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
        session.console.note(
            "\(counts.found) citations found, \(counts.notFound) not found, \(counts.unchecked) unchecked"
        )
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
