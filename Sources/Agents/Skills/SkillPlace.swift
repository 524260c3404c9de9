public import Core

/// Somewhere that skills are looked for.
public struct SkillPlace: Sendable {
    /// What holds the skills.
    enum Content: Sendable {
        case folder(Path)
        /// Texts by their path in the folder of skills, such as `timeline/SKILL.md`.
        case texts([String: String])
    }

    /// What its skills are marked with.
    public let origin: Skill.Origin
    let content: Content

    /// Creates a place in the file system.
    ///
    /// - Parameters:
    ///   - origin: What its skills are marked with.
    ///   - folder: The folder, which need not be there.
    public init(_ origin: Skill.Origin, folder: Path) {
        self.origin = origin
        content = .folder(folder)
    }

    /// Creates a place within the program.
    ///
    /// - Parameter texts: Texts by their path, such as `timeline/SKILL.md`.
    public init(bundled texts: [String: String]) {
        origin = .bundled
        content = .texts(texts)
    }
}

/// Finds the files of skills below a folder.
struct SkillFinder {
    /// A skill's file.
    struct Found: Equatable {
        let file: Path
        let status: FileStatus
        /// The folder with its supporting files; nothing for a flat file.
        let folder: Path?
        var expectedName: String { folder?.name ?? file.stem }
    }

    /// The largest file that is read, in bytes.
    static let fileLimit = 256 << 10
    /// The most skills of one folder.
    static let countLimit = 2_000
    /// Skills lie in folders of categories at most so deep.
    private static let depthLimit = 3

    private(set) var found: [Found] = []
    private(set) var problems: [SkillProblem] = []

    /// Looks into a folder; one that is not there has no skills.
    mutating func look(into folder: Path) {
        if FileSystem.exists(folder) { look(into: folder, depth: 0) }
    }

    private mutating func look(into folder: Path, depth: Int) {
        do {
            for name in try FileSystem.names(in: folder) where !name.hasPrefix(".") {
                guard found.count < Self.countLimit else {
                    problems.append(SkillProblem(.warning, folder.string, "more than \(Self.countLimit) skills"))
                    return
                }
                try visit(folder.appending(name), depth: depth)
            }
        } catch {
            problems.append(SkillProblem(.error, error.path.string, error.message))
        }
    }

    private mutating func visit(_ path: Path, depth: Int) throws(FileError) {
        if path.string.hasSuffix(".md") {
            // Further down such files describe categories.
            guard depth == 0, let status = Self.status(path), status.kind == .file else { return }
            found.append(Found(file: path, status: status, folder: nil))
            return
        }
        let file = path.appending("SKILL.md")
        if let status = Self.status(file), status.kind == .file {
            found.append(Found(file: file, status: status, folder: path))
        } else if depth + 1 < Self.depthLimit, Self.status(path)?.kind == .folder {
            look(into: path, depth: depth + 1)
        }
    }

    /// What is at a path; a name that is gone or leads nowhere is nothing.
    private static func status(_ path: Path) -> FileStatus? { try? FileSystem.status(path) }
}
