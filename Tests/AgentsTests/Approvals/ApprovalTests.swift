import Core
import Synchronization
import TestSupport
import Testing

@testable import Agents

@Suite struct ApprovalTests {
    private let folder: TemporaryFolder
    private let log: AuditLog

    init() throws {
        folder = try TemporaryFolder()
        let clock = WallClock { Timestamp(milliseconds: 0) }
        log = AuditLog(home: folder.path.appending("home"), clock: clock, keysInUse: ["hunter2-of-this-process"])
    }

    private func request(
        _ kind: ToolAccess,
        isSubagent: Bool = false,
        tool: String = "write_file",
        arguments: JSON = ["path": "a.md"]
    ) -> ApprovalRequest {
        ApprovalRequest(
            run: "01J",
            agent: AgentID(isSubagent ? 3 : 0),
            role: "writer",
            isSubagent: isSubagent,
            tool: tool,
            kind: kind,
            arguments: arguments
        )
    }

    private typealias Rule = (kind: ToolAccess, isSubagent: Bool, auto: Bool, user: Bool, approved: Bool?)
    private static let rules: [Rule] = [
        (.read, true, false, false, true),
        (.write, true, false, true, false),
        (.network, true, false, false, false),
        (.execute, true, true, false, true),
        (.write, false, true, false, false),
        (.execute, false, false, true, nil),
    ]

    @Test(arguments: rules.indices)
    func `who decides follows from class, rank and configuration`(index: Int) {
        let rule = Self.rules[index]
        let policy = ApprovalPolicy(autoApprovesSubagents: rule.auto, isUserPresent: rule.user)
        switch policy.verdict(on: request(rule.kind, isSubagent: rule.isSubagent)) {
        case .ask: #expect(rule.approved == nil)
        case .decided(let decision): #expect(decision.isApproved == rule.approved)
        }
    }

    @Test(arguments: ToolAccess.allCases, [false, true])
    func `a sub-agent never prompts`(kind: ToolAccess, auto: Bool) async throws {
        let policy = ApprovalPolicy(autoApprovesSubagents: auto, isUserPresent: true)
        let approvals = Approvals(policy: policy, log: log) { _ in
            Issue.record("the user was asked")
            return .once
        }
        #expect(try await approvals.decide(request(kind, isSubagent: true)).isApproved == (auto || kind == .read))
    }

    @Test func `each decision is on the disk with its arguments when it is told`() async throws {
        let approvals = Approvals(policy: ApprovalPolicy(isUserPresent: true), log: log) { _ in .no }
        let decision = try await approvals.decide(request(.write))
        #expect(!decision.isApproved)
        _ = try await approvals.decide(request(.network, isSubagent: true, tool: "fetch_url"))
        _ = try await approvals.decide(request(.read))
        let (lines, invalid) = try log.latest(10)
        #expect(invalid == 0 && lines.map { $0["tool"]?.string } == ["write_file", "fetch_url"])
        #expect(lines.map { $0["decision"]?.string } == ["denied", "denied"])
        #expect(lines.map { $0["by"]?.string } == ["user", "configuration"])
        #expect(lines[0]["arguments"] == ["path": "a.md"])
        #expect(lines[0]["time"]?.string == "1970-01-01T00:00:00.000Z")
    }

    @Test func `secrets are not written down, whatever holds them`() async throws {
        let key = "sk-proj-" + "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKL"
        let arguments: JSON = [
            "api_key": "plain words", "header": .string("Bearer \(key)"),
            "list": ["see hunter2-of-this-process", .string(key)], "text": "nothing to hide",
        ]
        let policy = ApprovalPolicy(autoApprovesSubagents: true)
        let request = request(.execute, isSubagent: true, arguments: arguments)
        _ = try await Approvals(policy: policy, log: log).decide(request)
        let text = String(decoding: try FileSystem.read(log.path, limit: 1 << 20), as: UTF8.self)
        for secret in [key, "plain words", "hunter2"] { #expect(!text.contains(secret), "\(text)") }
        #expect(text.contains("nothing to hide"))
    }

    @Test func `two questions are never open at once, and always holds for the tool`() async throws {
        let open = Mutex((now: 0, asked: 0))
        let approvals = Approvals(policy: ApprovalPolicy(isUserPresent: true), log: log) { request in
            open.withLock { $0 = ($0.now + 1, $0.asked + 1) }
            #expect(open.withLock { $0.now } == 1)
            for _ in 0..<10 { await Task.yield() }
            open.withLock { $0.now -= 1 }
            return request.tool == "write_file" ? .always : .no
        }
        let approved = try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<20 {
                let request = request(.write, tool: index < 15 ? "write_file" : "run")
                group.addTask { try await approvals.decide(request).isApproved }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(approved == 15)
        #expect(open.withLock { $0.asked } == 6)
        #expect(try log.latest(100).lines.count == 20)
    }

    @Test func `what cannot be written down does not go ahead`() async throws {
        try folder.write("home/audit.jsonl/x", "")
        let approvals = Approvals(policy: ApprovalPolicy(autoApprovesSubagents: true), log: log)
        await #expect(throws: FileError.self) { try await approvals.decide(request(.write, isSubagent: true)) }
    }

    @Test func `a line that a crash cut off spoils no other`() async throws {
        try folder.write("home/audit.jsonl", "{\"tool\":\"a\"}\n{\"tool\":\"b")
        _ = try await Approvals(policy: ApprovalPolicy(), log: log).decide(request(.write))
        let (lines, invalid) = try log.latest(10)
        #expect(lines.map { $0["tool"]?.string } == ["a", "write_file"] && invalid == 1)
        #expect(try log.latest(1).lines.count == 1)
    }
}
