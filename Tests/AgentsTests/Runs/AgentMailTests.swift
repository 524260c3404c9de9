import Blackboard
import Core
import LanguageModels
import TestSupport
import Testing

@testable import Agents

/// What a person says to agents: read once and in order, also by an agent that is taken up.
@Suite struct AgentMailTests {
    private let folder: TemporaryFolder
    private let top = JournalAgent("0")
    private let worker = JournalAgent("0/abc.0")
    private let name = AgentID.top

    init() throws { folder = try TemporaryFolder() }

    private func mail(_ run: String = "R1") throws -> AgentMail { try AgentMail(run: run, home: folder.path) }

    @Test func `only who is at work gets messages, and gets them once`() throws {
        let mail = try mail()
        #expect(!mail.send("too early", to: name) && mail.unread(at: top).isEmpty)
        mail.open(name, at: top)
        #expect(mail.send("one", to: name) && mail.send("two", to: name))
        #expect(mail.unread(at: top) == ["one", "two"] && mail.unread(at: worker).isEmpty)
        mail.forget(["one"], at: top)
        #expect(mail.close(name) == ["two"] && mail.close(name).isEmpty)
        #expect(!mail.send("too late", to: name))
        // Its next attempt stands at the same place.
        mail.open(name, at: top)
        #expect(mail.unread(at: top) == ["two"])
    }

    @Test func `what is on the disk is there for who takes the run up, damaged lines are not`() async throws {
        let first = try mail()
        first.open(name, at: worker)
        for text in ["one", "two\nlines \u{1F426}", "one"] { #expect(first.send(text, to: name)) }
        try await first.flush()
        let file = "runs/R1/messages.jsonl"
        let written = try FileSystem.read(folder.path.appending(file), limit: 1 << 20)
        try folder.write(file, bytes: written + Array("{}\n{\"to\": \"0/ab".utf8))
        let second = try mail()
        #expect(second.unread(at: worker) == ["one", "two\nlines \u{1F426}", "one"])
        #expect(second.unread(at: top).isEmpty)
        second.forget(["one"], at: worker)
        #expect(second.unread(at: worker) == ["two\nlines \u{1F426}", "one"])
        second.open(name, at: worker)
        #expect(second.send("four", to: name))
        try await second.flush()
        #expect(try mail().unread(at: worker) == ["one", "two\nlines \u{1F426}", "one", "four"])
    }

    @Test func `a run in which nobody says anything has no file, and a name from outside reaches no other folder`()
        async throws
    {
        try await mail().flush()
        #expect(!FileSystem.exists(folder.path.appending("runs")))
        #expect(throws: FileError.self) { try mail("../R1") }
    }

    @Test func `a message waits until a call that was not answered when the run was recorded`() async throws {
        let fixture = try await JournalFixture()
        let recorded = try await fixture.journal(.record)
        #expect(try await recorded.messages(before: 1, of: top, isAnswered: false) { [] }.isEmpty)
        #expect(try await recorded.messages(before: 2, of: top, isAnswered: false) { ["one"] } == ["one"])
        let resumed = try await fixture.journal(.resume)
        #expect(try await resumed.messages(before: 1, of: top, isAnswered: true) { ["one", "two"] }.isEmpty)
        #expect(try await resumed.messages(before: 2, of: top, isAnswered: false) { ["one", "two"] } == ["one"])
        #expect(try await resumed.messages(before: 3, of: top, isAnswered: true) { ["two"] }.isEmpty)
        #expect(try await resumed.messages(before: 4, of: top, isAnswered: false) { ["two"] } == ["two"])
        let again = try await fixture.journal(.resume)
        #expect(try await again.messages(before: 4, of: top, isAnswered: true) { [] } == ["two"])
        let replayed = try await fixture.journal(.replay)
        #expect(try await replayed.messages(before: 3, of: top, isAnswered: false) { ["three"] }.isEmpty)
    }
}
