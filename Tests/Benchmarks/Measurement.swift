import Core
import Glibc
import Processes

/// What runs of a program cost.
struct Measurement {
    /// Median seconds of wall-clock time.
    let wall: Double
    /// Median seconds of processor time, of the program and the system.
    let cpu: Double
    /// The standard output of the last run.
    let output: String

    /// Runs a program several times after a warm-up.
    static func run(_ arguments: [String], home: String, times: Int = 5, warmups: Int = 1) throws -> Measurement {
        var walls: [Double] = []
        var cpus: [Double] = []
        var output = ""
        for index in 0..<(times + warmups) {
            let before = (wall: now(), cpu: childSeconds())
            let child = try ChildProcess(
                arguments[0],
                arguments: Array(arguments.dropFirst()),
                environment: ["SLATE_HOME": home, "HOME": home, "PATH": "/usr/local/bin:/usr/bin:/bin"],
                limits: ChildProcess.Limits(seconds: 300, outputBytes: 16 << 20)
            )
            let result = try child.run()
            guard result.ending == .exited(0) || result.ending == .exited(1) else {
                throw BenchmarkError(
                    message: "\(arguments.joined(separator: " ")): \(result.ending) \(result.errorText)"
                )
            }
            output = String(decoding: result.output, as: UTF8.self)
            if index >= warmups {
                walls.append(now() - before.wall)
                cpus.append(childSeconds() - before.cpu)
            }
        }
        return Measurement(wall: median(walls), cpu: median(cpus), output: output)
    }

    /// The most memory that any program run so far has used, in MiB.
    static var peakMemory: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
        return Double(usage.ru_maxrss) / 1024
    }

    static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

    static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func childSeconds() -> Double { seconds(of: RUSAGE_CHILDREN) }

    /// Seconds of processor time that this process has used.
    static func ownSeconds() -> Double { seconds(of: RUSAGE_SELF) }

    private static func seconds(of who: __rusage_who) -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(who.rawValue), &usage)
        let microseconds = usage.ru_utime.tv_usec + usage.ru_stime.tv_usec
        return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + Double(microseconds) / 1e6
    }
}

/// A benchmark that cannot go on.
struct BenchmarkError: Error, CustomStringConvertible {
    let message: String
    var description: String { message }
}
