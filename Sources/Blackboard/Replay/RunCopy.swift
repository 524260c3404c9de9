public import Core
import Glibc
import SQLite
import Synchronization

/// A copy of a board as it was before a run had written anything, to work the run through again from its journal.
///
/// What the recorded steps have written is written again as they are repeated; all else is done anew, under the numbers
/// and at the times that it had. The texts of sources are those of the board itself, as they never change.
public final class RunCopy: Sendable {
    /// The copy.
    public let board: Blackboard
    /// The time of the step that was repeated last.
    public let clock: WallClock

    private let latest: LatestTime

    /// Makes a copy.
    ///
    /// - Parameters:
    ///   - original: The board that has the run.
    ///   - run: The run's identifier.
    ///   - home: Where the copy goes; there must be nothing yet.
    /// - Throws: `BlackboardError` with `runNotFound`; `FileError`, `SQLiteError`.
    public init(of original: Blackboard, before run: String, at home: Path) async throws {
        let found = try await original.run(run)
        try FileSystem.makeFolder(home)
        let objects = original.folder.root.appending("objects")
        guard symlink(objects.string, home.appending("objects").string) == 0 else {
            throw FileError(errno: errno, cannot: "make", path: home.appending("objects"))
        }
        let beginning = try await original.copyDatabase(before: found.id, to: home)
        let latest = LatestTime(found.started)
        self.latest = latest
        clock = WallClock { latest.value }
        board = try Blackboard(home: home, clock: clock)
        try await board.rewind(to: beginning)
    }

    /// Writes again what a recorded step has written.
    func repeatWrites(of step: RecordedStep, in run: String, from original: Blackboard) async throws {
        let writes = try await original.writes(of: step, in: run)
        latest.advance(to: step.ended)
        if !writes.isEmpty { try await board.restore(writes) }
    }

    /// Closes the copy; its files are of no use to anybody.
    ///
    /// - Throws: What the board throws.
    public func close() async throws { try await board.close(leavesFiles: true) }
}

/// A time that never goes back.
private final class LatestTime: Sendable {
    private let time: Mutex<Timestamp>

    init(_ time: Timestamp) { self.time = Mutex(time) }

    var value: Timestamp { time.withLock { $0 } }

    func advance(to other: Timestamp) { time.withLock { $0 = max($0, other) } }
}
