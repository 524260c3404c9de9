import Testing

@testable import Agents

@Suite struct SupervisionTests {
    private var rules = Supervision(limits: SupervisionLimits(maxConcurrentChildren: 2, maxSpawnDepth: 2))

    private mutating func spawn(
        _ count: Int = 1,
        below parent: AgentID = .top,
        timeout: Duration? = nil,
        at now: Duration = .zero
    ) throws -> [SupervisionAction] {
        try (0..<count).flatMap { _ in try rules.spawn(SpawnRequest(parent: parent, timeout: timeout), now: now).1 }
    }

    private func report(
        _ id: Int,
        _ outcome: SupervisionReport.Outcome,
        attempts: Int = 1,
        time: Duration = .zero
    ) -> SupervisionAction {
        .report(SupervisionReport(agent: AgentID(id), outcome: outcome, attempts: attempts, time: time))
    }

    @Test mutating func `more than may work at once wait for their turn`() throws {
        #expect(try spawn(4) == [.start(AgentID(1)), .start(AgentID(2))])
        #expect(rules.end(AgentID(2), .success, now: .zero) == [report(2, .success), .start(AgentID(3))])
        #expect(rules.end(AgentID(2), .success, now: .zero).isEmpty)
    }

    @Test mutating func `the most urgent comes first, then the oldest`() throws {
        _ = try spawn(2)
        for priority in [0, 5, 5, 9] { _ = try rules.spawn(SpawnRequest(priority: priority), now: .zero) }
        let order = [1, 6, 4, 5].flatMap { rules.end(AgentID($0), .success, now: .zero) }
        let started = order.compactMap { if case .start(let id) = $0 { id.number } else { nil } }
        #expect(started == [6, 4, 5, 3])
    }

    @Test mutating func `agents go no deeper and no wider than allowed`() throws {
        rules = Supervision(limits: SupervisionLimits(maxSpawnDepth: 1, maxChildren: 2))
        _ = try spawn(2)
        #expect(#expect(throws: SpawnRefusal.self) { try spawn() }?.code == .width)
        #expect(#expect(throws: SpawnRefusal.self) { try spawn(below: AgentID(1)) }?.code == .depth)
        #expect(#expect(throws: SpawnRefusal.self) { try spawn(below: AgentID(9)) }?.code == .parentEnded)
    }

    @Test(arguments: [(Duration?.none, 600), (.seconds(1), 30), (.seconds(90), 90)])
    mutating func `who has used up the time is cancelled and not restarted`(timeout: Duration?, limit: Int) throws {
        _ = try spawn(timeout: timeout)
        for second in stride(from: 10, to: limit, by: 10) {
            rules.note(.progress, of: AgentID(1), now: .seconds(second))
            #expect(!rules.tick(now: .seconds(second)).contains { if case .cancel = $0 { true } else { false } })
        }
        #expect(rules.tick(now: .seconds(limit)) == [.cancel(AgentID(1), .timedOut)])
        let end = rules.end(AgentID(1), .cancelled, now: .seconds(limit))
        #expect(end == [report(1, .cancelled(.timedOut), time: .seconds(limit))])
    }

    @Test mutating func `there is a heartbeat every 30 s, but only after activity`() throws {
        _ = try spawn()
        var beats: [Int] = []
        for second in 1...200 {
            if second <= 70 || second == 150 { rules.note(.progress, of: AgentID(1), now: .seconds(second)) }
            if rules.tick(now: .seconds(second)).contains(.heartbeat(AgentID(1))) { beats.append(second) }
        }
        #expect(beats == [30, 60, 90, 150])
    }

    @Test(arguments: [(false, 450), (true, 1_200)])
    mutating func `who shows no activity is warned of, cancelled and restarted`(inTool: Bool, limit: Int) throws {
        _ = try spawn(timeout: .seconds(9_999))
        if inTool { rules.note(.toolStarted, of: AgentID(1), now: .zero) }
        #expect(rules.tick(now: .seconds(limit / 2)) == [.warn(AgentID(1), .idle(.seconds(limit / 2)))])
        #expect(rules.tick(now: .seconds(limit - 1)).isEmpty)
        #expect(rules.tick(now: .seconds(limit)) == [.cancel(AgentID(1), .stale)])
        guard case .restart(AgentID(1), attempt: 2, _) = rules.end(AgentID(1), .cancelled, now: .seconds(limit)).first
        else {
            Issue.record("it was not restarted")
            return
        }
        // The tool of the first attempt is forgotten.
        #expect(rules.tick(now: .seconds(limit + 450)) == [.cancel(AgentID(1), .stale)])
    }

    @Test mutating func `activity of a child keeps its parent alive`() throws {
        _ = try spawn(timeout: .seconds(9_999))
        _ = try spawn(below: AgentID(1), timeout: .seconds(9_999))
        rules.note(.progress, of: AgentID(2), now: .seconds(449))
        let actions = rules.tick(now: .seconds(450))
        #expect(actions == [.heartbeat(AgentID(1)), .heartbeat(AgentID(2))])
    }

    @Test mutating func `a failure is restarted with its error, at most twice in 60 s for all children`() throws {
        _ = try spawn(2)
        let failure = AttemptEnd.failure("no answer", mayRestart: true)
        let restart = { SupervisionAction.restart(AgentID($0), attempt: $1, lastError: "no answer") }
        #expect(rules.end(AgentID(1), failure, now: .seconds(1)) == [restart(1, 2)])
        #expect(rules.end(AgentID(2), failure, now: .seconds(2)) == [restart(2, 2)])
        let refused = rules.end(AgentID(1), failure, now: .seconds(60))
        #expect(
            refused == [
                .warn(AgentID(1), .tooManyRestarts),
                report(1, .failure("no answer"), attempts: 2, time: .seconds(60)),
            ]
        )
        #expect(rules.end(AgentID(2), failure, now: .seconds(61)) == [restart(2, 3)])
        // Slow failures stay within the intensity for ever; the attempts of one child do not.
        #expect(rules.end(AgentID(2), failure, now: .seconds(500)).first == .warn(AgentID(2), .tooManyRestarts))
    }

    @Test mutating func `what cannot get better is not restarted`() throws {
        _ = try spawn()
        let end = rules.end(AgentID(1), .failure("wrong key", mayRestart: false), now: .zero)
        #expect(end == [report(1, .failure("wrong key"))])
    }

    @Test mutating func `an interruption reaches all below, and those who wait never begin`() throws {
        _ = try spawn(3)
        _ = try spawn(3, below: AgentID(1))
        let actions = rules.cancel(AgentID(1), now: .zero)
        #expect(
            actions == [
                .cancel(AgentID(4), .interrupted), .cancel(AgentID(5), .interrupted),
                report(6, .cancelled(.interrupted), attempts: 0), .cancel(AgentID(1), .interrupted),
            ]
        )
        #expect(#expect(throws: SpawnRefusal.self) { try spawn(below: AgentID(1)) }?.code == .parentEnded)
        #expect(rules.end(AgentID(4), .cancelled, now: .zero) == [report(4, .cancelled(.interrupted))])
        #expect(rules.end(AgentID(5), .success, now: .zero) == [report(5, .success)])
        let end = rules.end(AgentID(1), .failure("x", mayRestart: true), now: .zero)
        #expect(end == [report(1, .cancelled(.interrupted)), .start(AgentID(3))])
    }

    @Test mutating func `who is stale and then interrupted is not restarted`() throws {
        _ = try spawn()
        _ = rules.tick(now: .seconds(450))
        #expect(rules.cancel(AgentID(1), now: .seconds(451)).isEmpty)
        let end = rules.end(AgentID(1), .cancelled, now: .seconds(451))
        #expect(end == [report(1, .cancelled(.interrupted), time: .seconds(451))])
    }

    @Test mutating func `a pause holds new work back and lets old work go on`() throws {
        rules.pause()
        #expect(try spawn(3).isEmpty)
        #expect(rules.resume(now: .zero) == [.start(AgentID(1)), .start(AgentID(2))])
        rules.pause()
        #expect(rules.end(AgentID(1), .success, now: .zero) == [report(1, .success)])
        #expect(rules.resume(now: .zero) == [.start(AgentID(3))])
    }

    @Test mutating func `who does not stop is told of once`() throws {
        _ = try spawn()
        _ = rules.cancel(AgentID(1), now: .zero)
        #expect(rules.tick(now: .seconds(9)).isEmpty)
        #expect(rules.tick(now: .seconds(10)) == [.warn(AgentID(1), .doesNotStop)])
        #expect(rules.tick(now: .seconds(20)).isEmpty)
    }
}
