import FoundationEssentials

/// A moment in time, to the millisecond.
public struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public let milliseconds: Int64

    /// Creates a moment.
    ///
    /// - Parameter milliseconds: Milliseconds since 1970-01-01T00:00:00Z.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Reads an ISO 8601 moment in UTC, with or without fractional seconds.
    ///
    /// - Parameter text: Such as `2026-01-31T12:00:00.000Z`.
    public init?(_ text: String) {
        let styles = [Date.ISO8601FormatStyle(includingFractionalSeconds: true), Date.ISO8601FormatStyle()]
        for style in styles {
            // A style that does not fit is no error: the next one is tried.
            guard let date = try? style.parse(text) else { continue }
            milliseconds = Int64((date.timeIntervalSince1970 * 1000).rounded())
            return
        }
        return nil
    }

    /// Whether one moment is before another.
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

    /// The moment in ISO 8601 with milliseconds, in UTC.
    public var description: String {
        // The fraction is written here: as a Double it would come out a millisecond short at times.
        let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        let fraction = rest < 0 ? rest + 1000 : rest
        let date = Date(timeIntervalSince1970: Double(rest < 0 ? seconds - 1 : seconds))
        let digits = String(1000 + fraction).dropFirst()
        return date.formatted(Date.ISO8601FormatStyle()).dropLast() + ".\(digits)Z"
    }
}

/// A source of the current time, so that tests can set it.
public struct WallClock: Sendable {
    /// Returns the current moment.
    public let now: @Sendable () -> Timestamp

    /// Creates a clock.
    ///
    /// - Parameter now: Returns the current moment; called from any thread.
    public init(now: @escaping @Sendable () -> Timestamp) { self.now = now }

    /// The system's clock.
    public static let system = WallClock {
        Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
    }
}
