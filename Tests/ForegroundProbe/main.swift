// Runs a command in the foreground and tells how it ended, so that a test can do it on a terminal of its own.
import Processes

let arguments = CommandLine.arguments
do {
    let process = try ForegroundProcess(arguments[1], arguments: Array(arguments[2...]))
    print("it ended: \(try process.run())")
} catch {
    print("it failed: \(error)")
}
