public import Core

/// The skills that a project brings along, which are somebody else's instructions until its folder is trusted.
public struct ProjectSkills: Sendable {
    /// The folder of the project.
    public let project: Path
    /// Whether the person has said that the folder is trusted.
    public let isTrusted: Bool

    /// Looks for `.agents/skills` in a folder and those above it.
    ///
    /// - Parameters:
    ///   - folder: Where to begin.
    ///   - trusted: The folders that are trusted, themselves only and not what lies below them.
    /// - Returns: The nearest project with skills; nothing if there is none.
    public static func find(from folder: Path, trusted: [Path]) -> ProjectSkills? {
        var folder = folder
        while !FileSystem.exists(skills(of: folder)) {
            if folder.parent == folder || !folder.isAbsolute { return nil }
            folder = folder.parent
        }
        // A folder that is gone, or may not be looked at, is not trusted.
        guard let place = try? ResolvedPath.of(folder) else { return nil }
        let isTrusted = trusted.contains { (try? ResolvedPath.of($0)) == place }
        return ProjectSkills(project: folder, isTrusted: isTrusted)
    }

    /// The folder of its skills.
    public var folder: Path { Self.skills(of: project) }

    private static func skills(of folder: Path) -> Path { folder.appending(".agents/skills") }
}
