import Core
import Glibc
import TestSupport
import Testing

@Suite struct FileLockTests {
    @Test func `a lock has one holder, until it is let go`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path.appending("lock")
        #expect(try !FileLock.isHeld(path))
        var lock = try FileLock.take(path)
        #expect(lock != nil)
        #expect(try FileLock.isHeld(path))
        #expect(try FileLock.take(path) == nil)
        #expect(FileLock.isOpen(path, in: getpid()))
        lock = nil
        // Another test may start a process just now, which has all files until it becomes another program.
        #expect(waitUntil { (try? FileLock.isHeld(path)) == false })
        #expect(!FileLock.isOpen(path, in: getpid()))
        let again = try #require(try FileLock.take(path))
        try again.remove()
        #expect(!FileSystem.exists(path))
        // The name is free for others, and what was removed is nobody's business.
        let other = try FileLock.take(path)
        #expect(other != nil)
        try again.remove()
        #expect(try FileLock.isHeld(path))
    }

    @Test func `a lock where no file can be is an error`() throws {
        let folder = try TemporaryFolder()
        #expect(throws: FileError.self) { try FileLock.take(folder.path.appending("no/lock")) }
        #expect(try !FileLock.isHeld(folder.path.appending("no/lock")))
    }
}
