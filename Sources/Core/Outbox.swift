/// Things that are to be handed on in their order, by one thread at a time and outside of the lock that guards them.
///
/// To wake a task, or to cancel one, takes the runtime's lock of that task, and its cancellation handlers run under this
/// lock. Who does either while holding a lock that such a handler takes, too, may wait for it for ever: so it is noted
/// under the lock, and done after.
public struct Outbox<Item: Sendable>: Sendable {
    private var items: [Item] = []
    private var isBeingEmptied = false

    /// Creates an empty one.
    public init() {}

    /// Adds things; call it under the lock.
    ///
    /// - Parameter new: The things.
    /// - Returns: Whether the caller must hand on all that is there; if not, somebody else is doing so.
    public mutating func add(_ new: some Sequence<Item>) -> Bool {
        items += new
        if isBeingEmptied || items.isEmpty { return false }
        isBeingEmptied = true
        return true
    }

    /// Takes what is to be handed on; call it under the lock, and hand on without it.
    ///
    /// - Returns: The things; nothing once there are none, which ends the caller's duty.
    public mutating func take() -> [Item]? {
        if items.isEmpty {
            isBeingEmptied = false
            return nil
        }
        defer { items = [] }
        return items
    }
}
