@testable import Blackboard
import Core
import Testing

/// Which recorded step answers what, without a board.
@Suite struct JournalIndexTests {
    private static let agent = JournalAgent("0")

    private static func key(_ kind: JournalKey.Kind, _ request: String) -> JournalKey {
        JournalKey(agent, kind, request: request)
    }

    private static func step(
        _ number: Int,
        _ kind: JournalKey.Kind,
        _ request: String,
        occurrence: Int = 0,
        isTransient: Bool = false,
        attempt: Int = 1
    ) -> JournalIndex.Step {
        JournalIndex.Step(
            id: number + 100,
            key: JournalKey(JournalAgent("0", attempt: attempt), kind, request: request),
            number: number,
            occurrence: occurrence,
            isTransient: isTransient
        )
    }

    /// A turn with two tools, another with one.
    private static let recorded = [
        step(0, .model, "first"), step(1, .tool, "a"), step(2, .tool, "b"), step(3, .model, "second"),
        step(4, .tool, "a", occurrence: 1), step(5, .model, "third"),
    ]

    @Test func `tools may ask in any order, models only in that of the recording`() {
        var index = JournalIndex(Self.recorded)
        #expect(index.match(Self.key(.model, "first")) == .recorded(100))
        #expect(index.match(Self.key(.tool, "b")) == .recorded(102))
        #expect(index.match(Self.key(.tool, "a")) == .recorded(101))
        #expect(index.match(Self.key(.model, "second")) == .recorded(103))
        #expect(index.match(Self.key(.tool, "a")) == .recorded(104))
        #expect(index.match(Self.key(.model, "third")) == .recorded(105))
        let place = JournalIndex.Place(number: 6, occurrence: 2, replaces: .nothing)
        #expect(index.match(Self.key(.tool, "a")) == .new(place))
    }

    @Test func `where a model is asked something else, nothing later counts`() {
        var index = JournalIndex(Self.recorded)
        _ = index.match(Self.key(.model, "first"))
        let place = JournalIndex.Place(number: 6, occurrence: 0, replaces: .rest([103, 104, 105]))
        #expect(index.match(Self.key(.model, "changed")) == .new(place))
        // Recorded before the change, and after it.
        #expect(index.match(Self.key(.tool, "a")) == .recorded(101))
        let later = JournalIndex.Place(number: 7, occurrence: 1, replaces: .nothing)
        #expect(index.match(Self.key(.tool, "a")) == .new(later))
        let third = JournalIndex.Place(number: 8, occurrence: 0, replaces: .nothing)
        #expect(index.match(Self.key(.model, "third")) == .new(third))
    }

    @Test func `one agent's change is no other's`() {
        let other = JournalAgent("0/1.0")
        var index = JournalIndex(
            Self.recorded + [
                JournalIndex.Step(id: 7, key: JournalKey(other, .model, request: "x"), number: 0, occurrence: 0)
            ]
        )
        _ = index.match(Self.key(.model, "changed"))
        #expect(index.match(JournalKey(other, .model, request: "x")) == .recorded(7))
    }

    @Test(arguments: [true, false])
    func `a failure that may have gone away is tried again only when a run is taken up`(retries: Bool) {
        let steps = [Self.step(0, .model, "first"), Self.step(1, .tool, "a", isTransient: true)]
        var index = JournalIndex(steps, retries: retries)
        let place = JournalIndex.Place(number: 2, occurrence: 0, replaces: .step(101))
        #expect(index.match(Self.key(.tool, "a")) == (retries ? .new(place) : .recorded(101)))
    }

    @Test func `a failure on which somebody has acted is history`() {
        // A tool's: the model was told of it.
        var index = JournalIndex(
            [
                Self.step(0, .model, "first"), Self.step(1, .tool, "a", isTransient: true),
                Self.step(2, .model, "second"),
            ],
            retries: true
        )
        #expect(index.match(Self.key(.tool, "a")) == .recorded(101))
        // A model's: the task was begun anew.
        index = JournalIndex(
            [Self.step(0, .model, "first", isTransient: true), Self.step(0, .model, "first", attempt: 2)],
            retries: true
        )
        #expect(index.match(Self.key(.model, "first")) == .recorded(100))
        // One of two tools that ran at the same time: nobody was told of it yet.
        index = JournalIndex(
            [
                Self.step(0, .model, "first"), Self.step(1, .tool, "a", isTransient: true), Self.step(2, .tool, "b"),
            ],
            retries: true
        )
        #expect(index.match(Self.key(.tool, "a")) != .recorded(101))
    }

    @Test func `agents stand below their parents, calls in the order in which they began`() {
        let agents = [
            ("0/a1.10", 30), ("0", 10), ("0/a1.2/ff.0", 70), ("0/a1.2", 25), ("0/b0-1.0", 50), ("0/a1.2/00.0", 80),
            ("0/b0.0", 20), ("0/a1.2", 26),
        ]
        var attempts: [String: Int] = [:]
        let order = AgentOrder(
            agents.map { path, started in
                attempts[path, default: 0] += 1
                return AgentOrder.Agent(JournalAgent(path, attempt: attempts[path] ?? 1), started: started)
            }
        )
        #expect(
            order.sorted.map { "\($0.path)#\($0.attempt)" } == [
                "0#1", "0/b0.0#1", "0/a1.2#1", "0/a1.2#2", "0/a1.2/ff.0#1", "0/a1.2/00.0#1", "0/a1.10#1", "0/b0-1.0#1",
            ]
        )
    }
}
