public import Core

/// Reads the dates of HTTP in all three forms that RFC 9110, section 5.6.7, asks a recipient to take.
public enum HTTPDate {
    private static let months = [
        "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11,
        "dec": 12,
    ]

    /// Reads a date.
    ///
    /// - Parameters:
    ///   - text: Such as `Sun, 06 Nov 1994 08:49:37 GMT`.
    ///   - now: Decides the century of a year with two digits.
    /// - Returns: The moment, or nothing if it is no such date.
    public static func parse(_ text: String, now: Timestamp) -> Timestamp? {
        guard text.utf8.count <= 64 else { return nil }
        let words = text.split { $0 == " " || $0 == "," || $0 == "-" }.map { $0.lowercased() }
        switch words.count {
        // Sun, 06 Nov 1994 08:49:37 GMT · Sunday, 06-Nov-94 08:49:37 GMT
        case 6 where words[5] == "gmt":
            guard let told = number(words[3]) else { return nil }
            let year = words[3].utf8.count == 2 ? century(told, now: now) : told
            return moment(year: year, month: words[2], day: words[1], time: words[4])
        // Sun Nov  6 08:49:37 1994
        case 5:
            guard let year = number(words[4]) else { return nil }
            return moment(year: year, month: words[1], day: words[2], time: words[3])
        default: return nil
        }
    }

    /// A year that would be more than 50 years ahead is one of the past.
    private static func century(_ year: Int, now: Timestamp) -> Int {
        let current = 1970 + Int(now.milliseconds / 31_556_952_000)
        let guess = current / 100 * 100 + year
        return guess > current + 50 ? guess - 100 : guess
    }

    private static func moment(year: Int, month: String, day: String, time: String) -> Timestamp? {
        let clock = time.split(separator: ":", omittingEmptySubsequences: false).map { number(String($0)) ?? -1 }
        guard let month = months[month], let day = number(day), (1...31).contains(day), (1970...9999).contains(year),
            clock.count == 3, (0...23).contains(clock[0]), (0...59).contains(clock[1]), (0...60).contains(clock[2])
        else { return nil }
        let seconds = days(year, month, day) * 86_400 + clock[0] * 3_600 + clock[1] * 60 + clock[2]
        return Timestamp(milliseconds: Int64(seconds) * 1_000)
    }

    /// The days since 1970-01-01, counted in years that begin with March, so that a leap day comes last.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let marchYear = month > 2 ? year : year - 1
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return marchYear * 365 + marchYear / 4 - marchYear / 100 + marchYear / 400 + dayOfYear - 719_468
    }

    private static func number(_ text: String) -> Int? {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
    }
}
