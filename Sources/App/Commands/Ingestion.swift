import Agents
import Blackboard
import Core
import Documents

/// Reads documents on as many tasks as there are cores and hands them to the board in batches.
struct Ingestion {
    /// What became of the documents.
    struct Outcome: Sendable {
        var sources: [Ingested] = []
        /// What could not be read, in words for a person.
        var failures: [String] = []
        /// How many files in folders are of types that are not read.
        var otherFiles = 0
    }

    /// How many documents one transaction holds.
    private static let batchCount = 128
    /// How much text one transaction holds, in bytes; it bounds the memory.
    private static let batchBytes = 8 << 20
    /// How many documents are read at once.
    private static let readers = 2

    let session: Session
    let board: Blackboard

    /// Ingests files and folders.
    ///
    /// - Parameter paths: Files and folders, absolute.
    /// - Returns: What became of them.
    /// - Throws: `FileError` if a named path is not there, what the board throws, `CancellationError`.
    func run(_ paths: [Path]) async throws -> Outcome {
        let found = try DocumentFinder().find(paths)
        var outcome = Outcome(failures: found.skipped, otherFiles: found.otherFiles)
        for problem in found.skipped { session.console.warn(problem) }
        var bar = ProgressBar(total: found.files.count, console: session.console)
        defer { bar.finish() }
        var batch = Batch()
        let reader = Reader(documents: session.documentReader, removing: session.removingFromDocuments)
        try await withThrowingTaskGroup(of: Read.self) { group in
            var started = 0
            // Documents that were read before one that stands ahead of them: ids follow the order of the files.
            var waiting: [Int: Read] = [:]
            var due = 0
            func startNext() {
                guard started < found.files.count else { return }
                let (index, path) = (started, found.files[started])
                group.addTask { try await reader.read(path, index: index) }
                started += 1
            }
            for _ in 0..<Self.readers { startNext() }
            while let read = try await group.next() {
                startNext()
                bar.advance(read.path.name)
                waiting[read.index] = read
                while let next = waiting.removeValue(forKey: due) {
                    due += 1
                    note(next, in: &batch, &outcome)
                    if batch.isFull { outcome.sources += try await store(&batch) }
                }
            }
        }
        outcome.sources += try await store(&batch)
        if found.otherFiles > 0, !session.console.isJSON {
            session.console.note("left out: \(found.otherFiles.of("file")) of other types")
        }
        return outcome
    }

    private struct Batch {
        var drafts: [SourceDraft] = []
        var bytes = 0
        var isFull: Bool { drafts.count >= Ingestion.batchCount || bytes >= Ingestion.batchBytes }
    }

    private struct Read: Sendable {
        let index: Int
        let path: Path
        let result: Result<Document, DocumentError>
    }

    /// Reads documents, and takes the secrets out of them before anything of them is stored or quoted.
    private struct Reader: Sendable {
        let documents: DocumentReader
        let removing: TextGuard.Options

        @concurrent func read(_ path: Path, index: Int) async throws -> Read {
            try Task.checkCancellation()
            let result = Result { () throws(DocumentError) in
                try documents.read(path) { withUnsafeCurrentTask { $0?.isCancelled ?? false } }
            }
            try Task.checkCancellation()
            return Read(index: index, path: path, result: result.map(withoutSecrets))
        }

        private func withoutSecrets(_ document: Document) -> Document {
            var document = document
            let (text, removals) = TextGuard.cleaned(document.text, removing)
            document.text = text
            document.title = TextGuard.clean(document.title, removing)
            document.author = document.author.map { TextGuard.clean($0, removing) }
            let kinds = removals.secrets.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
            if !kinds.isEmpty { document.notices.append("secrets were left out: \(kinds.joined(separator: ", "))") }
            return document
        }
    }

    private func note(_ read: Read, in batch: inout Batch, _ outcome: inout Outcome) {
        switch read.result {
        case .success(let document):
            for notice in document.notices { session.console.warn("\(read.path): \(notice)") }
            batch.bytes += document.text.utf8.count
            batch.drafts.append(
                SourceDraft(
                    title: document.title,
                    text: document.text,
                    uri: read.path.fileURI,
                    mediaType: document.mediaType,
                    language: document.language,
                    author: document.author
                )
            )
        case .failure(let error):
            session.console.warn("skipped: \(error.message)")
            outcome.failures.append(error.message)
        }
    }

    private func store(_ batch: inout Batch) async throws -> [Ingested] {
        defer { batch = Batch() }
        return batch.drafts.isEmpty ? [] : try await board.ingest(batch.drafts, by: "human")
    }
}
