/// Looks through what a program has written to a terminal.
public enum TerminalStream {
    /// Ours, and those of libedit: styles, erasing, moving within the lines that were drawn.
    private static let finals = Set("mKJACDGP@")
    private static let modes: Set<String> = ["?2004h", "?2004l", "?7h", "?7l", "?1h", "?1l", "4h", "4l"]
    /// Normal, bold, dim, italic, underlined, struck out, and the colours that are used: nothing that hides.
    private static let styles: Set<String> = [
        "", "0", "1", "2", "3", "4", "9", "22", "31", "32", "33", "34", "35", "36", "39", "90",
    ]

    /// Finds what no text may bring along: sequences that are not ours, controls, and characters that hide or turn text.
    ///
    /// - Parameter written: All that was written.
    /// - Returns: What was found, each with what follows it; nothing where all is well.
    public static func foreign(in written: String) -> [String] {
        var found: [String] = []
        let scalars = Array(written.unicodeScalars)
        var place = 0
        while place < scalars.count {
            let scalar = scalars[place]
            if scalar == "\u{1B}" {
                let end = sequenceEnd(scalars, place)
                if !isOurs(scalars[place..<end]) { found.append(excerpt(scalars, place)) }
                place = max(end, place + 1)
            } else {
                let isJoining = place > 0 && scalar == "\u{200D}" && scalars[place - 1].value >= 0x300
                if isSteering(scalar), !isJoining { found.append(excerpt(scalars, place)) }
                place += 1
            }
        }
        return found
    }

    private static func excerpt(_ scalars: [Unicode.Scalar], _ place: Int) -> String {
        let text = String(String.UnicodeScalarView(scalars[place..<min(scalars.count, place + 24)]))
        return text.debugDescription
    }

    private static func sequenceEnd(_ scalars: [Unicode.Scalar], _ start: Int) -> Int {
        guard start + 1 < scalars.count, scalars[start + 1] == "[" else { return min(start + 2, scalars.count) }
        let final = scalars[(start + 2)...].firstIndex { (0x40...0x7E).contains($0.value) }
        return final.map { $0 + 1 } ?? scalars.count
    }

    private static func isOurs(_ sequence: ArraySlice<Unicode.Scalar>) -> Bool {
        let text = String(String.UnicodeScalarView(sequence.dropFirst()))
        // The keypad, which libedit sets as the terminal's description says.
        if text == "=" || text == ">" { return true }
        guard text.hasPrefix("["), let final = text.last else { return false }
        let body = String(text.dropFirst())
        if modes.contains(body) { return true }
        let parameters = body.dropLast()
        guard finals.contains(final), parameters.allSatisfy({ $0.isNumber || $0 == ";" }) else { return false }
        if final == "m" {
            return parameters.split(separator: ";", omittingEmptySubsequences: false)
                .allSatisfy { styles.contains(String($0)) }
        }
        return (Int(parameters) ?? 0) < 400 && !(final == "J" && !parameters.isEmpty)
    }

    private static func isSteering(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // A line editor goes back by this.
        case 0x08, 0x09, 0x0A, 0x0D: false
        case 0x00...0x1F, 0x7F...0x9F: true
        case 0x61C, 0x180E, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB: true
        case 0xE0000...0xE007F: true
        default: false
        }
    }
}
