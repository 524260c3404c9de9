import Agents
import Blackboard
import Core
import Research
import Synchronization

extension REPL {
    func board(_ words: [String]) async throws {
        if words.isEmpty {
            let entries = try await board.entries(matching: EntryFilter(limit: 20))
            for entry in entries { EntryOutput.show(entry, on: console) }
            if entries.isEmpty { console.note("the board is empty") }
            return
        }
        let text = words.joined(separator: " ")
        let results = try await board.search(SearchQuery(text, limit: session.configuration.number("search.limit")))
        BoardListCommand.show(results, of: text, home: board.folder.root, on: console)
    }

    func show(_ words: [String]) async throws {
        try await BoardShowCommand.show(try id(words, of: "/show"), on: board, console: console, isFull: false)
    }

    func tree(_ words: [String]) async throws {
        let id = words.isEmpty ? nil : try id(words, of: "/tree")
        try await BoardTreeCommand.show(from: id, of: board, on: console)
    }

    func history(_ words: [String]) async throws {
        let id = try id(words, of: "/history")
        BoardHistoryCommand.show(try await board.revisions(of: id), of: id, on: console)
    }

    func diff(_ words: [String]) async throws {
        let numbers = try words.dropFirst().prefix(2).map(session.revision)
        try await BoardDiffCommand.show(try id(words, of: "/diff"), numbers, of: board, on: console)
    }

    func open(_ words: [String]) async throws {
        try await EntryEdit(session: session, board: board, id: try id(words, of: "/open")).run()
    }

    func withdraw(_ words: [String]) async throws {
        let id = try id(words, of: "/withdraw")
        let impacts = try await ImpactAnalysis(board: board).impact(ofWithdrawing: id)
        let revision = try await board.entry(id).revision
        let entry = try await board.withdraw(id, by: "human")
        console.print("\(entry.id) is withdrawn")
        for impact in impacts {
            console.print([("  \(impact.entry.id) falls with it: ", .dim), (impact.entry.content.title, nil)])
        }
        console.note("slate board restore \(id) \(revision) brings it back")
    }

    func sources(_ words: [String]) async throws {
        if !words.isEmpty {
            let outcome = try await GivenSources(session: session, board: board).ingest(words)
            console.note("\(outcome.sources.count.of("source")) read, \(outcome.failures.count) skipped")
        }
        let entries = try await board.entries(matching: EntryFilter(kinds: [.source], limit: 100))
        for entry in entries.sorted(by: { $0.id < $1.id }) { EntryOutput.show(entry, on: console) }
        if entries.isEmpty { console.note("no sources yet; /sources PATH adds some") }
    }

    /// Puts the bundled documents onto the board, for somebody who wants to see first what comes of it.
    func demo() async throws {
        let folder = board.folder.root.appending("demo/velm")
        try FileSystem.makeFolder(folder)
        try DemoCommand.writeDocuments(to: folder, mode: 0o600)
        let outcome = try await GivenSources(session: session, board: board).ingest([folder.string])
        console.printWrapped(
            "\(outcome.sources.count) documents on a peatland, the Velm, are on the board now. Ask, such as:"
        )
        for question in DemoCommand.questions { console.printWrapped("  " + question) }
        console.printWrapped("Then /why S1 shows what a sentence rests on, and /report -o velm.md writes a report.")
    }

    func progress() {
        let steps = memory.withLock { $0.progress }
        for step in steps { console.printWrapped(ProgressOutput.text(step)) }
        if steps.isEmpty {
            console.note("nothing was asked yet, or agents have answered: 'slate runs show' tells of those")
        }
    }

    /// Shows what the sentences of the last answer rest on.
    func why(_ words: [String]) async throws {
        let citations = memory.withLock { $0.talk.reply?.citations } ?? []
        let label = words.first?.uppercased()
        let chosen = citations.filter { label == nil || $0["label"]?.string == label }
        guard !chosen.isEmpty else {
            let labels = Set(citations.compactMap { $0["label"]?.string }).sorted { ($0.count, $0) < ($1.count, $1) }
            throw NothingToDoError(
                message: labels.isEmpty
                    ? "there is no answer with citations yet"
                    : "the last answer cites \(labels.joined(separator: ", "))"
            )
        }
        for citation in chosen { try await explain(citation) }
    }

    private func explain(_ citation: JSON) async throws {
        let label = "[\(citation["label"]?.string ?? "?")]"
        let quote = citation["quote"]?.string ?? ""
        console.printItem(label, .cyan, "“\(quote.onOneLine)”", indent: label.count + 1)
        let source = "\(citation["source"]?.string ?? "?")  \(citation["title"]?.string?.onOneLine ?? "")"
        explain("source", source)
        let place = "characters \(citation["start"]?.int ?? 0) to \(citation["end"]?.int ?? 0)"
        explain("place", place + " of its stored text")
        guard let id = citation["finding"]?.string.flatMap(EntryID.init) else { return }
        let status: String
        do {
            status = try await board.entry(id).content.status.rawValue
        } catch let error as BlackboardError {
            status = error.message
        }
        explain("finding", "\(id), \(status)")
    }

    private func explain(_ name: String, _ text: String) {
        console.printItem("    \(name):", .dim, text, indent: name.count + 6)
    }

    func skills(_ words: [String]) {
        let library = library
        if words.isEmpty {
            let width = (library.skills.map(\.name.count).max() ?? 0) + 2
            for skill in library.skills {
                console.printItem(skill.name, .bold, skill.header.description, indent: width)
            }
        } else {
            let task = words.joined(separator: " ")
            SkillsWhyCommand.show(session.skillSelector.select(task, from: library), on: console)
        }
    }

    func id(_ words: [String], of command: String) throws -> EntryID {
        guard let text = words.first else { throw NothingToDoError(message: "which one? \(command) F12") }
        guard let id = EntryID(text) else {
            throw NothingToDoError(message: "'\(text)' is no id; ids look like S12 or F40")
        }
        return id
    }
}
