import Core
import HTTP

/// Reads how long a provider asks to wait.
enum RetryAfter {
    /// Longer than this is as good as for ever.
    private static let longest = 86_400.0

    /// Reads the headers of a response.
    ///
    /// - Parameters:
    ///   - headers: The headers, names in any case.
    ///   - now: The time, from which a date counts.
    /// - Returns: The wait, or nothing if the provider does not say.
    static func parse(headers: [ProviderRequest.Header], now: Timestamp) -> Duration? {
        func value(_ name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value }
        // OpenAI's is more exact than the standard's.
        if let text = value("retry-after-ms"), let wait = seconds(text) { return wait / 1_000 }
        return value("retry-after").flatMap { parse($0, now: now) }
    }

    /// Reads the value of `Retry-After`: seconds or a date.
    static func parse(_ value: String, now: Timestamp) -> Duration? {
        let text = value.trimmingSpaces
        if let wait = seconds(text) { return wait }
        guard let date = HTTPDate.parse(text, now: now) else { return nil }
        let wait = max(0, date.milliseconds - now.milliseconds)
        return .milliseconds(min(wait, Int64(longest * 1_000)))
    }

    /// Reads a number of seconds, with or without a fraction.
    static func seconds(_ text: String) -> Duration? {
        let text = text.trimmingSpaces
        guard (1...20).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }),
            let number = Double(text)
        else { return nil }
        return .seconds(min(number, longest))
    }
}

extension String {
    /// The text without white space around it.
    var trimmingSpaces: String {
        var bytes = self[...].utf8
        while let first = bytes.first, first <= 0x20 { bytes.removeFirst() }
        while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
        return String(Substring(bytes))
    }
}
