import Core
import Synchronization

/// Lets requests to one server begin one after another, some time apart, and only so many at once.
final class ServerGate: Sendable {
    private struct Waiter {
        let id: Int
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct Server {
        var active = 0
        /// No request begins earlier.
        var nextStart = Duration.zero
        var waiting: [Waiter] = []
    }

    private struct State {
        var servers: [String: Server] = [:]
        var nextID = 0
    }

    private let limit: Int
    private let time: Timekeeper
    private let state = Mutex(State())

    /// - Parameters:
    ///   - limit: The most at once.
    ///   - time: The clock.
    init(limit: Int, time: Timekeeper) {
        self.limit = max(1, limit)
        self.time = time
    }

    /// Waits for a turn and does something in it.
    ///
    /// - Parameters:
    ///   - server: Whose turn.
    ///   - interval: How long after this one the next request may begin.
    ///   - body: What is done.
    /// - Returns: What the closure returns.
    /// - Throws: `CancellationError`, and what the closure throws.
    func withTurn<Value: Sendable>(
        at server: String,
        interval: Duration = .zero,
        _ body: () async throws -> Value
    ) async throws -> Value {
        guard await enter(server) else { throw CancellationError() }
        defer { leave(server) }
        let wait = reserve(server, interval)
        if wait > .zero { try await time.sleep(wait) }
        return try await body()
    }

    /// Lets nobody begin for some time.
    ///
    /// - Parameters:
    ///   - server: Which server is left alone.
    ///   - wait: For how long.
    func hold(_ server: String, for wait: Duration) {
        let end = time.now() + wait
        state.withLock { state in
            let next = state.servers[server]?.nextStart ?? end
            state.servers[server, default: Server()].nextStart = max(next, end)
        }
    }

    /// Takes a place, which is handed on by who leaves; false if the task was cancelled first.
    private func enter(_ server: String) async -> Bool {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                // Under the lock: a cancellation before it is seen here, one after it finds the waiter.
                let isDecided: Bool? = state.withLock { state in
                    if Task.isCancelled { return false }
                    if state.servers[server, default: Server()].active < limit {
                        state.servers[server, default: Server()].active += 1
                        return true
                    }
                    state.servers[server]?.waiting.append(Waiter(id: id, continuation: continuation))
                    return nil
                }
                if let isDecided { continuation.resume(returning: isDecided) }
            }
        } onCancel: {
            giveUp(id, server)
        }
    }

    private func giveUp(_ id: Int, _ server: String) {
        let waiter = state.withLock { state -> Waiter? in
            guard let index = state.servers[server]?.waiting.firstIndex(where: { $0.id == id }) else { return nil }
            return state.servers[server]?.waiting.remove(at: index)
        }
        waiter?.continuation.resume(returning: false)
    }

    private func leave(_ server: String) {
        let next = state.withLock { state -> Waiter? in
            if state.servers[server]?.waiting.isEmpty == false { return state.servers[server]?.waiting.removeFirst() }
            state.servers[server]?.active -= 1
            return nil
        }
        next?.continuation.resume(returning: true)
    }

    /// Sets the time of this request's beginning; returns how long that is from now.
    private func reserve(_ server: String, _ interval: Duration) -> Duration {
        let now = time.now()
        return state.withLock { state in
            let start = max(now, state.servers[server]?.nextStart ?? now)
            state.servers[server]?.nextStart = start + interval
            return start - now
        }
    }
}
