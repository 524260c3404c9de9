import Synchronization

/// A change that waits for a transaction.
protocol WaitingChange: AnyObject {
    /// Makes the change within a transaction.
    ///
    /// - Parameter board: The board.
    /// - Throws: What it is refused for.
    func make(on board: isolated Blackboard) throws
    /// Sets the outcome: an error, or what `make` has returned.
    func settle(_ error: (any Error)?)
}

/// A change of the board's own actor, which looks itself for the outcome.
final class QueuedChange<Value>: WaitingChange {
    private let body: () throws -> Value
    private var value: Value?
    private(set) var outcome: Result<Value, any Error>?

    init(_ body: @escaping () throws -> Value) { self.body = body }

    var isSettled: Bool { outcome != nil }

    func make(on board: isolated Blackboard) throws { value = try body() }

    func settle(_ error: (any Error)?) {
        if let error { outcome = .failure(error) } else if let value { outcome = .success(value) }
    }
}

/// A change of a caller elsewhere, who is woken with the outcome and is not on the board's actor meanwhile.
final class ArrivingChange<Value: Sendable>: WaitingChange, Sendable {
    private let body: @Sendable (isolated Blackboard) throws -> Value
    private let value = Mutex<Value?>(nil)
    private let caller: CheckedContinuation<Value, any Error>

    init(
        for caller: CheckedContinuation<Value, any Error>,
        _ body: @escaping @Sendable (isolated Blackboard) throws -> Value
    ) {
        self.body = body
        self.caller = caller
    }

    func make(on board: isolated Blackboard) throws {
        let made = try body(board)
        value.withLock { $0 = made }
    }

    func settle(_ error: (any Error)?) {
        if let error { return caller.resume(throwing: error) }
        if let value = value.withLock({ $0 }) { caller.resume(returning: value) }
    }
}
