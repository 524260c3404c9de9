import Core

/// A model whose answers are recorded.
public struct RecordingModel: StreamingModel {
    private let model: any StreamingModel
    private let store: RecordStore

    /// Wraps a model.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - store: Where its answers are kept.
    public init(_ model: any StreamingModel, store: RecordStore) {
        self.model = model
        self.store = store
    }

    /// Who answers.
    public var identity: ModelIdentity { model.identity }

    /// Asks the model; an answer is kept once it is whole, before its end is told.
    public func stream(_ request: ModelRequest) -> ModelEventStream {
        ModelEventStream {
            var iterator = model.stream(request).makeAsyncIterator()
            var lines: [UInt8] = []
            return {
                guard let event = try await iterator.next() else { return nil }
                switch event {
                case .retry: lines = []
                default: lines += WrittenJSON(event).text.utf8 + [0x0A]
                }
                if case .stop = event { try store.save(request.hash(for: identity), lines) }
                return event
            }
        }
    }
}

/// A model that answers from recordings, and asks nobody.
public struct ReplayingModel: StreamingModel {
    /// Who answered when it was recorded.
    public let identity: ModelIdentity
    private let store: RecordStore

    /// Creates a model.
    ///
    /// - Parameters:
    ///   - identity: Who answered when it was recorded.
    ///   - store: The recordings.
    public init(_ identity: ModelIdentity, store: RecordStore) {
        self.identity = identity
        self.store = store
    }

    /// Gives the recorded events of the same request.
    public func stream(_ request: ModelRequest) -> ModelEventStream {
        ModelEventStream {
            var rest: ArraySlice<ModelEvent>?
            return {
                if rest == nil {
                    let hash = request.hash(for: identity)
                    guard let events = try store.events(of: hash) else {
                        throw ModelError(.notRecorded, "no recording of \(identity) answers this request (\(hash))")
                    }
                    rest = events[...]
                }
                return rest?.popFirst()
            }
        }
    }
}
