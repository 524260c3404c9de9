import HTTP
import Synchronization

/// A model of a provider, asked over the network once for each request.
public struct ProviderModel: StreamingModel {
    /// The most bytes of one event; the last one of some formats holds the whole answer.
    static let eventLimit = 8 << 20

    private let provider: Provider
    private let name: String
    private let wordsOnly: WordsOnlyModels

    init(provider: Provider, name: String, wordsOnly: WordsOnlyModels) {
        self.provider = provider
        self.name = name
        self.wordsOnly = wordsOnly
    }

    /// Who answers.
    public var identity: ModelIdentity { ModelIdentity(provider: provider.name, model: name) }

    /// Asks the model.
    public func stream(_ request: ModelRequest) -> ModelEventStream {
        ModelEventStream {
            let call = ProviderCall(provider: provider, identity: identity, request: request, wordsOnly: wordsOnly)
            return { try await call.next() }
        }
    }
}

/// The models of a provider that turned out not to be held to a form.
final class WordsOnlyModels: Sendable {
    private let names = Mutex<Set<String>>([])

    func contains(_ name: String) -> Bool { names.withLock { $0.contains(name) } }

    func insert(_ name: String) { names.withLock { _ = $0.insert(name) } }
}

/// One call: sends the request, then reads the answer as far as it is asked for.
private final class ProviderCall {
    private enum Phase {
        case new
        case streaming(HTTPBody.Iterator)
        case whole(HTTPBody)
        case over
    }

    private let provider: Provider
    private let identity: ModelIdentity
    private let request: ModelRequest
    private let wordsOnly: WordsOnlyModels
    private var phase = Phase.new
    private var parser = ServerSentEvents(limit: ProviderModel.eventLimit)
    private var decoder: any StreamDecoder
    private var pending: [ModelEvent] = []
    private var position = 0

    init(provider: Provider, identity: ModelIdentity, request: ModelRequest, wordsOnly: WordsOnlyModels) {
        self.provider = provider
        self.identity = identity
        self.request = request
        self.wordsOnly = wordsOnly
        decoder = provider.format.makeDecoder()
    }

    func next() async throws -> ModelEvent? {
        while true {
            if position < pending.count {
                position += 1
                return pending[position - 1]
            }
            pending.removeAll(keepingCapacity: true)
            position = 0
            if case .over = phase { return nil }
            do {
                try await advance()
            } catch {
                phase = .over
                throw error
            }
        }
    }

    private func advance() async throws {
        switch phase {
        case .new: try await begin()
        case .streaming(var pieces):
            let piece = try await nextPiece(&pieces)
            guard let piece else { return try finish() }
            try read(piece)
            phase = .streaming(pieces)
        case .whole(let body):
            let bytes = try await provider.collect(body)
            try readWhole(String(decoding: bytes, as: UTF8.self))
        case .over: break
        }
    }

    private func begin() async throws {
        let response = try await send()
        pending.append(.started(identity))
        let type = response.headers["content-type"]?.lowercased() ?? ""
        // Some servers pay no heed to the wish for a stream.
        let isWhole = type.hasPrefix("application/json")
        phase = isWhole ? .whole(response.body) : .streaming(response.body.makeAsyncIterator())
    }

    /// Sends the request; to a server that refuses it with a form for the answer, once more with the form in words.
    private func send() async throws -> HTTPResponse {
        func send(_ request: ModelRequest) async throws -> HTTPResponse {
            try await provider.send(provider.format.encode(request, model: identity.model))
        }
        guard request.output != nil else { return try await send(request) }
        if wordsOnly.contains(identity.model) { return try await send(request.withFormInWords) }
        do {
            return try await send(request)
        } catch let error as ModelError where error.code == .invalidRequest {
            let response = try await send(request.withFormInWords)
            wordsOnly.insert(identity.model)
            return response
        }
    }

    private func nextPiece(_ pieces: inout HTTPBody.Iterator) async throws -> [UInt8]? {
        do {
            return try await provider.next(&pieces)
        } catch let error as ModelError {
            // What comes after the answer's end is not missed.
            if decoder.isComplete { return nil }
            throw error
        }
    }

    private func read(_ piece: [UInt8]) throws {
        do {
            for event in try parser.parse(piece) {
                pending += try decoder.decode(name: event.type, data: event.data)
            }
        } catch let error as HTTPError {
            throw try provider.translated(error)
        } catch let error as ModelError {
            throw provider.named(error)
        }
    }

    private func readWhole(_ text: String) throws {
        do {
            pending += try decoder.decode(name: "message", data: text)
            pending += try decoder.finish()
            phase = .over
        } catch {
            // It came to its end: what is missing was never sent.
            let isDropped = error.code == .droppedStream
            throw provider.named(isDropped ? ProviderFailure.noAnswer : error)
        }
    }

    private func finish() throws {
        phase = .over
        do {
            pending += try decoder.finish()
        } catch {
            throw provider.named(error)
        }
    }
}
