import Synchronization

/// Models that are set up once, when the first is needed: the questions of a conversation share connections and limits.
final class SharedModels: Sendable {
    private let made = Mutex<ModelFactory?>(nil)

    /// What makes the models.
    ///
    /// - Parameter make: Makes it, the first time.
    /// - Returns: The same each time.
    func factory(_ make: () -> ModelFactory) -> ModelFactory {
        made.withLock { made in
            if let made { return made }
            let new = make()
            made = new
            return new
        }
    }
}
