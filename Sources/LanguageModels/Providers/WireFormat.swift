public import Core

/// The form in which a provider takes requests and gives answers.
///
/// A format is pure: it makes requests and reads answers, but sends nothing.
public protocol WireFormat: Sendable {
    /// Its name, which marks the state that belongs to it.
    static var name: String { get }
    /// The path segment that stands before all paths, where the configured address names only a host.
    static var version: String { get }
    /// The path that lists the models.
    static var modelsPath: String { get }

    /// Writes a request.
    ///
    /// - Parameters:
    ///   - request: What is asked.
    ///   - model: The model's name at the provider.
    /// - Returns: What is sent, without the key.
    func encode(_ request: ModelRequest, model: String) -> ProviderRequest

    /// The headers that every request needs, without the key.
    var headers: [ProviderRequest.Header] { get }

    /// The header that carries the key.
    ///
    /// - Parameter key: The provider's key.
    /// - Returns: The header.
    func authentication(_ key: Secret) -> ProviderRequest.Header

    /// A reader for one answer.
    func makeDecoder() -> any StreamDecoder

    /// Reads the list of models.
    ///
    /// - Parameter json: The provider's answer.
    /// - Returns: The models, or nothing if it is no such list.
    func models(in json: JSON) -> [ModelListing]?
}

/// What is sent to a provider, without address and key.
public struct ProviderRequest: Sendable, Equatable {
    /// A header of HTTP.
    public struct Header: Sendable, Equatable {
        /// Its name in lower case.
        public let name: String
        /// Its value.
        public let value: String

        /// Creates a header.
        ///
        /// - Parameters:
        ///   - name: Its name in lower case.
        ///   - value: Its value.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The path after the provider's address, with its query.
    public let path: String
    /// The content, sent by POST.
    public let body: JSON
}

/// A model that a provider offers.
public struct ModelListing: Sendable, Equatable {
    /// Its name.
    public let id: String
    /// How many tokens it takes, if the provider says so.
    public let contextTokens: Int?

    /// Creates an item of a list.
    ///
    /// - Parameters:
    ///   - id: Its name.
    ///   - contextTokens: How many tokens it takes.
    public init(id: String, contextTokens: Int? = nil) {
        self.id = id
        self.contextTokens = contextTokens
    }
}

/// A reader of one streamed answer.
public protocol StreamDecoder {
    /// Whether the provider has told why the answer ended: what comes after is dispensable.
    var isComplete: Bool { get }

    /// Reads the next server-sent event.
    ///
    /// - Parameters:
    ///   - name: The event's name.
    ///   - data: Its data.
    /// - Returns: What it tells.
    /// - Throws: `ModelError`, also for an error that the provider reports within the stream.
    mutating func decode(name: String, data: String) throws(ModelError) -> [ModelEvent]

    /// Ends the answer when no more comes.
    ///
    /// - Returns: What was held back, and `stop`.
    /// - Throws: `ModelError` with `droppedStream` if the answer was not at its end.
    mutating func finish() throws(ModelError) -> [ModelEvent]
}

extension StreamDecoder {
    /// Reads an event's data as JSON.
    func parse(_ data: String) throws(ModelError) -> JSON {
        do {
            return try JSON(parsing: data)
        } catch {
            throw ModelError(.badResponse, "the provider sent an event that is \(error); try again or another model")
        }
    }
}

extension [JSON.Member] {
    /// Appends a member if there is a value for it.
    mutating func add(_ name: String, _ value: JSON?) {
        if let value { append(JSON.Member(name, value)) }
    }
}
