import Blackboard

/// Looks for evidence for one part of the question after the other.
struct ExtractiveResearcher: ReportingSource {
    let role = "researcher"
    let finder: EvidenceFinder

    func canAct(on state: RunState) -> Bool { state.parts.contains { $0.evidence == nil } }

    func act(on state: inout RunState) async throws {
        guard let index = state.parts.firstIndex(where: { $0.evidence == nil }) else { return }
        state.parts[index].evidence = try await finder.evidence(for: state.parts[index].question)
    }

    /// Parts are researched in order.
    func report(on state: RunState) -> String { ProgressText.evidence(for: state.parts.last { $0.evidence != nil }) }
}
