import Core
import FoundationEssentials
import Processes
import TestSupport
import Testing

@Suite(.serialized) struct ChildProcessTests {
    private func shell(
        _ script: String,
        input: [UInt8] = [],
        seconds: Double = 20,
        memory: Int? = nil,
        output: Int = 1 << 24
    ) throws -> ProcessResult {
        let limits = ChildProcess.Limits(seconds: seconds, memoryBytes: memory, outputBytes: output)
        return try ChildProcess(
            "sh",
            arguments: ["-c", script],
            environment: ChildProcess.inheritedEnvironment,
            limits: limits
        )
        .run(input: input)
    }

    @Test func `a program is run with its arguments and streams`() throws {
        let result = try shell("cat; echo oops >&2; exit 3", input: Array("hello".utf8))
        #expect(result.ending == .exited(3))
        #expect(String(decoding: result.output, as: UTF8.self) == "hello")
        #expect(result.errorText == "oops\n")
    }

    @Test func `a signal is told apart from a status`() throws {
        #expect(try shell("kill -9 $$").ending == .signalled(9))
    }

    @Test func `ten megabytes go through both ways`() throws {
        let input = [UInt8](repeating: 0x61, count: 10 << 20)
        #expect(try shell("cat", input: input).output == input)
    }

    @Test func `what reads no input does not end us`() throws {
        #expect(try shell("exit 0", input: [UInt8](repeating: 0x61, count: 1 << 20)).ending == .exited(0))
    }

    @Test func `output over the limit is dropped, not kept`() throws {
        let result = try shell("head -c 1000000 /dev/zero", output: 1_000)
        #expect(result.output.count == 1_000 && result.isOutputTruncated)
    }

    @Test func `when the time is over, all that it started ends`() throws {
        let folder = try TemporaryFolder()
        let file = folder.path.appending("pid").string
        let start = Date()
        let result = try shell("trap '' TERM; sleep 100 & echo $! > \(file); wait; sleep 100", seconds: 0.3)
        #expect(result.ending == .timedOut)
        #expect(Date().timeIntervalSince(start) < 5)
        let pid = try String(contentsOfFile: file, encoding: .utf8).filter(\.isNumber)
        // Killed, it vanishes when the kernel gets to it; a zombie waits for its new parent.
        #expect(waitUntil { !isAlive(pid) })
    }

    private func isAlive(_ pid: String) -> Bool {
        guard let state = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return false }
        return !state.contains(") Z ")
    }

    @Test func `memory is limited`() throws {
        let result = try shell("exec tail /dev/zero", seconds: 20, memory: 64 << 20)
        #expect(result.ending != .timedOut && result.ending != .exited(0))
    }

    @Test func `a program that is cancelled is ended`() throws {
        let limits = ChildProcess.Limits(seconds: 60, outputBytes: 10)
        let child = try ChildProcess("sleep", arguments: ["60"], environment: [:], limits: limits)
        #expect(try child.run(isCancelled: { true }).ending == .cancelled)
    }

    @Test func `a missing program is an error`() {
        let error = #expect(throws: ProcessError.self) {
            try ChildProcess(
                "no-such-program",
                arguments: [],
                environment: [:],
                limits: .init(seconds: 1, outputBytes: 1)
            )
        }
        #expect(error?.code == .notFound)
    }

    @Test func `no file is left open, and none is inherited`() throws {
        let before = pipes
        for _ in 0..<200 { _ = try shell("exit 0") }
        // Other tests run a few programs meanwhile; a leak would be of two hundred at least.
        #expect(pipes < before + 100)
        // 0, 1, 2 and the folder that ls itself reads.
        #expect(try shell("ls /proc/self/fd").output.count { $0 == 0x0A } <= 4)
    }

    /// How many pipes this process has open; sockets are those of other tests.
    private var pipes: Int {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return files.count { file in
            // Files are closed by others while they are looked at.
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(file)")
            return target?.hasPrefix("pipe:") == true
        }
    }
}
