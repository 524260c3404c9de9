import Blackboard

/// A run that was begun before, and how it is used.
struct TakenRun: Sendable {
    /// The board that has a run, and a copy of it on which the run is worked through again.
    struct Repetition: Sendable {
        let original: Blackboard
        let copy: RunCopy
        let stage: RunStage
    }

    /// Under which name its settings are written down.
    static let settingsKey = "settings"

    let id: String
    /// To go on with it, or to tell it again.
    let mode: Journal.Mode
    /// Whether its agents were offered to ask a person; nothing of a run that an earlier version has begun.
    let asksPerson: Bool?
    /// Whose models its agents had; nothing if the run does not tell.
    var asked: RunTeam?
    /// How far its agents might go, and what they were told; nothing of a run that an earlier version has begun.
    var settings: RecordedSettings?
    /// Where it is worked through again; nothing for on the board itself.
    var repetition: Repetition?
}
