import Core

/// What a provider tells about a request that it does not answer.
struct ProviderFailure {
    /// The status of the HTTP response; nothing for an error within a stream.
    private let status: Int?
    /// The provider's words for the kind of error: its type, code and status, in lower case.
    private let kinds: [String]
    /// The provider's message.
    private let message: String
    private let retryAfter: Duration?

    /// Reads an HTTP response that is no success.
    ///
    /// - Parameters:
    ///   - status: Its status.
    ///   - headers: Its headers, names in any case.
    ///   - body: Its content, at most some kilobytes.
    ///   - now: The time, from which a date to wait for counts.
    init(status: Int, headers: [ProviderRequest.Header], body: [UInt8], now: Timestamp) {
        // A body that is no JSON, such as a proxy's page, tells nothing that the status does not.
        let json = (try? JSON(parsing: body)) ?? .null
        let error = json["error"] ?? json.array?.first?["error"] ?? json
        self.status = status
        (kinds, message) = Self.read(error)
        retryAfter = RetryAfter.parse(headers: headers, now: now) ?? Self.retryDelay(error)
    }

    /// Reads an error within a stream.
    init(inStream error: JSON) {
        // OpenRouter and Gemini give the status they would have answered with.
        status = error["code"]?.int
        (kinds, message) = Self.read(error)
        retryAfter = Self.retryDelay(error)
    }

    /// The stream ended well but held no answer.
    static var noAnswer: ModelError {
        ModelError(.badResponse, "the provider sent no answer in the form expected; check base_url and the provider")
    }

    /// The stream ended before the answer did.
    static var dropped: ModelError {
        ModelError(.droppedStream, "the answer broke off before its end; try again")
    }

    /// The typed error.
    var error: ModelError { ModelError(code, text, status: status) }

    private var code: ModelError.Code {
        if isContextTooLong { return .contextTooLong }
        if has(["insufficient_quota", "billing_error", "insufficient_credits"]) || status == 402 {
            return .quotaExhausted
        }
        if let code = codeOfKind { return code }
        switch status {
        case .some(300..<400): return .invalidRequest
        case 401, 403: return .unauthorized
        case 404: return .modelNotFound
        case 408: return .timedOut
        case 413: return .contextTooLong
        case 429: return .rateLimited(retryAfter: retryAfter)
        case 503, 529: return .overloaded(retryAfter: retryAfter)
        case .some(400..<500) where status != 409 && status != 425: return .invalidRequest
        default: return .unavailable
        }
    }

    /// What the provider's own word for the error tells, which is more exact than a status.
    private var codeOfKind: ModelError.Code? {
        if has(["rate_limit_error", "rate_limit_exceeded", "resource_exhausted"]) {
            return .rateLimited(retryAfter: retryAfter)
        }
        if has(["overloaded_error", "server_is_overloaded"]) { return .overloaded(retryAfter: retryAfter) }
        if has(["authentication_error", "permission_error", "invalid_api_key", "unauthenticated", "permission_denied"])
        {
            return .unauthorized
        }
        if message.contains("API key not valid") { return .unauthorized }
        if has(["model_not_found", "not_found_error"]) { return .modelNotFound }
        if status == nil, has(["invalid_request_error", "invalid_argument", "invalid_prompt"]) {
            return .invalidRequest
        }
        return nil
    }

    private var isContextTooLong: Bool {
        if has(["context_length_exceeded", "exceed_context_size_error", "request_too_large"]) { return true }
        // Others say so only in words.
        let told = message.lowercased()
        return [
            "context length", "context window", "context size", "prompt is too long", "maximum context",
            "input is too long", "input token count", "too many tokens in", "maximum prompt length",
        ].contains { told.contains($0) } && (400..<500).contains(status ?? 400)
    }

    private func has(_ words: [String]) -> Bool { kinds.contains { words.contains($0) } }

    private var text: String {
        let answer = status.map { " (HTTP \($0))" } ?? ""
        // What a provider says about a wrong key holds a part of it.
        if code == .unauthorized { return "the provider refuses the API key\(answer); check it, or its permissions" }
        if let status, (300..<400).contains(status) {
            return "the provider's address has moved\(answer); set base_url to the one it redirects to"
        }
        let detail = message.isEmpty ? "" : ": \(message)"
        let (what, advice): (String, String) =
            switch code {
            case .contextTooLong: ("the conversation does not fit the model's context", "shorten it")
            case .rateLimited: ("the provider's rate limit is reached", "wait, or ask less at once")
            case .quotaExhausted: ("the account has no credit left", "add some, or use another provider")
            case .overloaded: ("the provider is overloaded", "try again later")
            case .modelNotFound: ("the provider does not know the model or the path", "check model and base_url")
            case .invalidRequest: ("the provider refuses the request", "check the model and its options")
            default: ("the provider has a fault", "try again later")
            }
        return "\(what)\(answer)\(detail); \(advice)"
    }

    private static func read(_ error: JSON) -> (kinds: [String], message: String) {
        let kinds = ["type", "code", "status"].compactMap { error[$0]?.string?.lowercased() }
        // Ollama and some gateways give the message alone.
        return (kinds, Redaction.excerpt(error["message"]?.string ?? error.string ?? error["detail"]?.string ?? ""))
    }

    /// Gemini's own way to say how long to wait.
    private static func retryDelay(_ error: JSON) -> Duration? {
        let delays = (error["details"]?.array ?? []).compactMap { $0["retryDelay"]?.string }
        guard let delay = delays.first, delay.hasSuffix("s") else { return nil }
        return RetryAfter.seconds(String(delay.dropLast()))
    }
}
