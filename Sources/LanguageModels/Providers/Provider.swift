public import Core
public import HTTP

/// A provider of models that can be asked: its form, address and key, and the client that reaches it.
public struct Provider: Sendable {
    /// The most bytes of an answer that is not streamed, and of what a failed request says.
    private static let wholeLimit = 16 << 20
    private static let failureLimit = 64 << 10
    /// A streamed answer is never held, but it must end some day.
    private static let streamLimit = 256 << 20

    /// Its name in the configuration; at another address than its own with that address, since another price holds there.
    public let name: String
    let format: any WireFormat
    private let address: String
    private let key: Secret?
    private let client: HTTPClient
    private let timeOuts: HTTPRequest.TimeOuts
    private let clock: WallClock
    private let wordsOnly = WordsOnlyModels()

    /// Prepares a provider; nothing is sent.
    ///
    /// - Parameters:
    ///   - preset: What is known of it.
    ///   - baseURL: Its address, where it is not the usual one. To one without a path the format's version is added.
    ///   - key: Its key.
    ///   - client: What reaches it.
    ///   - timeOuts: How long the parts of a call may take.
    ///   - clock: The time, from which a date to wait for counts.
    public init(
        _ preset: ProviderPreset,
        baseURL: String? = nil,
        key: Secret?,
        client: HTTPClient,
        timeOuts: HTTPRequest.TimeOuts = .init(connect: 10, firstByte: 300, idle: 120),
        clock: WallClock = .system
    ) {
        format = preset.format
        address = Self.address(baseURL ?? preset.baseURL, version: type(of: preset.format).version)
        let host = Self.host(of: address)
        name = host == Self.host(of: preset.baseURL) ? preset.name : "\(preset.name)@\(host)"
        self.key = key
        self.client = client
        self.timeOuts = timeOuts
        self.clock = clock
    }

    /// A model of the provider.
    ///
    /// - Parameter name: Its name there.
    /// - Returns: The model; whether it exists shows the first request.
    public func model(_ name: String) -> ProviderModel {
        ProviderModel(provider: self, name: name, wordsOnly: wordsOnly)
    }

    /// Asks which models there are.
    ///
    /// - Returns: The models, in the provider's order.
    /// - Throws: `ModelError`, or `CancellationError`.
    public func models() async throws -> [ModelListing] {
        let response = try await send("GET", type(of: format).modelsPath, body: nil, limit: Self.wholeLimit)
        let bytes = try await collect(response.body)
        guard let json = try? JSON(parsing: bytes), let models = format.models(in: json) else {
            // What the answer is does not matter: it is no list.
            throw named(ModelError(.badResponse, "it gives no list of models; check base_url"))
        }
        return models
    }

    /// Sends a request for an answer.
    func send(_ request: ProviderRequest) async throws -> HTTPResponse {
        try await send("POST", request.path, body: Array(request.body.text.utf8), limit: Self.streamLimit)
    }

    /// The whole body of an answer that is not streamed.
    func collect(_ body: HTTPBody) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        var pieces = body.makeAsyncIterator()
        while let piece = try await next(&pieces) {
            bytes += piece
            guard bytes.count <= Self.wholeLimit else {
                throw named(ModelError(.badResponse, "its answer is longer than \(Self.wholeLimit) bytes"))
            }
        }
        return bytes
    }

    /// The next piece of a body, with errors of the connection as those of a model.
    func next(_ pieces: inout HTTPBody.Iterator) async throws -> [UInt8]? {
        do {
            return try await pieces.next()
        } catch {
            throw try translated(error)
        }
    }

    /// The error with the provider's name, and without its key.
    func named(_ error: ModelError) -> ModelError {
        ModelError(error.code, "\(name): \(withoutKey(error.message))", status: error.status)
    }

    private func withoutKey(_ message: String) -> String {
        // Servers that need no key are often given a word such as "none", which is no secret and may be in any text.
        guard let key = key?.reveal(), key.utf8.count >= 6 else { return message }
        return message.replacing(key, with: "(secret)")
    }

    /// Makes errors of the connection those of a model.
    func translated(_ error: HTTPError) throws -> ModelError {
        let code: ModelError.Code =
            switch error.code {
            case .cancelled: throw CancellationError()
            case .cannotConnect, .resolveFailed, .tls, .timedOut(.connect): .unreachable
            case .timedOut: .timedOut
            case .cut: .droppedStream
            case .tooLarge: .badResponse
            case .refusedAddress, .tooManyRedirects, .invalidRequest: .invalidRequest
            case .other: .unavailable
            }
        return named(ModelError(code, error.message))
    }

    private func send(_ method: String, _ path: String, body: [UInt8]?, limit: Int) async throws -> HTTPResponse {
        var headers: HTTPHeaders = ["user-agent": "slate", "accept": "text/event-stream, application/json"]
        if body != nil { headers["content-type"] = "application/json" }
        for header in format.headers + (key.map { [format.authentication($0)] } ?? []) {
            headers[header.name] = header.value
        }
        let request = HTTPRequest(
            method,
            address + path,
            headers: headers,
            body: body,
            timeOuts: timeOuts,
            maximumResponseBytes: limit
        )
        let response: HTTPResponse
        do {
            response = try await client.send(request)
        } catch {
            throw try translated(error)
        }
        guard (200..<300).contains(response.status) else { throw try await failure(response) }
        return response
    }

    private func failure(_ response: HTTPResponse) async throws -> ModelError {
        var bytes: [UInt8] = []
        var pieces = response.body.makeAsyncIterator()
        do {
            while bytes.count < Self.failureLimit, let piece = try await pieces.next() { bytes += piece }
        } catch {
            // The status alone tells enough, unless nobody waits for it.
            if error.code == .cancelled { throw CancellationError() }
        }
        let headers = response.headers.fields.map { ProviderRequest.Header($0.name, $0.value) }
        let failure = ProviderFailure(status: response.status, headers: headers, body: bytes, now: clock.now())
        return named(failure.error)
    }

    private static func address(_ base: String, version: String) -> String {
        var text = base.trimmingSpaces
        while text.hasSuffix("/") { text.removeLast() }
        let rest = text.firstRange(of: "://").map { text[$0.upperBound...] } ?? text[...]
        return rest.contains("/") ? text : "\(text)/\(version)"
    }

    /// Host and port of an address, without credentials that someone may have put there.
    private static func host(of address: String) -> Substring {
        let rest = address.firstRange(of: "://").map { address[$0.upperBound...] } ?? address[...]
        return rest.prefix { $0 != "/" }.split(separator: "@").last ?? ""
    }
}
