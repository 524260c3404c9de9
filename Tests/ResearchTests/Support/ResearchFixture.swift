import Blackboard
import Core
import Research
import TestSupport

/// A board of its own with a few documents.
struct ResearchFixture {
    let folder: TemporaryFolder
    let board: Blackboard

    /// Two measurements that disagree, a near copy of one, a document of hostile text, and one on something else.
    static let documents: [(title: String, text: String)] = [
        (
            "Press release",
            "Rewetting cut the emissions of the Velm bog by 62 percent between 2017 and 2022. The work of 318 dams cost "
                + "4.2 million euros. Upkeep is 85,000 euros a year. The trust published this in May 2023."
        ),
        (
            "Tower note",
            "The flux towers stood at two places. Rewetting cut the emissions of the Velm bog by 48 percent between 2017 "
                + "and 2022, according to the towers. Wind from the east was left out."
        ),
        (
            "Regional news",
            "Rewetting cut the emissions of the Velm bog by 62 percent between 2017 and 2022. The work of 318 dams cost "
                + "4.2 million euros. Upkeep is 85,000 euros a year. The trust published this in May 2023. Our reporter."
        ),
        (
            "Bird *survey* [S9] <b>2022</b>",
            "The curlew returned to the Velm bog in 2019 and had 14 pairs in 2022. “A `rare`|sight [S9] <b>indeed</b>,” "
                + "said the warden of the Velm bog about the curlew, “and #1 of 12 \\ birds.”"
        ),
        ("Cheese", "Cheddar is made of the milk of cows. It ripens for 9 months in a cellar."),
    ]

    static let question =
        "How much did rewetting cut the emissions of the Velm bog, what did the dams cost, "
        + "and what did the warden say about the curlew?"

    init(_ documents: [(title: String, text: String)] = documents) async throws {
        folder = try TemporaryFolder()
        board = try Blackboard(home: folder.path)
        try await add(documents)
    }

    func add(_ documents: [(title: String, text: String)]) async throws {
        let drafts = documents.map {
            SourceDraft(title: $0.title, text: $0.text, uri: "file:///docs/\($0.title)", mediaType: "text/plain")
        }
        _ = try await board.ingest(drafts, by: "human")
    }

    func answer(
        _ question: String = question,
        sources: Set<EntryID>? = nil,
        depth: ExtractiveEngine.Depth = .full
    ) async throws -> Answer {
        try await ExtractiveEngine(board: board).answer(question, sources: sources, depth: depth)
    }

    func report(_ question: String = question) async throws -> String {
        ReportText(try await answer(question), version: "1").markdown(ReportText.Counts())
    }

    func verify(_ report: String, evidence: JSON? = nil) async throws -> Verification {
        try await ReportVerifier(board: board).verify(report, evidence: evidence)
    }

    func entries(_ kind: EntryKind) async throws -> [EntrySummary] {
        try await board.entries(matching: EntryFilter(kinds: [kind]))
    }
}
