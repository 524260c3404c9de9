import Core
import Glibc

/// Compares what is shown with what a person has looked at and found good.
public enum GoldenScreen {
    /// Compares a screen with its file in `Screens`; with `SLATE_RECORD` set it writes the file and differs.
    ///
    /// - Parameters:
    ///   - shown: What is shown.
    ///   - name: The name of its file.
    ///   - file: The test, beside which the folder is.
    /// - Returns: Whether both are the same.
    /// - Throws: `FileError` if there is no such file.
    public static func matches(_ shown: String, _ name: String, file: String = #filePath) throws -> Bool {
        let path = Path(file).parent.appending("Screens/\(name).txt")
        if getenv("SLATE_RECORD") != nil {
            try AtomicFile.write(Array(shown.utf8), to: path, mode: 0o644)
            return false
        }
        return String(decoding: try FileSystem.read(path, limit: 1 << 20), as: UTF8.self) == shown
    }
}
