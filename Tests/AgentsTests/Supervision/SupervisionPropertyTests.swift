import TestSupport
import Testing

@testable import Agents

/// Random orders, ends and times, and what must hold whatever comes.
@Suite struct SupervisionPropertyTests {
    /// What was asked for and what came of it, kept beside the state machine.
    private struct Observed {
        var parents: [AgentID: AgentID] = [:]
        var working: Set<AgentID> = []
        var stopping: Set<AgentID> = []
        var ended: Set<AgentID> = []
        var restarts: [AgentID: [Duration]] = [:]

        mutating func take(_ actions: [SupervisionAction], now: Duration, concurrency: Int) {
            for action in actions { take(action, now: now) }
            for parent in Set(parents.values) {
                #expect(working.count { parents[$0] == parent } <= concurrency)
            }
        }

        private mutating func take(_ action: SupervisionAction, now: Duration) {
            let id = action.agent
            #expect(!ended.contains(id), "\(action) after the report")
            switch action {
            case .spawn: #expect(!working.contains(id))
            case .start: #expect(working.insert(id).inserted)
            case .restart(_, let attempt, _):
                #expect(working.contains(id) && attempt <= 3)
                stopping.remove(id)
                let recent = restarts[parents[id] ?? .top, default: []].filter { now - $0 < .seconds(60) } + [now]
                #expect(recent.count <= 2)
                restarts[parents[id] ?? .top] = recent
            case .cancel: #expect(working.contains(id) && stopping.insert(id).inserted)
            case .heartbeat: #expect(working.contains(id) && !stopping.contains(id))
            case .warn: #expect(working.contains(id))
            case .report:
                working.remove(id)
                ended.insert(id)
            }
        }
    }

    private static let ends: [AttemptEnd] = [
        .success, .partial("x"), .failure("x", mayRestart: true), .failure("x", mayRestart: false), .cancelled,
    ]

    @Test(arguments: 0..<UInt64(TestEffort.cases(60)))
    func `each agent is reported once, and no limit is passed`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let concurrency = Int.random(in: 1...4, using: &random)
        var rules = Supervision(limits: SupervisionLimits(maxConcurrentChildren: concurrency, maxSpawnDepth: 3))
        var seen = Observed()
        var now = Duration.zero
        for _ in 0..<400 {
            now += .seconds(Int.random(in: 0...20, using: &random))
            seen.take(Self.step(&rules, &seen, now, &random), now: now, concurrency: concurrency)
        }
        seen.take(rules.resume(now: now), now: now, concurrency: concurrency)
        seen.take(rules.cancel(.top, now: now), now: now, concurrency: concurrency)
        while let id = seen.working.max() {
            seen.take(rules.end(id, .cancelled, now: now), now: now, concurrency: concurrency)
        }
        #expect(rules.agentCount == 0)
        #expect(seen.ended == Set(seen.parents.keys))
    }

    private static func step(
        _ rules: inout Supervision,
        _ seen: inout Observed,
        _ now: Duration,
        _ random: inout SeededGenerator
    ) -> [SupervisionAction] {
        let anyone = seen.parents.keys.sorted().randomElement(using: &random) ?? .top
        let worker = seen.working.sorted().randomElement(using: &random) ?? .top
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<7:
            let parent = Bool.random(using: &random) ? worker : AgentID.top
            let request = SpawnRequest(parent: parent, priority: Int.random(in: 0...2, using: &random))
            // A refusal leaves all as it was.
            guard let (id, actions) = try? rules.spawn(request, now: now) else { return [] }
            seen.parents[id] = parent
            return actions
        case 7..<11: return rules.end(worker, ends.randomElement(using: &random) ?? .success, now: now)
        case 11..<14:
            let activity = [Activity.progress, .toolStarted, .toolEnded].randomElement(using: &random)
            rules.note(activity ?? .progress, of: anyone, now: now)
            return []
        case 14: return rules.cancel(anyone, now: now)
        case 15:
            rules.pause()
            return []
        case 16: return rules.resume(now: now)
        default: return rules.tick(now: now)
        }
    }
}
