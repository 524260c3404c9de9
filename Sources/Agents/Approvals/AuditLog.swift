public import Core

/// The record of what agents were and were not allowed to do: JSON Lines that are only ever added to.
public struct AuditLog: Sendable {
    /// The most bytes of one text of the arguments.
    private static let textLimit = 2_000
    /// The most bytes of all arguments together.
    private static let argumentsLimit = 64 << 10
    /// The most bytes that are read back at a time.
    private static let readLimit = 16 << 20

    /// The file.
    public var path: Path { file.path }
    private let file: LineFile
    private let clock: WallClock
    private let secrets: TextGuard.Options

    /// Creates a log.
    ///
    /// - Parameters:
    ///   - home: The board's home; the log is `audit.jsonl` in it.
    ///   - clock: The source of the time of each line.
    ///   - keysInUse: Keys in use by this process, which are never written down.
    public init(home: Path, clock: WallClock = .system, keysInUse: [String] = []) {
        file = LineFile(home.appending("audit.jsonl"))
        self.clock = clock
        // In arguments a fence is what was asked for, not what is to be hidden.
        secrets = TextGuard.Options(fences: [], keysInUse: keysInUse)
    }

    /// Writes a decision down.
    ///
    /// - Parameters:
    ///   - decision: The decision.
    ///   - request: What it is about.
    /// - Throws: `FileError` if it is not on the disk.
    public func record(_ decision: ApprovalDecision, on request: ApprovalRequest) async throws {
        var arguments = request.arguments.redacted(secrets, limit: Self.textLimit)
        let size = arguments.text.utf8.count
        if size > Self.argumentsLimit { arguments = .string("\(size) bytes, too many to keep") }
        let head: JSON = [
            "time": .string(clock.now().description), "run": .string(request.run),
            "agent": .string(request.agent.description), "role": .string(request.role),
            "subagent": .bool(request.isSubagent), "tool": .string(request.tool),
            "class": .string(request.kind.rawValue),
            "decision": decision.isApproved ? "approved" : "denied", "by": .string(decision.source.rawValue),
            "reason": .string(decision.reason),
        ]
        guard case .object(let members) = head.redacted(secrets, limit: Self.textLimit) else { return }
        try await file.addDurably(JSON.object(members + [JSON.Member("arguments", arguments)]).text)
    }

    /// Reads the latest lines.
    ///
    /// - Parameters:
    ///   - limit: The most lines.
    ///   - run: Only those of this run; those of all runs without it.
    /// - Returns: Each line as it was written, the oldest first, and how many lines were no JSON.
    /// - Throws: `FileError` if the log cannot be read; that there is none is no error.
    public func latest(_ limit: Int, of run: String? = nil) throws(FileError) -> (lines: [JSON], invalid: Int) {
        guard FileSystem.exists(path) else { return ([], 0) }
        let size = try FileSystem.status(path).size
        let start = max(0, size - Self.readLimit)
        var bytes = try FileSystem.read(path, range: start..<size)[...]
        // The first line of a part is none.
        if start > 0 { bytes = bytes.drop { $0 != UInt8(ascii: "\n") } }
        var lines = bytes.split(separator: UInt8(ascii: "\n"))[...]
        if run == nil { lines = lines.suffix(limit) }
        // A line that a crash cut off is counted, and hides no other.
        let read = lines.compactMap { try? JSON(parsing: $0) }
        return (Array(read.filter { run == nil || $0["run"]?.string == run }.suffix(limit)), lines.count - read.count)
    }
}
