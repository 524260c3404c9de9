import BundledContent
import FoundationEssentials
import Testing

@Suite struct BundledContentTests {
    /// The root of the package, found from the location of this file.
    private let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL

    @Test(arguments: ["blackboard", "skills"])
    func `embedded files match the folder`(folder: String) throws {
        let base = root.appending(path: folder).path
        let paths = try FileManager.default.subpathsOfDirectory(atPath: base)
        var onDisk: [String: String] = [:]
        for path in paths {
            // A folder cannot be read as a file, and is none of the embedded ones.
            onDisk["\(folder)/\(path)"] = try? String(contentsOfFile: "\(base)/\(path)", encoding: .utf8)
        }
        #expect(!onDisk.isEmpty)
        #expect(BundledContent.files.filter { $0.key.hasPrefix("\(folder)/") } == onDisk)
    }
}
