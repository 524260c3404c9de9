import Blackboard

/// Turns critiques that ask for more evidence into tasks.
struct FollowUp: KnowledgeSource {
    let role = "supervisor"
    let context: RunContext

    func canAct(on view: RunView) -> Bool { !waiting(view).isEmpty }

    func act(on view: inout RunView) async throws {
        let tasks = waiting(view).compactMap { critique -> (title: String, targets: [EntryID])? in
            guard let part = Self.part(of: critique) else { return nil }
            return ("Research again: \(view.titles[part] ?? critique.content.title)", [part, critique.id])
        }
        try await context.post(.research, tasks, run: view.run)
    }

    /// The critiques of the latest draft that ask for evidence and have no task yet.
    private func waiting(_ view: RunView) -> [Entry] {
        guard let version = view.versions.last, version.review != nil, view.versions.count < context.options.rounds
        else { return [] }
        return version.open(.research).filter { critique in
            Self.part(of: critique) != nil
                && !view.tasks(.research).contains { $0.content.links.contains(Link(.about, critique.id)) }
        }
    }

    private static func part(of critique: Entry) -> EntryID? {
        critique.content.links.first { $0.target.kind == .question }?.target
    }
}
