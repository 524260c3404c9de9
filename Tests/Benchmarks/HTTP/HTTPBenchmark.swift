import Glibc
import HTTP
import Processes

/// Measures streamed calls to a model server against the same calls made by a small program in C.
@main
struct HTTPBenchmark {
    private static let body = #"{"model":"scripted","stream":true,"messages":[{"role":"user","content":"Hello"}]}"#
    private static let (count, concurrency, rounds) = (1_000, 100, 5)

    static func main() async throws {
        let arguments = CommandLine.arguments
        if arguments.count == 3, arguments[1] == "--calls" { return try await call(arguments[2]) }
        guard arguments.count == 3 else {
            throw BenchmarkError(message: "usage: http-bench URL HTTP-FLOOR; URL is such as http://HOST:PORT/v1")
        }
        try compare(url: arguments[1] + "/chat/completions", program: arguments[0], floor: arguments[2])
    }

    /// Runs both programs in turn, so that what else the machine does meets both.
    private static func compare(url: String, program: String, floor: String) throws {
        var ours: [Run] = []
        var theirs: [Run] = []
        for _ in 0..<rounds {
            ours.append(try Run(program, ["--calls", url]))
            theirs.append(try Run(floor, [url, body, "\(count)", "\(concurrency)"]))
        }
        guard Set((ours + theirs).map(\.bytes)).count == 1 else {
            throw BenchmarkError(message: "the programs did not receive the same number of bytes")
        }
        let cpu = (ours: Run.median(ours.map(\.cpu)), theirs: Run.median(theirs.map(\.cpu)))
        let memory = (ours: Run.median(ours.map(\.memory)), theirs: Run.median(theirs.map(\.memory)))
        let ratio = (cpu.ours / cpu.theirs * 100).rounded() / 100
        print("| \(count) streamed calls, \(concurrency) at once | measured | in C | goal |\n|---|---|---|---|")
        print("| CPU | \(cpu.ours) s, \(ratio)× | \(cpu.theirs) s | ≤ 2× |")
        print("| peak memory | \(memory.ours) MiB | \(memory.theirs) MiB | ≤ 60 MiB |")
    }

    /// Makes the calls, parses their events, and prints what the program in C prints.
    private static func call(_ url: String) async throws {
        let client = try HTTPClient(policy: .unrestricted)
        let request = HTTPRequest("POST", url, headers: ["Content-Type": "application/json"], body: Array(body.utf8))
        let bytes = try await withThrowingTaskGroup(of: Int.self) { group in
            var bytes = 0
            for index in 0..<count {
                if index >= concurrency { bytes += try await group.next() ?? 0 }
                group.addTask { try await stream(request, client) }
            }
            for try await more in group { bytes += more }
            return bytes
        }
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let microseconds = usage.ru_utime.tv_usec + usage.ru_stime.tv_usec
        let seconds = Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + Double(microseconds) / 1e6
        print(bytes, seconds, peakKibibytes())
    }

    private static func stream(_ request: HTTPRequest, _ client: HTTPClient) async throws -> Int {
        let response = try await client.send(request)
        var parser = ServerSentEvents()
        var bytes = 0
        var last = ""
        for try await piece in response.body {
            bytes += piece.count
            for event in try parser.parse(piece) { last = event.data }
        }
        guard response.status == 200, last == "[DONE]" else {
            throw BenchmarkError(message: "an answer is not complete")
        }
        return bytes
    }

    /// Of this program alone: the figure of `getrusage` includes what started it.
    private static func peakKibibytes() -> Int {
        guard let file = fopen("/proc/self/status", "r") else { return 0 }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 256)
        while fgets(&buffer, 256, file) != nil {
            let line = buffer.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
            if line.hasPrefix("VmHWM:") { return Int(line.filter(\.isNumber)) ?? 0 }
        }
        return 0
    }
}

/// What one run of a program cost.
private struct Run {
    let bytes: Int
    let cpu: Double
    let memory: Double

    init(_ program: String, _ arguments: [String]) throws {
        let limits = ChildProcess.Limits(seconds: 120, outputBytes: 4_096)
        let child = try ChildProcess(program, arguments: arguments, environment: [:], limits: limits)
        let result = try child.run()
        let words = String(decoding: result.output, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard result.ending == .exited(0), words.count == 3, let bytes = Int(words[0]), let cpu = Double(words[1]),
            let kibibytes = Double(words[2])
        else {
            throw BenchmarkError(message: "\(program): \(result.ending) \(result.errorText)")
        }
        self.bytes = bytes
        self.cpu = cpu
        memory = (kibibytes / 102.4).rounded() / 10
    }

    static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}

/// A benchmark that cannot go on.
private struct BenchmarkError: Error, CustomStringConvertible {
    let message: String
    var description: String { message }
}
