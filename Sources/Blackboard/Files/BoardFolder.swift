public import Core

/// Where the parts of a board are on disk.
public struct BoardFolder: Sendable {
    /// The board's home; everything of ours is in it.
    public let root: Path

    /// Creates a layout.
    ///
    /// - Parameter root: The board's home, absolute.
    public init(root: Path) { self.root = root }

    /// The database.
    public var database: Path { root.appending("board.db") }

    /// The folder of a kind's entries.
    public func folder(of kind: EntryKind) -> Path { root.appending(kind.folder) }

    /// The file of a snapshot.
    public func object(_ hash: ContentHash) -> Path { object(named: hash.hexadecimal) }

    /// The file of a snapshot whose hash is written in hexadecimal.
    func object(named name: String) -> Path { root.appending("objects/\(name.prefix(2))/\(name)") }

    /// The folder of what belongs to a run and is no entry: its lock, its events, copies for working it through again.
    func run(_ id: String) -> Path { root.appending("runs/\(id)") }

    /// Makes the folders that are missing.
    ///
    /// - Throws: `FileError`, such as for a home that cannot be written.
    func make() throws(FileError) {
        let names = EntryKind.allCases.map(\.folder) + ["objects"]
        for name in names where !FileSystem.exists(root.appending(name)) {
            try FileSystem.makeFolder(root.appending(name))
        }
    }

    /// The path of a new entry's file, relative to the home: its id with four digits, and its title.
    static func path(of id: EntryID, title: String) -> String {
        let digits = String(id.number)
        let number = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        let slug = slug(of: title)
        return "\(id.kind.folder)/\(id.kind.letter)\(number)\(slug.isEmpty ? "" : "-" + slug).md"
    }

    /// A title as part of a file's name: letters and digits of any script, joined by hyphens, up to 48 bytes.
    private static func slug(of title: String) -> String {
        var slug = ""
        var count = 0
        var isAfterGap = false
        for character in title.lowercased() {
            guard character.isLetter || character.isNumber else {
                isAfterGap = true
                continue
            }
            let piece = (isAfterGap && !slug.isEmpty ? "-" : "") + String(character)
            count += piece.utf8.count
            if count > 48 { break }
            slug += piece
            isAfterGap = false
        }
        return slug
    }
}
