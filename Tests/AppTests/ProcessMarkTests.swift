import Glibc
import Testing

@testable import App

/// The names under which processes hold tasks.
@Suite struct ProcessMarkTests {
    @Test func `a process is there under its own name only`() {
        #expect(!ProcessMark.isGone(ProcessMark.own))
        // Its number was given to another one, which started at another time.
        #expect(ProcessMark.isGone("slate-\(getpid())-1"))
        #expect(!ProcessMark.own.hasSuffix("-0"))
    }

    @Test func `a process that has ended is gone, and other names tell nothing`() throws {
        let child = try #require(Self.endedProcess())
        #expect(ProcessMark.isGone("slate-\(child)-4711"))
        for name in ["researcher", "slate-x-1", "slate-1", "crawler-\(child)-4711"] {
            #expect(!ProcessMark.isGone(name))
        }
    }

    private static func endedProcess() -> pid_t? {
        var child = pid_t()
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("true"), nil]
        defer { free(arguments[0]) }
        guard posix_spawn(&child, "/bin/true", nil, nil, &arguments, nil) == 0 else { return nil }
        var status: Int32 = 0
        return waitpid(child, &status, 0) == child ? child : nil
    }
}
