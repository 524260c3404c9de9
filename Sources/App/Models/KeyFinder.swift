import Core
import Dispatch
import LanguageModels
import Processes
import Synchronization

/// Finds the keys of providers where they are kept, and opens no file before a key is asked for that may be in it.
struct KeyFinder: Sendable {
    /// How long a configured command may take, in seconds, and the most that it may print.
    private static let commandLimits = ChildProcess.Limits(seconds: 30, outputBytes: 16 << 10)

    private let environment: [String: String]
    private let files: [Path]

    /// - Parameters:
    ///   - configuration: Says whether the neighbour's file may be read.
    ///   - environment: The variables of the process.
    init(_ configuration: Configuration, environment: [String: String]) {
        self.environment = environment
        let own = configuration.home.appending(".env")
        let isNeighbourRead = configuration.text("neighbour") == "true"
        files = [own] + (isNeighbourRead ? [configuration.files[1].parent.appending(".env")] : [])
    }

    /// Finds a key.
    ///
    /// - Parameters:
    ///   - source: What is configured.
    ///   - isNeeded: Whether it is an error if there is none.
    ///   - origin: Where the model is told, for that error.
    ///   - provider: Whose key it is, for that error.
    /// - Returns: The key and where it comes from, or nothing.
    /// - Throws: `ConfigurationError`; `ModelError` if what was found is no key; `CancellationError`.
    func find(
        _ source: KeyLookup.Source,
        isNeeded: Bool,
        origin: String,
        provider: String
    ) async throws -> KeyLookup.Found? {
        let environment = environment
        let lookup = KeyLookup(environment: environment, files: try read(for: source.variable)) { command in
            try await Self.run(command, environment)
        }
        do {
            if let found = try await lookup.find(source) {
                KeysInUse.ofProcess.add([found.key.reveal()])
                return found
            }
        } catch let error as ModelError {
            throw ModelError(error.code, "\(provider): \(error.message)")
        }
        guard isNeeded, let variable = source.variable else { return nil }
        throw ConfigurationError(
            message: "\(origin): \(provider) needs a key: set \(variable) in the environment or in \(files[0])"
        )
    }

    /// Whether a key is in the environment or in our own file.
    func has(_ variable: String) throws -> Bool {
        if environment[variable]?.isEmpty == false { return true }
        return try Self.values(in: files[0])?[variable]?.isEmpty == false
    }

    private func read(for variable: String?) throws -> [(name: String, values: EnvironmentFile)] {
        guard let variable, (environment[variable] ?? "").isEmpty else { return [] }
        var read: [(name: String, values: EnvironmentFile)] = []
        for file in files {
            guard let values = try Self.values(in: file) else { continue }
            read.append((file.string, values))
            // The other file is not opened for nothing.
            if values[variable]?.isEmpty == false { break }
        }
        return read
    }

    private static func values(in file: Path) throws -> EnvironmentFile? {
        guard FileSystem.exists(file) else { return nil }
        do {
            let bytes = try FileSystem.read(file, limit: EnvironmentFile.sizeLimit)
            return EnvironmentFile(String(decoding: bytes, as: UTF8.self))
        } catch {
            throw ConfigurationError(message: error.message)
        }
    }

    /// Runs a command line on a thread of its own, since it may ask a person, or a slow store of keys.
    private static func run(_ command: String, _ environment: [String: String]) async throws -> String {
        let cancellation = Cancellation()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                DispatchQueue(label: "slate.key").async {
                    continuation.resume(with: Result { try output(of: command, environment, cancellation) })
                }
            }
        } onCancel: {
            cancellation.isWanted.store(true, ordering: .relaxed)
        }
    }

    private static func output(
        of command: String,
        _ environment: [String: String],
        _ cancellation: Cancellation
    ) throws -> String {
        let child = try ChildProcess(
            "/bin/sh",
            arguments: ["-c", command],
            environment: environment,
            limits: commandLimits
        )
        let result = try child.run { cancellation.isWanted.load(ordering: .relaxed) }
        if result.ending == .cancelled { throw CancellationError() }
        // What it printed may hold a part of the key: only the ending may be told.
        guard result.ending == .exited(0), !result.isOutputTruncated else { throw CommandFailed() }
        return String(decoding: result.output, as: UTF8.self)
    }
}

/// A command that printed no key.
private struct CommandFailed: Error {}

/// Tells a running command that nobody waits any more.
private final class Cancellation: Sendable {
    let isWanted = Atomic(false)
}
