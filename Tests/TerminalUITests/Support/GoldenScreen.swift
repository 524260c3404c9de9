import Core
import Glibc
import Testing

/// Compares what is shown with what a person has looked at and found good.
enum GoldenScreen {
    /// Compares a screen with its file in `Screens`; with `SLATE_RECORD` set it writes the file and fails.
    static func check(_ shown: String, _ name: String, file: String = #filePath) throws {
        let path = Path(file).parent.appending("Screens/\(name).txt")
        if getenv("SLATE_RECORD") != nil {
            try AtomicFile.write(Array(shown.utf8), to: path, mode: 0o644)
            Issue.record("\(name) was recorded; look at it")
            return
        }
        let expected = String(decoding: try FileSystem.read(path, limit: 1 << 20), as: UTF8.self)
        #expect(shown == expected)
    }
}
