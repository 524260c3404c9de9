import Agents
import Blackboard
import Core
import LanguageModels
import Research
import Synchronization

/// Agents whose models follow rules instead of thinking; honest unless a test says otherwise.
final class ScriptedTeam: Sendable {
    typealias Answering = @Sendable (ModelRequest, _ path: String) throws -> String

    /// A call of a model as the engine has made it.
    struct Call: Sendable {
        let role: String
        let path: String
        let request: ModelRequest
    }

    /// What a researcher posts: the words of a quote by the title of its source, for questions that hold a word.
    struct Lead: Sendable {
        let word: String
        let source: String
        let words: String
        /// The claim; the words themselves if there is none.
        var claim: String?
    }

    private let board: Blackboard
    private let leads: [Lead]
    private let answering: [String: Answering]
    private let state = Mutex<(calls: [Call], tasks: [AgentTask], told: [String])>(([], [], []))

    init(_ board: Blackboard, leads: [Lead] = ScriptedTeam.leads, answering: [String: Answering] = [:]) {
        self.board = board
        self.leads = leads
        self.answering = answering
    }

    static let leads = [
        Lead(
            word: "emissions",
            source: "Press release",
            words: "Rewetting cut the emissions of the Velm bog by 62 percent between 2017 and 2022."
        ),
        Lead(
            word: "emissions",
            source: "Tower note",
            words: "Rewetting cut the emissions of the Velm bog by 48 percent between 2017 and 2022"
        ),
        Lead(word: "dams", source: "Press release", words: "The work of 318 dams cost 4.2 million euros."),
        Lead(word: "dams", source: "Press release", words: "Upkeep is 85,000 euros a year."),
        Lead(
            word: "curlew",
            source: "Bird *survey* [S9] <b>2022</b>",
            words: "The curlew returned to the Velm bog in 2019 and had 14 pairs in 2022."
        ),
    ]

    /// All calls of models but those of researchers.
    var calls: [Call] { state.withLock { $0.calls } }
    /// All tasks of researchers.
    var tasks: [AgentTask] { state.withLock { $0.tasks } }
    /// What tools have told researchers.
    var told: [String] { state.withLock { $0.told } }

    var agents: ResearchAgents {
        ResearchAgents(
            models: ["writer": "test/scripted"],
            ask: { role, path, request in
                self.state.withLock { $0.calls.append(Call(role: role, path: path, request: request)) }
                let answer = self.answering[role] ?? Self.honest(role)
                return ModelResponse(content: [.text(try answer(request, path))])
            },
            work: { tasks, onEnd in
                self.state.withLock { $0.tasks += tasks }
                return await withTaskGroup(of: AgentResult.self) { group in
                    for task in tasks { group.addTask { await self.research(task) } }
                    var results: [AgentResult] = []
                    for await result in group {
                        await onEnd(result)
                        results.append(result)
                    }
                    return results
                }
            }
        )
    }

    private func research(_ task: AgentTask) async -> AgentResult {
        do {
            let titles = try await board.entries(matching: EntryFilter(kinds: [.source]))
            let sources = Dictionary(titles.map { ($0.title, $0.id.description) }) { one, _ in one }
            let posts = leads.filter { task.goal.contains($0.word) }.map { lead -> JSON in
                [
                    "kind": "finding", "title": .string(lead.claim ?? lead.words),
                    "quotes": [["source": JSON(sources[lead.source]), "exact": .string(lead.words)]],
                ]
            }
            let model = RuleModel { request in
                for case .tools(let results) in request.messages {
                    self.state.withLock { $0.told += results.map(\.content) }
                }
                let isFirst = !request.messages.contains { if case .assistant = $0 { true } else { false } }
                return isFirst && !posts.isEmpty ? .calls(posts.map { ("board_post", $0) }) : .text("That is all.")
            }
            let factory = AgentFactory(roles: RoleLibrary(), catalog: .bundled(board: board)) { _, _ in
                ChosenModel(model)
            }
            return try await factory.agent(for: task, isWorker: true).run()
        } catch {
            return AgentResult(taskID: task.id, exitReason: .notStarted, error: "\(error)")
        }
    }

    static func honest(_ role: String) -> Answering {
        switch role {
        case "writer": { request, _ in write(Given(request)) }
        case "critic": { request, _ in judge(Given(request)) { _ in "supported" } }
        default: { _, _ in "{}" }
        }
    }

    /// A draft that quotes each finding in its part.
    static func write(_ given: Given) -> String {
        var text = "## Answer\n\n" + (given.findings.first?.cited ?? "") + "\n"
        for part in Set(given.findings.map(\.part)).sorted() {
            text += "\n## \(part)\n\n"
            text += given.findings.filter { $0.part == part }.map(\.cited).joined(separator: " ") + "\n"
        }
        return text
    }

    /// Verdicts on all sentences.
    static func judge(_ given: Given, verdict: (String) -> String) -> String {
        let items = given.sentences.map { sentence -> JSON in
            ["sentence": .int(sentence.number), "verdict": .string(verdict(sentence.text)), "reason": "because"]
        }
        return JSON.object([JSON.Member("judgements", .array(items))]).text
    }
}

/// What a request holds, as a model would read it.
struct Given: Sendable {
    struct Finding: Sendable {
        let id: String
        let part: String
        let quote: String

        var cited: String { quote.hasSuffix(".") ? "\(quote) [\(id)]" : "\(quote). [\(id)]" }
    }

    private(set) var findings: [Finding] = []
    private(set) var sentences: [(number: Int, text: String)] = []
    let text: String

    init(_ request: ModelRequest) {
        text = request.messages.compactMap { if case .user(let text) = $0 { text } else { nil } }.first ?? ""
        for line in text.split(separator: "\n") {
            // Most lines of a request are no JSON.
            guard let json = try? JSON(parsing: String(line)) else { continue }
            if let id = json["id"]?.string, let quote = json["quotes"]?.array?.first?.string {
                findings.append(Finding(id: id, part: json["part"]?.string ?? "", quote: quote))
            }
            if let number = json["number"]?.int { sentences.append((number, json["text"]?.string ?? "")) }
        }
    }
}

/// A model that answers by a rule.
struct RuleModel: StreamingModel {
    enum Answer: Sendable {
        case text(String)
        case calls([(tool: String, arguments: JSON)])
    }

    let identity = ModelIdentity(provider: "test", model: "rule")
    private let rule: @Sendable (ModelRequest) -> Answer

    init(_ rule: @escaping @Sendable (ModelRequest) -> Answer) { self.rule = rule }

    func stream(_ request: ModelRequest) -> ModelEventStream {
        switch rule(request) {
        case .text(let text): return ModelEventStream([.text(text), .stop(.finished)])
        case .calls(let calls):
            let deltas = calls.enumerated().map { index, call in
                ModelEvent.toolCall(
                    ToolCallDelta(index: index, id: "c\(index)", name: call.tool, arguments: call.arguments.text)
                )
            }
            return ModelEventStream(deltas + [.stop(.toolCalls)])
        }
    }
}

/// Gathers what happens.
final class Watcher: Sendable {
    private let events = Mutex<[ResearchProgress]>([])
    var all: [ResearchProgress] { events.withLock { $0 } }
    var lines: [String] { all.map(\.description) }
    var note: @Sendable (ResearchProgress) -> Void { { event in self.events.withLock { $0.append(event) } } }
}
