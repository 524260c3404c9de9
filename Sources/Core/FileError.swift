import Glibc

/// A failed operation on a file or folder.
public struct FileError: Error, Sendable, CustomStringConvertible {
    /// What went wrong, for callers that act on it.
    public enum Code: Sendable, Equatable {
        /// Nothing is there.
        case notFound
        /// The system refuses access.
        case permissionDenied
        /// The disk or the quota is full.
        case noSpace
        /// Something is there already.
        case exists
        /// The file system cannot be written.
        case readOnly
        /// The file is larger than the limit.
        case tooLarge
        /// The file changed while it was read.
        case changed
        /// It is a folder, a device or a pipe where a regular file was wanted, or the other way round.
        case wrongType
        /// The system lets us watch no more files for changes.
        case watchLimit
        /// Any other error of the system.
        case system(Int32)
    }

    /// What went wrong.
    public let code: Code
    /// The file or folder.
    public let path: Path
    /// One sentence for a person.
    public let message: String

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - code: What went wrong.
    ///   - path: The file or folder.
    ///   - message: One sentence for a person, which names the file and says what to do.
    public init(_ code: Code, path: Path, message: String) {
        self.code = code
        self.path = path
        self.message = message
    }

    /// Creates an error from the system's error number.
    ///
    /// - Parameters:
    ///   - number: The value of `errno`.
    ///   - action: What was tried, as in "cannot write".
    ///   - path: The file or folder.
    public init(errno number: Int32, cannot action: String, path: Path) {
        let (code, advice): (Code, String) =
            switch number {
            case ENOENT: (.notFound, "there is no such file or folder")
            case EACCES, EPERM: (.permissionDenied, "permission denied; check its owner and mode")
            case ENOSPC, EDQUOT, EFBIG: (.noSpace, "no space left; free some and try again")
            case EEXIST: (.exists, "it exists already")
            case EROFS: (.readOnly, "the file system is read-only; choose another place")
            case ENOTDIR: (.wrongType, "a part of the path is no folder")
            case EISDIR: (.wrongType, "it is a folder")
            case ELOOP: (.system(number), "its links form a loop")
            default: (.system(number), String(cString: strerror(number)))
            }
        self.init(code, path: path, message: "cannot \(action) \(path): \(advice)")
    }

    /// Creates an error from the error number of a call of inotify, where the common ones mean something else.
    init(watchErrno number: Int32, path: Path) {
        switch number {
        case EMFILE, ENOSPC:
            let limit = number == ENOSPC ? "max_user_watches" : "max_user_instances"
            let advice = "the system watches as much as it may; raise fs.inotify.\(limit) or close other programs"
            self.init(.watchLimit, path: path, message: "cannot watch \(path): \(advice)")
        default: self.init(errno: number, cannot: "watch", path: path)
        }
    }

    /// The message.
    public var description: String { message }
}
