@testable import Blackboard
import Core
import SQLite
import TestSupport
import Testing

@Suite struct CheckTests {
    private let fixture: BoardFixture
    private var board: Blackboard { fixture.board }
    private let source: Entry
    private let finding: Entry

    init() async throws {
        fixture = try BoardFixture()
        source = try await fixture.source("Rewetting cut emissions by 62 percent.")
        let quote = try await fixture.quote("62 percent", of: source)
        let content = EntryContent(title: "Emissions fell", status: .supported, quotes: [quote])
        finding = try await fixture.board.post(content, kind: .finding, by: "researcher")
        try await fixture.board.settle()
    }

    private func problems(repairs: Bool = false) async throws -> [String] {
        try await board.check(repairs: repairs).problems.map {
            "\($0.id.map { "\($0)" } ?? "-") \($0.path ?? "-"):\($0.line ?? 0) \($0.problem)"
        }
    }

    /// What a search finds, with everything by which results are compared.
    private func answers(_ board: Blackboard) async throws -> [String] {
        try await board.search(SearchQuery("emissions")).map { "\($0.entry.id) \($0.score) \($0.snippet)" }
    }

    private func path(_ name: String) -> Path { fixture.home.path.appending(name) }

    @Test func `a sound board has no problems`() async throws {
        let check = try await board.check()
        #expect(check.problems.isEmpty && check.leftovers.isEmpty && check.entryCount == 2)
    }

    @Test func `a file that is no entry is named with line and reason`() async throws {
        try fixture.home.write("notes/bad.md", "---\ntitle: x\nstatus: nonsense\n---\n")
        let problems = try await problems()
        #expect(problems.count == 1 && problems[0].hasPrefix("- notes/bad.md:3 'status' is nonsense"), "\(problems)")
    }

    @Test func `a file that was altered behind the clock's back is found, and taken over by a repair`() async throws {
        let file = path(finding.path)
        let before = try FileSystem.status(file)
        let text = String(decoding: try FileSystem.read(file, limit: 10_000), as: UTF8.self)
        try fixture.home.overwrite(
            finding.path,
            text.replacing("Emissions fell", with: "Emissions rose"),
            keepingTimeOf: before
        )
        let problems = try await problems()
        #expect(problems.count == 1 && problems[0].contains("differs from the index"), "\(problems)")
        #expect(try await self.problems(repairs: true).isEmpty)
        #expect(try await board.entry(finding.id).content.title == "Emissions rose")
        #expect(try await self.problems().isEmpty)
    }

    @Test func `a text that was altered or is gone is found with all that quotes it`() async throws {
        let object = board.folder.object(try #require(source.content.origin?.snapshot))
        try AtomicFile.write(Array("lies".utf8), to: object)
        #expect(try await Blackboard(home: fixture.home.path).check().problems.map(\.id) == [source.id, finding.id])
        try FileSystem.remove(object)
        #expect(try await Blackboard(home: fixture.home.path).check().problems.map(\.id) == [source.id, finding.id])
    }

    @Test func `links and quotes of what is not there are found`() async throws {
        try fixture.home.write("notes/n.md", "---\nlinks: [{rel: about, to: Q9}]\n---\nx\n")
        let problems = try await problems()
        #expect(problems.count == 1 && problems[0].contains("links to Q9"), "\(problems)")
    }

    @Test func `a damaged full-text index is found and rebuilt`() async throws {
        let other = try Connection(board.folder.database, mode: .readWrite)
        try other.execute("DELETE FROM passage_index_data WHERE id > 10")
        let again = try Blackboard(home: fixture.home.path)
        #expect(try await again.check().problems.map(\.path) == ["board.db"])
        #expect(try await again.check(repairs: true).problems.isEmpty)
        #expect(try await again.check().problems.isEmpty)
        #expect(try await again.search(SearchQuery("emissions")).count == 2)
    }

    @Test func `what nothing uses is no problem, and removed when it is old`() async throws {
        let object = String(repeating: "ab", count: 32)
        try fixture.home.write("objects/ab/\(object)", "unused")
        try fixture.home.write("notes/.slate-Xy12", "half")
        let check = try await board.check()
        #expect(check.problems.isEmpty && check.leftovers.map(\.size) == [4, 6])
        // The board's clock is fixed long before these files were written, so that they are young.
        _ = try await board.check(repairs: true)
        #expect(FileSystem.exists(path("notes/.slate-Xy12")))
        let later = try Blackboard(
            home: fixture.home.path,
            clock: WallClock { Timestamp(milliseconds: 9_000_000_000_000) }
        )
        #expect(try await later.check(repairs: true).repairs.count == 2)
        #expect(!FileSystem.exists(path("notes/.slate-Xy12")) && !FileSystem.exists(path("objects/ab/\(object)")))
    }

    @Test func `a copy of the board is left over once nobody works on it`() async throws {
        let run = try await board.beginRun(command: "ask", task: "What?").id
        let (first, second) = (try CopyPlace(of: run, on: board), try CopyPlace(of: run, on: board))
        #expect(first.folder != second.folder)
        for place in [first, second] { try fixture.home.write("runs/\(run)/\(place.folder.name)/board.db", "copy") }
        let later = try Blackboard(
            home: fixture.home.path,
            clock: WallClock { Timestamp(milliseconds: 9_000_000_000_000) }
        )
        #expect(try await later.check(repairs: true).repairs.isEmpty)
        try second.remove()
        #expect(!FileSystem.exists(second.folder) && FileSystem.exists(first.folder))
        // As if its process had been killed: the lock is gone, the files are not.
        let left = path("runs/\(run)/again-7")
        try fixture.home.write("runs/\(run)/again-7/board.db", "copy")
        #expect(try await board.check().leftovers == [BoardCheck.Leftover(path: "runs/\(run)/again-7", size: 4)])
        #expect(try await later.check(repairs: true).repairs.count == 1)
        #expect(!FileSystem.exists(left) && FileSystem.exists(first.folder))
        try first.remove()
        #expect(try await board.check().leftovers.isEmpty)
    }

    @Test func `reindexing and rebuilding give the same answers`() async throws {
        let before = try await answers(board)
        #expect(try await board.reindex().problems.isEmpty)
        #expect(try await answers(board) == before)
        #expect(try await board.check().problems.isEmpty)
        for name in ["board.db", "board.db-wal", "board.db-shm"] { try FileSystem.remove(path(name)) }
        let again = try Blackboard(home: fixture.home.path)
        #expect(try await answers(again) == before)
        #expect(try await again.entry(finding.id) == finding)
        #expect(try await again.links(to: source.id) == board.links(to: source.id))
    }

    @Test func `a backup in an empty home brings all back, with its history`() async throws {
        _ = try await board.update(finding.id, expecting: 1, by: "critic") { $0.title = "Emissions fell much" }
        try await board.backUp(to: path("copy.db"))
        let other = try TemporaryFolder()
        _ = try FileSystem.move(path("copy.db"), to: other.path.appending("board.db"))
        _ = try FileSystem.move(path("objects"), to: other.path.appending("objects"))
        let restored = try Blackboard(home: other.path)
        #expect(try await restored.revisions(of: finding.id).count == 2)
        #expect(FileSystem.exists(other.path.appending(finding.path)))
        #expect(try await restored.check().problems.isEmpty)
    }

    @Test func `an export is a board by itself`() async throws {
        let other = try TemporaryFolder()
        let result = try await board.export { files in
            try files { file in
                try FileSystem.makeFolder(other.path.appending(file.path).parent)
                try AtomicFile.write(file.bytes, to: other.path.appending(file.path))
            }
        }
        #expect(result.count == 3 && result.missing.isEmpty)
        let copy = try Blackboard(home: other.path)
        #expect(try await copy.entry(finding.id) == finding)
        #expect(try await copy.check().problems.isEmpty)
    }

    @Test func `a database that is damaged is set aside, and only that`() async throws {
        try await board.close()
        #expect(try Blackboard.setAsideDamagedDatabase(in: board.folder) == nil)
        let other = try TemporaryFolder()
        try other.write("board.db", String(repeating: "no database ", count: 100))
        let folder = BoardFolder(root: other.path)
        #expect(try Blackboard.setAsideDamagedDatabase(in: folder) == "board.db.damaged")
        #expect(!FileSystem.exists(folder.database))
        _ = try Blackboard(home: other.path)
    }
}
