import Core

/// The settings that decide what the agents of a run are told and offered, and how far they may go.
///
/// They are written down with a run when it begins. Taken up or told again under others, it would ask for something else
/// than what its journal holds: already the first message of an agent tells how many turns it has.
struct RecordedSettings: Sendable {
    private static let (key, value, layer) = ("key", "value", "from")
    /// Those that are written down.
    ///
    /// Which folders are trusted, and what may be done without consent, is for the person to say today.
    private static let settings = Setting.all.filter { setting in
        if setting.isPattern { return ["roles.*.toolsets", "roles.*.max_iterations"].contains(setting.key) }
        if case .paths = setting.kind { return false }
        let groups = ["agent.", "delegation.", "scrubber.", "skills.", "budget.", "search.results"]
        return setting.key != "delegation.subagent_auto_approve" && groups.contains { setting.key.hasPrefix($0) }
    }

    private let values: [[String]: Configuration.Value]
    /// Whether they hold also over the options of the command line.
    private let includesOptions: Bool
    /// Whether the budgets are among them.
    private let includesBudget: Bool

    /// Those of a configuration, as it stands.
    init(of configuration: Configuration) {
        values = configuration.values(of: Self.settings)
        (includesOptions, includesBudget) = (true, true)
    }

    /// Reads what is written down; nothing if that is none, as of runs of earlier versions.
    ///
    /// - Parameters:
    ///   - json: What is written down.
    ///   - includesOptions: Whether they hold also over the options of the command line.
    ///   - includesBudget: Whether budgets are as they were.
    init?(_ json: JSON?, includesOptions: Bool, includesBudget: Bool) {
        guard let items = json?.array else { return nil }
        var values: [[String]: Configuration.Value] = [:]
        for item in items {
            let path = item[Self.key]?.array?.compactMap(\.string) ?? []
            guard let text = item[Self.value]?.string, let layer = item[Self.layer]?.string,
                let layer = Configuration.Layer(name: layer), let setting = Self.setting(path), setting.accepts(text)
            else { continue }
            values[path] = Configuration.Value(text: text, origin: "the run", layer: layer)
        }
        self.values = values
        (self.includesOptions, self.includesBudget) = (includesOptions, includesBudget)
    }

    /// What is written down.
    var json: JSON {
        .array(
            values.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { path, value in
                [
                    Self.key: .array(path.map(JSON.string)), Self.value: .string(value.text),
                    Self.layer: .string(value.layer.name),
                ]
            }
        )
    }

    /// The values of a configuration, with these in the place of its own.
    func replacing(in present: [[String]: Configuration.Value]) -> [[String]: Configuration.Value] {
        let kept = present.filter { !decides($0.key) || ($0.value.layer == .flag && !includesOptions) }
        return values.filter { decides($0.key) }.merging(kept) { _, kept in kept }
    }

    private func decides(_ path: [String]) -> Bool {
        Self.setting(path) != nil && (includesBudget || path.first != "budget")
    }

    private static func setting(_ path: [String]) -> Setting? { settings.first { $0.isAt(path) } }
}
