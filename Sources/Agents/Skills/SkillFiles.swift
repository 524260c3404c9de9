import Core

/// The supporting files of a skill, read on demand.
public struct SkillFiles: Sendable {
    /// The largest file that is read, in bytes.
    public static let fileLimit = 256 << 10
    private static let countLimit = 100
    private static let depthLimit = 4

    private let skill: Skill

    /// Creates a reader.
    ///
    /// - Parameter skill: The skill.
    public init(_ skill: Skill) { self.skill = skill }

    /// Lists the files.
    ///
    /// - Returns: Paths in the skill's folder, at most a hundred; hidden files and the skill's own file are left out.
    public func names() -> [String] {
        guard let folder = skill.folder else { return [] }
        var names: [String] = []
        list(folder, prefix: "", depth: 0, into: &names)
        return Array(names.prefix(Self.countLimit))
    }

    /// Reads a file.
    ///
    /// - Parameter name: Its path in the skill's folder.
    /// - Returns: Its text, cleaned by `TextGuard`.
    /// - Throws: `AgentError` with `skillFile` if the path leads out of the folder; `FileError`.
    public func read(_ name: String) throws -> String {
        guard let folder = skill.folder else {
            throw AgentError(.skillFile, "the skill \(skill.name) has no files beside its own")
        }
        let root = try ResolvedPath.of(folder)
        let isRelative = !name.hasPrefix("/") && !name.split(separator: "/").contains("..")
        // Links are followed only to places within the folder.
        guard isRelative, try ResolvedPath.of(folder.appending(name)).string.hasPrefix(root.string + "/") else {
            throw AgentError(.skillFile, "\(name) is not in the folder of the skill \(skill.name)")
        }
        let bytes = try FileSystem.read(folder.appending(name), limit: Self.fileLimit)
        return TextGuard.clean(String(decoding: bytes, as: UTF8.self))
    }

    private func list(_ folder: Path, prefix: String, depth: Int, into names: inout [String]) {
        // What cannot be listed has nothing to offer.
        guard depth < Self.depthLimit, let found = try? FileSystem.names(in: folder) else { return }
        for name in found where !name.hasPrefix(".") && prefix + name != "SKILL.md" {
            guard names.count < Self.countLimit, let status = try? FileSystem.status(folder.appending(name)) else {
                continue
            }
            switch status.kind {
            case .file: names.append(prefix + name)
            case .folder: list(folder.appending(name), prefix: prefix + name + "/", depth: depth + 1, into: &names)
            case .other: break
            }
        }
    }
}
