/// Tells answers from texts that only look like one.
enum AnswerText {
    /// A longer text is an answer, whatever it begins with.
    private static let errorLimit = 600
    private static let beginnings = [
        "error:", "error code:", "error occurred", "an error occurred", "[error", "(error", "<error", "api error",
        "apierror", "apistatuserror", "internal server error", "bad gateway", "service unavailable",
        "gateway timeout", "rate limit", "ratelimiterror", "too many requests", "traceback (most recent call last)",
        "exception:", "fatal:", "fatal error", "connection error", "connection refused", "request timed out",
        "authenticationerror", "unauthorized", "invalid api key", "insufficient_quota", "upstream error",
        "http error", "http 4", "http 5", "status code 4", "status code 5", "<!doctype html", "<html",
    ]

    /// Whether a text is neither empty nor an error's.
    static func isAnswer(_ text: String) -> Bool { !isBlank(text) && !isError(text) }

    /// Whether there is nothing to see in a text.
    static func isBlank(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isWhitespace || scalar.properties.isDefaultIgnorableCodePoint
                || scalar.properties.generalCategory == .control
        }
    }

    /// Whether a short text is what a gateway or a library says when it fails.
    static func isError(_ text: String) -> Bool {
        guard text.utf8.count <= errorLimit else { return false }
        let start = text.lowercased().drop { $0.isWhitespace || "*_`#>\"'".contains($0) }
        if beginnings.contains(where: start.hasPrefix) { return true }
        guard start.hasPrefix("{") else { return false }
        // An object with an error and little else, as providers send it.
        return ["\"error\"", "\"errors\"", "\"detail\""].contains {
            start.dropFirst().drop(while: \.isWhitespace).hasPrefix($0)
        }
    }
}
