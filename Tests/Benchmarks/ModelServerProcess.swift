import Core
import Glibc
import TestSupport

/// A scripted server of models in a process of its own, as any server is: what it uses is not the agents'.
struct ModelServerProcess {
    /// The first argument of the benchmark when it is to be the server.
    static let command = "serve"

    private let process: RunningProgram
    /// Where it can be asked, such as `http://127.0.0.1:4213/v1`.
    let address: String

    /// Starts a server.
    ///
    /// - Parameters:
    ///   - script: What it answers; only of agents that hand out tasks once, and end.
    ///   - folder: Where it may write.
    /// - Throws: `BenchmarkError` if it does not start.
    init(_ script: ModelScript, folder: Path) throws {
        let (log, exe) = (folder.appending("output.txt"), "/proc/\(getpid())/exe")
        let words = [Self.command, "\(script.children.top)", "\(script.turns)", "\(script.latency)"]
        process = try RunningProgram([exe] + words, home: folder)
        var text = ""
        let deadline = Measurement.now() + 30
        while !text.hasSuffix("\n") {
            guard Measurement.now() < deadline else {
                throw BenchmarkError(message: "the server of models did not start: \(text)")
            }
            usleep(1_000)
            // While it is being written, it cannot be read.
            text = (try? FileSystem.read(log, limit: 10_000)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        }
        address = String(text.dropLast())
    }

    /// Ends the server.
    func stop() {
        process.send(SIGTERM)
        _ = process.wait()
    }

    /// Is the server, until it is ended or its parent has.
    ///
    /// - Parameter words: The children, the turns and the seconds before an answer, as `init` gives them.
    /// - Throws: An error if there is no port.
    static func serve(_ words: [String]) throws {
        guard words.count == 3, let children = Int(words[0]), let turns = Int(words[1]), let latency = Double(words[2])
        else { throw BenchmarkError(message: "usage: slate-bench \(command) CHILDREN TURNS SECONDS") }
        let parent = getppid()
        let script = ModelScript(children: (children, 0), turns: turns, hangs: false, latency: latency)
        let server = try script.serve(counting: HandedOut())
        let address = Array("\(server.url("/v1"))\n".utf8)
        _ = write(STDERR_FILENO, address, address.count)
        // A benchmark that was killed leaves nobody behind.
        withExtendedLifetime(server) { while getppid() == parent { sleep(1) } }
    }
}
