import Core

/// How long a run is worked on, which is done in parts where it is taken up.
///
/// It stands with the options of the run, which are kept when it ends.
struct RunTime {
    private static let name = "taken-up"

    /// When the latest part of the work began, in milliseconds since 1970.
    private let since: Int
    /// How long the run was worked on before that, in milliseconds.
    private let before: Int

    /// Reads it; the one part of a run that was never taken up begins with the run.
    ///
    /// - Parameters:
    ///   - options: The run's options.
    ///   - started: When it began, in milliseconds since 1970.
    init(_ options: JSON, started: Int) {
        let told = options[Self.name]
        since = max(started, told?["at"]?.int ?? started)
        // Within bounds also where somebody has altered the row.
        before = min(max(0, told?["milliseconds-before"]?.int ?? 0), 1 << 50)
    }

    /// Tells how long the run was worked on.
    ///
    /// - Parameter end: The end of its latest part, in milliseconds since 1970.
    /// - Returns: Milliseconds.
    func worked(until end: Int) -> Int { before + max(0, end - since) }

    /// Notes that a run is taken up.
    ///
    /// - Parameters:
    ///   - options: The run's options; what is no object or null stays as it is.
    ///   - now: The moment, in milliseconds since 1970.
    ///   - worked: How long the run was worked on until now, in milliseconds.
    /// - Returns: Its options from now on.
    static func options(_ options: JSON, takenUpAt now: Int, worked: Int) -> JSON {
        let told = JSON.Member(name, ["at": .int(now), "milliseconds-before": .int(worked)])
        switch options {
        case .null: return .object([told])
        case .object(let members): return .object(members.filter { $0.name != name } + [told])
        default: return options
        }
    }
}
