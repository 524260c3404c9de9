import Agents
import Core

/// Tells what holds after settings were changed.
struct SettingOutput {
    private let session: Session

    init(_ session: Session) { self.session = session }

    /// Shows settings that were written, and what keeps them from having an effect.
    func show(_ changes: [SettingChange]) {
        guard let configuration = show({ row in changes.contains { $0.key.text == row } }) else { return }
        for change in changes {
            let key = change.key.text
            if let variable = change.variable, session.environment[variable]?.isEmpty != false {
                session.console.note("\(variable) is not set here; until it is, \(key) has no value of its own")
            }
            if let value = configuration.value(at: change.key.path), value.layer > .own {
                session.console.note(
                    "\(key) is written into \(configuration.files[0]), but \(value.origin) wins over it"
                )
            }
            if change.key.path[0] == "roles", !isRole(change.key.path[1]) {
                session.console.note("there is no role '\(change.key.path[1])' yet; 'slate roles list' shows them")
            }
        }
    }

    /// Shows what holds in the place of settings, or groups of them, that were taken out.
    func show(removed names: [String]) {
        let isShown = { (row: String) in
            names.contains { row == $0 || (SettingKey($0) == nil && row.hasPrefix($0 + ".")) }
        }
        guard let configuration = show(isShown) else { return }
        for name in names where !ConfigCommand.rows(configuration).contains(where: { isShown($0.key) }) {
            session.console.note("\(name) is not set any more")
        }
    }

    /// Shows settings as they hold now.
    ///
    /// - Parameter isShown: Whether a key is among them.
    /// - Returns: The configuration; nothing if something else in it cannot be used, which is told.
    private func show(_ isShown: (String) -> Bool) -> Configuration? {
        let configuration: Configuration
        do {
            configuration = try Configuration(environment: session.environment, workingFolder: session.workingFolder)
        } catch {
            // What was asked for is done; the next command fails by this.
            session.console.warn("\(error)")
            return nil
        }
        KeysInUse.ofProcess.add(configuration.keys)
        let rows = ConfigCommand.rows(configuration).filter { isShown($0.key) }
        if !rows.isEmpty || session.console.isJSON { ConfigCommand.print(rows, on: session.console) }
        return configuration
    }

    private func isRole(_ name: String) -> Bool {
        RoleLibrary(folder: session.configuration.home.appending("roles")).roles[name] != nil
    }
}
