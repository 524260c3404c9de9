import Blackboard
import Core
import Glibc

/// Posts one entry for each line of standard input and answers each line.
struct EntryStream {
    /// The longest line, in bytes.
    private static let lineLimit = 8 << 20
    /// How many lines are posted together.
    private static let batchLimit = 256

    let kind: EntryKind
    let board: Blackboard
    let console: Console

    /// Reads to the end.
    ///
    /// - Returns: Failure if an entry was refused.
    func run() async throws -> ExitStatus {
        var status = ExitStatus.done
        var lines = LineReader(limit: Self.lineLimit)
        while let first = lines.next() {
            try Task.checkCancellation()
            // What was read already is posted together; nobody waits for a line that is not there yet.
            var batch = [first]
            while batch.count < Self.batchLimit, let line = lines.take() { batch.append(line) }
            if await !post(batch.filter { !$0.isEmpty }) { status = .failure }
        }
        return status
    }

    /// Posts lines in one transaction and answers each in its turn; returns whether all were taken.
    private func post(_ lines: [String]) async -> Bool {
        var contents: [EntryContent] = []
        var refused: [Int: any Error] = [:]
        for (index, line) in lines.enumerated() {
            do {
                contents.append(try await content(try JSON(parsing: line)))
            } catch {
                refused[index] = error
            }
        }
        var posted = await self.posted(contents).makeIterator()
        var isComplete = true
        for index in lines.indices {
            do {
                if let error = refused[index] { throw error }
                guard let entry = try posted.next()?.get() else { break }
                // Written at once, and only now: the answer says that the entry is durable.
                console.printVerbatim((["id": .string(entry.id.description)] as JSON).text + "\n")
            } catch let error as JSONError {
                isComplete = false
                answer("invalid", "\(error)")
            } catch {
                isComplete = false
                let report = ErrorReport(error)
                answer(report.code, report.message)
            }
        }
        return isComplete
    }

    /// Posts what the lines say; if the transaction fails, that is the answer to each.
    private func posted(_ contents: [EntryContent]) async -> [Result<Entry, any Error>] {
        do {
            return try await board.post(contents, kind: kind, by: "human").map { $0.mapError { $0 } }
        } catch {
            return contents.map { _ in .failure(error) }
        }
    }

    private func answer(_ code: String, _ message: String) {
        let object: JSON = ["error": ["code": .string(code), "message": .string(message)]]
        console.printVerbatim(object.text + "\n")
    }

    private func content(_ json: JSON) async throws -> EntryContent {
        guard let title = json["title"]?.string else { throw BlackboardError(.invalid, "the object has no title") }
        let links = try (json["links"]?.array ?? []).map { link -> Link in
            guard let relation = link["rel"]?.string.flatMap(Link.Relation.init(rawValue:)),
                let target = link["to"]?.string.flatMap(EntryID.init)
            else { throw BlackboardError(.invalid, "a link needs a known rel and an id in to") }
            return Link(relation, target)
        }
        var quotes: [Quote] = []
        for quote in json["quotes"]?.array ?? [] { quotes.append(try await located(quote)) }
        return EntryContent(
            title: KeysInUse.ofProcess.removed(from: title),
            status: kind.statuses[0],
            tags: (json["tags"]?.array ?? []).compactMap(\.string),
            links: links,
            quotes: quotes,
            body: KeysInUse.ofProcess.removed(from: json["body"]?.string ?? "")
        )
    }

    /// Finds the place of a quote, of which the author need only know the words.
    private func located(_ json: JSON) async throws -> Quote {
        guard let id = json["source"]?.string.flatMap(EntryID.init), let exact = json["exact"]?.string else {
            throw BlackboardError(.invalid, "a quote needs the id of its source and the exact words")
        }
        guard let origin = try await board.entry(id).content.origin else {
            throw BlackboardError(.invalid, "\(id) is no source; only sources can be quoted")
        }
        let snapshot = try await board.snapshot(origin.snapshot)
        guard let range = snapshot.locate(exact, prefix: json["prefix"]?.string, suffix: json["suffix"]?.string) else {
            let nearest = snapshot.nearestSentence(to: exact)
            throw BlackboardError(
                .quoteNotFound(nearest: nearest),
                "the words are not in \(id)" + (nearest.map { "; nearest is: \"\($0)\"" } ?? "")
            )
        }
        return snapshot.quote(range, of: id)
    }
}
