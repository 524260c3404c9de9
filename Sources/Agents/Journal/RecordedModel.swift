public import LanguageModels

/// Stands for a model that has answered before and is not asked again; so it needs neither an address nor a key.
public struct RecordedModel: StreamingModel {
    /// Who has answered.
    public let identity: ModelIdentity

    /// Creates a stand-in.
    ///
    /// - Parameter identity: Who has answered.
    public init(_ identity: ModelIdentity) { self.identity = identity }

    /// Fails: what was answered is in the journal.
    public func stream(_ request: ModelRequest) -> ModelEventStream {
        let error = ModelError(.notRecorded, "\(identity) is not asked again; what it has answered is in the journal")
        return ModelEventStream([], then: error)
    }
}
