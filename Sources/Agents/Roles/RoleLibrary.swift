import BundledContent
public import Core

/// The roles that there are: the bundled ones, and the user's, which win.
public struct RoleLibrary: Sendable {
    private static let fileLimit = 500

    /// The roles by name.
    public private(set) var roles: [String: Role] = [:]
    /// What is wrong with files that are no roles.
    public private(set) var problems: [AgentError] = []

    /// Reads the roles.
    ///
    /// - Parameter folder: The user's folder of roles; it need not be there.
    public init(folder: Path? = nil) {
        for (path, text) in BundledContent.files where path.hasPrefix("skills/roles/") && path.hasSuffix(".md") {
            add(text, path: path, isBundled: true)
        }
        guard let folder, FileSystem.exists(folder) else { return }
        do {
            let names = try FileSystem.names(in: folder).filter { $0.hasSuffix(".md") && !$0.hasPrefix(".") }
            for name in names.prefix(Self.fileLimit) { read(folder.appending(name)) }
        } catch {
            problems.append(AgentError(.invalidRole(path: folder.string, line: 0), error.message))
        }
    }

    /// The names of the roles with what they do, for who hands out tasks.
    public var descriptions: [String: String] { roles.mapValues(\.description) }

    /// Finds a role.
    ///
    /// - Parameter name: Its name.
    /// - Returns: The role.
    /// - Throws: `AgentError` with `unknownRole`.
    public func role(named name: String) throws(AgentError) -> Role {
        if let role = roles[name] { return role }
        let known = roles.keys.sorted().joined(separator: ", ")
        throw AgentError(.unknownRole, "there is no role '\(name.prefix(60))'; there are: \(known)")
    }

    /// Puts a role in the place of the one with its name.
    ///
    /// - Parameter role: The role, such as one whose toolsets the configuration changes.
    public mutating func replace(with role: Role) { roles[role.name] = role }

    private mutating func read(_ path: Path) {
        do {
            let bytes = try FileSystem.read(path, limit: RoleFile.sizeLimit)
            add(String(decoding: bytes, as: UTF8.self), path: path.string, isBundled: false)
        } catch {
            problems.append(AgentError(.invalidRole(path: path.string, line: 0), error.message))
        }
    }

    private mutating func add(_ text: String, path: String, isBundled: Bool) {
        do {
            var role = try RoleFile.parse(text, path: path)
            role.path = isBundled ? nil : path
            roles[role.name] = role
        } catch {
            problems.append(error)
        }
    }
}
