public import Core

/// Finds documents in files and folders.
public struct DocumentFinder: Sendable {
    /// What was found.
    public struct Found: Sendable {
        /// The documents, in a stable order, each file once.
        public var files: [Path] = []
        /// What was left out and why, in words for a person.
        public var skipped: [String] = []
        /// How many files in folders are of types that are not read.
        public var otherFiles = 0
    }

    /// How many folders deep is looked.
    private static let depthLimit = 64

    /// Creates a finder.
    public init() {}

    /// Finds the documents.
    ///
    /// A file that is named is taken whatever its type; in folders the known types count, and hidden names do not.
    /// Links are followed, but no folder is entered twice, so that a loop ends.
    ///
    /// - Parameter paths: Files and folders, absolute.
    /// - Returns: The files, and what was left out.
    /// - Throws: `FileError` if a named path is not there or cannot be read.
    public func find(_ paths: [Path]) throws(FileError) -> Found {
        var walk = Walk()
        for path in paths {
            switch try FileSystem.status(path).kind {
            case .folder: walk.enter(path, depth: 0)
            case .file, .other: try walk.add(path)
            }
        }
        return walk.found
    }

    private struct Walk {
        var found = Found()
        private var seen: Set<[UInt64]> = []

        mutating func add(_ path: Path) throws(FileError) {
            if seen.insert(try FileSystem.status(path).identity).inserted { found.files.append(path) }
        }

        mutating func enter(_ folder: Path, depth: Int) {
            do {
                guard seen.insert(try FileSystem.status(folder).identity).inserted else {
                    found.skipped.append("skipped \(folder): it leads to a folder that was read already")
                    return
                }
                if depth > DocumentFinder.depthLimit {
                    found.skipped.append("skipped \(folder): more than \(DocumentFinder.depthLimit) folders deep")
                    return
                }
                for name in try FileSystem.names(in: folder) where !name.hasPrefix(".") {
                    visit(folder.appending(name), depth: depth)
                }
            } catch {
                found.skipped.append("skipped: \(error.message)")
            }
        }

        private mutating func visit(_ path: Path, depth: Int) {
            do {
                switch try FileSystem.status(path).kind {
                case .folder: enter(path, depth: depth + 1)
                case .file where DocumentReader.reads(path): try add(path)
                case .file: found.otherFiles += 1
                case .other: found.skipped.append("skipped \(path): it is no regular file")
                }
            } catch {
                found.skipped.append("skipped: \(error.message)")
            }
        }
    }
}
