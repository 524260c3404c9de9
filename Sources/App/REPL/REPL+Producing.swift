import Agents
import Blackboard
import Core
import Glibc
import Processes
import Research
import Synchronization
import TerminalUI

extension REPL {
    func report(_ words: [String]) async throws {
        var words = words
        var target: Path?
        if let index = words.firstIndex(of: "-o") {
            guard index + 1 < words.count else { throw NothingToDoError(message: "-o needs a file") }
            target = session.path(words[index + 1])
            words.removeSubrange(index...(index + 1))
        }
        guard let told = words.isEmpty ? memory.withLock({ $0.talk.question }) : words.joined(separator: " ") else {
            throw NothingToDoError(message: "ask something first, or give the question: /report QUESTION")
        }
        if let target { try ReportWriter.check(target, force: false) }
        let question = TextGuard.clean(told, session.removingFromDocuments)
        let skills = session.skillSelector.select(question, from: library)
        if !skills.chosen.isEmpty { console.note(SkillOutput.note(skills)) }
        let answer = try await researched(skills.task, sources: nil, depth: .full)
        let writer = ReportWriter(session: session, board: board)
        let report = try await writer.make(answer, skills: skills)
        let path = try await writer.write(report, to: target)
        memory.withLock { $0.talk.report = path }
        console.print(path.string)
        console.note("\(report.counts.found.of("citation")) found, \(report.counts.notFound) not found")
        tellSteps()
    }

    func verify(_ words: [String]) async throws {
        guard let path = words.first.map({ session.path($0) }) ?? memory.withLock({ $0.talk.report }) else {
            throw NothingToDoError(message: "no report was written yet; give one: /verify REPORT.md")
        }
        let text = String(decoding: try FileSystem.read(path, limit: ReportVerifier.sizeLimit), as: UTF8.self)
        let evidence = VerifyCommand.evidence(beside: path, session)
        VerifyCommand.show(try await ReportVerifier(board: board).verify(text, evidence: evidence), on: console)
    }

    /// Prints what somebody needs who wants to cite an entry.
    func cite(_ words: [String]) async throws {
        let id = try id(words, of: "/cite")
        let entry = try await board.entry(id)
        if let origin = entry.content.origin { return cite(entry, origin) }
        guard !entry.content.quotes.isEmpty else {
            throw NothingToDoError(message: "\(id) quotes nothing; cite a source or a finding, such as S1 or F12")
        }
        for quote in entry.content.quotes {
            let source = try await board.entry(quote.source)
            console.printWrapped("“\(quote.exact.onOneLine)”")
            if let origin = source.content.origin { cite(source, origin) }
            console.printWrapped("    characters \(quote.start) to \(quote.end); finding \(id)", .dim)
        }
    }

    private func cite(_ source: Entry, _ origin: SourceOrigin) {
        let author = origin.author.map { "\($0): " } ?? ""
        let date = origin.accessed.description.prefix(10)
        console.printWrapped("\(author)\(source.content.title). \(origin.uri) (read \(date), \(source.id))".onOneLine)
        // An address is of use only as a whole; a hash is told from others by its beginning.
        let hash = "    sha256:\(origin.snapshot)"
        console.print([(console.isTerminal ? TerminalText.cut(hash, width: console.width) : hash, .dim)])
    }

    func save(_ words: [String]) async throws {
        let talk = memory.withLock { $0.talk }
        guard let session = talk.session else { throw NothingToDoError(message: "nothing was asked yet") }
        let path = self.session.path(words.first ?? "conversation-\(session).md")
        if FileSystem.exists(path) {
            throw NothingToDoError(message: "\(path) exists; give another name: /save FILE")
        }
        try AtomicFile.write(Array(talk.markdown.utf8), to: path, mode: 0o644, existing: .keep)
        console.print(path.string)
    }

    func copy() async throws {
        guard let reply = memory.withLock({ $0.talk.reply }) else {
            throw NothingToDoError(message: "there is no answer yet")
        }
        try await Clipboard(session).copy(reply.plain)
    }

    /// Has the next line written in an editor, and takes it as if it had been typed.
    func edit(_ words: [String]) async throws {
        // Two conversations may have their editors open at the same time.
        let path = board.folder.root.appending("edit/line-\(getpid()).md")
        try FileSystem.makeFolder(path.parent)
        try AtomicFile.write(Array(words.joined(separator: " ").utf8), to: path, synchronizesFolder: false)
        defer { unlink(path.string) }
        let ending = try await TextEditor(session).open(path)
        guard ending == .exited(0) else { return console.warn("the editor \(ending.words); nothing was taken over") }
        let text = String(decoding: try FileSystem.read(path, limit: LineLimits.bytes), as: UTF8.self)
        guard text.contains(where: { !$0.isWhitespace }) else { return console.note("nothing was written") }
        var lines = text
        while lines.last?.isWhitespace == true { lines.removeLast() }
        memory.withLock { [lines] in $0.queue.insert(lines, at: 0) }
    }
}
