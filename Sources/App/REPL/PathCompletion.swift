import Core

/// Completes the names of files.
enum PathCompletion {
    /// The paths that a beginning can become, as they have to be written; folders end with a slash.
    static func paths(beginningWith written: String, _ session: Session) -> [String] {
        let folder = written.lastIndex(of: "/").map { String(written[...$0]) } ?? ""
        let told = PathWords.split(folder, home: session.environment["HOME"]).first ?? "."
        // A folder that cannot be listed completes to nothing.
        let names = (try? FileSystem.names(in: session.path(told))) ?? []
        return names.filter { !$0.hasPrefix(".") }.map { name in
            let isFolder = (try? FileSystem.status(session.path(told).appending(name)).kind) == .folder
            return folder + PathWords.escaped(name) + (isFolder ? "/" : "")
        }
    }
}
