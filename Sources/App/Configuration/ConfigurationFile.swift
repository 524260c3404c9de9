import Core

/// The board's own configuration file, which single settings are written into.
struct ConfigurationFile {
    let path: Path
    private let home: Path
    private let environment: [String: String]
    private let workingFolder: Path

    /// The file in the home of a session.
    init(of session: Session) {
        (path, home) = (session.configuration.files[0], session.configuration.home)
        (environment, workingFolder) = (session.environment, session.workingFolder)
    }

    /// Changes the file in one step: no other process that does so comes between, and no reader sees half of it.
    ///
    /// - Parameters:
    ///   - change: Changes the text.
    ///   - check: Refuses what the file would say then.
    /// - Throws: `ConfigurationError` if the file is, or would be, none that can be used; `FileError`; what the closures
    ///   throw. Nothing is changed then.
    func update(
        _ change: (inout ConfigurationText) throws -> Void,
        check: (Configuration) throws -> Void
    ) throws {
        // What is refused must not leave a folder behind.
        if !FileSystem.exists(home) { _ = try changed([], change, check) }
        try makeHome()
        // The link of who keeps such files elsewhere stays one.
        let file = FileSystem.exists(path) ? try resolved() : path
        try FileSystem.withLock(on: file.parent) {
            let old = try Configuration.bytes(of: path)
            let new = try changed(old ?? [], change, check)
            if new == old { return }
            let permissions = old == nil ? 0o600 : try FileSystem.status(file).permissions
            try AtomicFile.write(new, to: file, mode: permissions)
        }
    }

    private func makeHome() throws {
        do {
            try FileSystem.makeFolder(home)
        } catch {
            throw ConfigurationError(unusableHome: error)
        }
    }

    private func resolved() throws -> Path {
        do {
            return try ResolvedPath.of(path)
        } catch {
            throw ConfigurationError(message: error.message)
        }
    }

    private func changed(
        _ old: [UInt8],
        _ change: (inout ConfigurationText) throws -> Void,
        _ check: (Configuration) throws -> Void
    ) throws -> [UInt8] {
        var text = try ConfigurationText(old, of: path)
        let before = text.text
        try change(&text)
        do {
            try check(try configuration(text.text))
        } catch let error as ConfigurationError {
            // A fault that was there before is told with the line that it has now.
            _ = try configuration(before)
            throw ConfigurationError(
                message:
                    "nothing was changed, as it would not hold: \(withoutPlace(error.message)); settings that need each "
                    + "other are written by one command"
            )
        }
        return Array(text.text.utf8)
    }

    /// A message without file and line, where these are of a text that nobody has.
    private func withoutPlace(_ message: String) -> Substring {
        guard message.hasPrefix("\(path):") else { return message[...] }
        return message.dropFirst(path.string.count + 1).drop { $0.isNumber }.dropFirst(2)
    }

    private func configuration(_ text: String) throws -> Configuration {
        let configuration = try Configuration(own: text, environment: environment, workingFolder: workingFolder)
        KeysInUse.ofProcess.add(configuration.keys)
        return configuration
    }
}
