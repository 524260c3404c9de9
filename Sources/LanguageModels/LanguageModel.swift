/// A model that answers requests.
public protocol LanguageModel: Sendable {
    /// Who answers, before any fallback.
    var identity: ModelIdentity { get }

    /// Asks the model and waits for the end of the answer.
    ///
    /// - Parameters:
    ///   - request: What is asked.
    ///   - answer: Takes the answer as it comes; when an error is thrown, it has what came before.
    ///   - observe: Sees each event as it arrives.
    /// - Throws: `ModelError`, or `CancellationError`.
    func answer(
        _ request: ModelRequest,
        into answer: inout ResponseAssembler,
        observe: (ModelEvent) -> Void
    ) async throws
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
        try await answer(request, into: &assembler, observe: observe)
        // A stream that ends early because its task was cancelled is no answer.
        try Task.checkCancellation()
        return assembler.response()
    }
}

/// A model that gives the events of its answers one by one.
public protocol StreamingModel: LanguageModel {
    /// Asks the model.
    ///
    /// Nothing is sent before the first event is asked for; giving the iterator up cancels the call.
    ///
    /// - Parameter request: What is asked.
    /// - Returns: The events of the answer. They end after `stop`, or by throwing `ModelError` or `CancellationError`.
    func stream(_ request: ModelRequest) -> ModelEventStream
}

extension StreamingModel {
    /// Asks the model, and puts the events of its answer together.
    public func answer(
        _ request: ModelRequest,
        into answer: inout ResponseAssembler,
        observe: (ModelEvent) -> Void
    ) async throws {
        try await stream(request).assemble(into: &answer, observe: observe)
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

    /// Puts the events together.
    ///
    /// - Parameters:
    ///   - answer: Takes them.
    ///   - observe: Sees each event as it arrives.
    /// - Throws: What ends the events, and `ModelError` with `badResponse` for an answer that is too long.
    public func assemble(into answer: inout ResponseAssembler, observe: (ModelEvent) -> Void) async throws {
        for try await event in self {
            observe(event)
            try answer.add(event)
        }
    }
}
