import Core
import TestSupport
import Testing

@Suite struct FileGroupTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func text(_ name: String) throws -> String {
        String(decoding: try FileSystem.read(folder.path.appending(name), limit: 100), as: UTF8.self)
    }

    @Test(arguments: [1, 15, 16, 40])
    func `all files are there with their contents, and nothing beside them`(count: Int) throws {
        try FileSystem.makeFolder(folder.path.appending("below"))
        try folder.write("0", "old")
        var group = try FileGroup(in: folder.path, count: count)
        let names = (0..<count).map { $0 % 2 == 0 ? "\($0)" : "below/\($0)" }
        for name in names { try group.add(folder.path.appending(name), Array("text of \(name)".utf8)) }
        let named = try group.commit()
        #expect(named.count == count)
        for (name, result) in zip(names, named) {
            #expect(try text(name) == "text of \(name)")
            #expect(try result.get() == FileSystem.status(folder.path.appending(name)))
        }
        #expect(try FileSystem.names(in: folder.path).allSatisfy { !$0.hasPrefix(".") })
        #expect(try FileSystem.names(in: folder.path.appending("below")).count == count / 2)
    }

    @Test func `a file has its name only after the commit`() throws {
        var group = try FileGroup(in: folder.path, count: 1)
        try group.add(folder.path.appending("a"), [1])
        #expect(!FileSystem.exists(folder.path.appending("a")))
        _ = try group.commit()
        #expect(FileSystem.exists(folder.path.appending("a")))
    }

    @Test(arguments: [2, 20]) func `a file that cannot be written holds up no other`(count: Int) throws {
        try folder.write("taken/inside", "x")
        var group = try FileGroup(in: folder.path, count: count)
        #expect(throws: FileError.self) { try group.add(folder.path.appending("missing/a"), [1]) }
        try group.add(folder.path.appending("taken"), [1])
        try group.add(folder.path.appending("b"), [1])
        let named = try group.commit()
        #expect(throws: FileError.self) { try named[0].get() }
        #expect(try named[1].get().size == 1)
        #expect(try FileSystem.names(in: folder.path) == ["b", "taken"])
    }

    @Test func `a group that is given up leaves nothing behind`() throws {
        do {
            var group = try FileGroup(in: folder.path, count: 20)
            for name in ["a", "b"] { try group.add(folder.path.appending(name), [1]) }
        }
        #expect(try FileSystem.names(in: folder.path).isEmpty)
    }

    @Test func `no group can be below what is no folder`() throws {
        let file = try folder.write("a", "x")
        #expect(throws: FileError.self) { _ = try FileGroup(in: file, count: 1) }
    }

    @Test func `what another process has left is in nobody's way`() throws {
        var group = try FileGroup(in: folder.path, count: 2)
        try group.add(folder.path.appending("a"), [1])
        // The next names would be these, had a process with the same number died here.
        let left = try FileSystem.names(in: folder.path)[0]
        let number = Int(left.split(separator: "-").last ?? "") ?? 0
        let stem = left.prefix(left.count - "\(number)".count)
        for next in (number + 1)...(number + 50) { try folder.write("\(stem)\(next)", "left") }
        try group.add(folder.path.appending("b"), [2])
        _ = try group.commit()
        #expect(try FileSystem.read(folder.path.appending("b"), limit: 9) == [2])
    }
}
