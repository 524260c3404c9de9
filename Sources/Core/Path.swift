import FoundationEssentials

/// A location in the file system, kept as text.
///
/// Purely lexical: nothing here touches the disk, and links are not resolved.
public struct Path: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The path as given, without a trailing slash.
    public let string: String

    /// Creates a path.
    ///
    /// - Parameter string: Any path; trailing slashes are dropped, an empty one is the current folder.
    public init(_ string: String) {
        var text = Substring(string)
        while text.count > 1, text.last == "/" { text.removeLast() }
        self.string = text.isEmpty ? "." : String(text)
    }

    /// Creates a path from a literal.
    public init(stringLiteral value: String) { self.init(value) }

    /// The path below this one.
    ///
    /// - Parameter component: A relative path; an absolute one replaces this path, as in a shell.
    /// - Returns: The joined path.
    public func appending(_ component: String) -> Path {
        if component.hasPrefix("/") { return Path(component) }
        return string == "/" ? Path("/" + component) : Path(string + "/" + component)
    }

    /// The last component, such as a file's name.
    public var name: String { String(string.split(separator: "/").last ?? "/") }

    /// The last component without its extension.
    public var stem: String {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
        return String(name[..<dot])
    }

    /// What follows the last dot of the name, in lower case; empty if there is none.
    public var fileExtension: String {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
        return name[name.index(after: dot)...].lowercased()
    }

    /// The folder that holds this path.
    public var parent: Path {
        guard let slash = string.lastIndex(of: "/") else { return "." }
        return slash == string.startIndex ? "/" : Path(String(string[..<slash]))
    }

    /// Whether the path starts at the root.
    public var isAbsolute: Bool { string.hasPrefix("/") }

    /// The absolute path with `.` and `..` folded.
    ///
    /// - Parameter base: The folder that a relative path starts from.
    /// - Returns: An absolute path; `..` at the root stays at the root.
    public func absolute(from base: Path) -> Path {
        var parts: [Substring] = []
        for part in (isAbsolute ? string : base.appending(string).string).split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return Path("/" + parts.joined(separator: "/"))
    }

    /// The `file://` address of an absolute path, percent-encoded as RFC 3986 asks.
    public var fileURI: String { URL(filePath: string, directoryHint: .notDirectory).absoluteString }

    /// The path as text.
    public var description: String { string }
}
