public import Core

extension ModelError {
    /// The error as JSON, for the journal.
    public var json: JSON {
        let (name, wait) = Self.name(of: code)
        return [
            "code": .string(name), "message": .string(message), "status": status.map(JSON.int) ?? .null,
            "retry_after_us": wait.map { .int($0.microseconds) } ?? .null,
        ]
    }

    /// Reads an error.
    ///
    /// - Parameter json: What `json` gave; anything else is no error.
    public init?(_ json: JSON) {
        let wait = json["retry_after_us"]?.int.map { Duration.microseconds($0) }
        guard let code = json["code"]?.string.flatMap({ Self.code(named: $0, wait) }),
            let message = json["message"]?.string
        else { return nil }
        self.init(code, message, status: json["status"]?.int)
    }

    /// Whether the same request may well succeed later, or once the user has put something right.
    public var isTransient: Bool {
        switch code {
        case .contextTooLong, .invalidRequest, .refused, .unusableAnswer: false
        default: true
        }
    }

    private static let plainCodes: [(code: Code, name: String)] = [
        (.contextTooLong, "context_too_long"), (.quotaExhausted, "quota_exhausted"), (.unauthorized, "unauthorized"),
        (.modelNotFound, "model_not_found"), (.invalidRequest, "invalid_request"), (.refused, "refused"),
        (.unreachable, "unreachable"), (.unavailable, "unavailable"), (.timedOut, "timed_out"),
        (.droppedStream, "dropped_stream"), (.badResponse, "bad_response"), (.unusableAnswer, "unusable_answer"),
        (.notRecorded, "not_recorded"),
    ]

    private static func name(of code: Code) -> (String, Duration?) {
        switch code {
        case .rateLimited(let wait): ("rate_limited", wait)
        case .overloaded(let wait): ("overloaded", wait)
        default: (plainCodes.first { $0.code == code }?.name ?? "unavailable", nil)
        }
    }

    private static func code(named name: String, _ wait: Duration?) -> Code? {
        switch name {
        case "rate_limited": .rateLimited(retryAfter: wait)
        case "overloaded": .overloaded(retryAfter: wait)
        default: plainCodes.first { $0.name == name }?.code
        }
    }
}

extension RetryNotice: JSONWritable {
    /// Writes the notice, for the journal.
    ///
    /// - Parameter json: Takes it.
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("event", "retry")
            json.member("reason", reason.json)
            json.member("attempt", attempt)
            json.member("wait_us", wait.microseconds)
            json.member("provider", next.provider)
            json.member("model", next.model)
        }
    }

    /// Reads a notice.
    ///
    /// - Parameter json: What `write` has written; anything else is no notice.
    public init?(_ json: JSON) {
        guard json["event"]?.string == "retry", let reason = json["reason"].flatMap(ModelError.init),
            let attempt = json["attempt"]?.int, let wait = json["wait_us"]?.int,
            let provider = json["provider"]?.string, let model = json["model"]?.string
        else { return nil }
        let next = ModelIdentity(provider: provider, model: model)
        self.init(reason: reason, wait: .microseconds(wait), attempt: attempt, next: next)
    }
}

extension Duration {
    /// Whole microseconds; a wait of more than some millennia counts as that.
    fileprivate var microseconds: Int {
        let seconds = min(max(components.seconds, 0), 1 << 40)
        return Int(seconds) * 1_000_000 + Int(components.attoseconds / 1_000_000_000_000)
    }
}
