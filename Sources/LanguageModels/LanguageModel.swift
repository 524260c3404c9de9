/// A model that answers requests.
public protocol LanguageModel: Sendable {
    /// Who answers, before any fallback.
    var identity: ModelIdentity { get }

    /// Asks the model.
    ///
    /// Nothing is sent before the first event is asked for; giving the iterator up cancels the call.
    ///
    /// - Parameter request: What is asked.
    /// - Returns: The events of the answer. They end after `stop`, or by throwing `ModelError` or `CancellationError`.
    func stream(_ request: ModelRequest) -> ModelEventStream
}

extension LanguageModel {
    /// Asks the model and waits for the whole answer.
    ///
    /// - Parameters:
    ///   - request: What is asked.
    ///   - observe: Sees each event as it arrives.
    /// - Returns: The answer.
    /// - Throws: `ModelError`, or `CancellationError`.
    public func respond(
        to request: ModelRequest,
        observe: (ModelEvent) -> Void = { _ in }
    ) async throws -> ModelResponse {
        var assembler = ResponseAssembler()
        for try await event in stream(request) {
            observe(event)
            try assembler.add(event)
        }
        // A stream that ends early because its task was cancelled is no answer.
        try Task.checkCancellation()
        return assembler.response()
    }
}

/// The events of one answer; iterating again asks again.
public struct ModelEventStream: AsyncSequence, Sendable {
    /// Gives the next event, or nothing at the end.
    public typealias Source = () async throws -> ModelEvent?

    private let makeSource: @Sendable () -> Source

    /// Creates a stream.
    ///
    /// - Parameter makeSource: Prepares a call; it is made when the source is asked for its first event.
    public init(_ makeSource: @escaping @Sendable () -> Source) { self.makeSource = makeSource }

    /// Creates a stream of events that are known.
    ///
    /// - Parameters:
    ///   - events: The events.
    ///   - error: What follows them.
    public init(_ events: [ModelEvent], then error: ModelError? = nil) {
        self.init {
            var rest = events[...]
            return {
                if let event = rest.popFirst() { return event }
                if let error { throw error }
                return nil
            }
        }
    }

    /// A pass over the events.
    public struct Iterator: AsyncIteratorProtocol {
        let source: Source

        /// The next event, or nothing at the end.
        public mutating func next() async throws -> ModelEvent? { try await source() }
    }

    /// Starts a pass.
    public func makeAsyncIterator() -> Iterator { Iterator(source: makeSource()) }
}
