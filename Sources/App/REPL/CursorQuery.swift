import Glibc
import TerminalUI

/// Asks the terminal where its cursor is, while somebody may be typing.
struct CursorQuery {
    private static let question = "\u{1B}[6n"
    /// How long an answer is waited for; a terminal that gives none costs so much each time.
    private static let patience = Duration.milliseconds(150)
    /// For how long an answer that comes later is still taken for one, and not for keys.
    private static let lateness = Duration.seconds(3)
    /// How long the rest of an answer is waited for that has begun; it comes at once.
    private static let gap = Duration.milliseconds(20)

    private let input: InputWait
    private var lastMoment: ContinuousClock.Instant?

    /// Prepares; nothing is asked.
    ///
    /// - Parameter input: Waits for what comes from the terminal.
    init(_ input: InputWait) { self.input = input }

    /// Asks, and waits for the answer.
    ///
    /// - Parameter keys: Gets what is typed meanwhile.
    /// - Returns: The column, from 0; nothing if the terminal does not tell it in time.
    mutating func column(_ keys: inout ArraySlice<UInt8>) -> Int? {
        TerminalMode.write(Self.question)
        lastMoment = .now + Self.lateness
        return read(into: &keys, until: .now + Self.patience)
    }

    /// Takes an answer out that comes late.
    ///
    /// - Parameter keys: What was typed, which ends with an escape character; gets what follows, unless all is an answer.
    mutating func dropLateAnswer(_ keys: inout ArraySlice<UInt8>) {
        guard let lastMoment, .now < lastMoment, let escape = keys.popLast() else { return }
        var report = CursorReport()
        _ = report.take(escape)
        _ = read(into: &keys, until: .now + Self.gap, report)
    }

    private mutating func read(
        into keys: inout ArraySlice<UInt8>,
        until end: ContinuousClock.Instant,
        _ begun: CursorReport? = nil
    ) -> Int? {
        var report = begun ?? CursorReport()
        while let byte = byte(until: end) {
            switch report.take(byte) {
            case .unclear: break
            case .keys(let typed):
                keys += typed
                guard begun == nil else {
                    keys += report.giveUp()
                    return nil
                }
            case .column(let column):
                lastMoment = nil
                return column
            }
        }
        keys += report.giveUp()
        return nil
    }

    private func byte(until end: ContinuousClock.Instant) -> UInt8? {
        let left = (end - .now).components
        let milliseconds = left.seconds * 1_000 + left.attoseconds / 1_000_000_000_000_000
        guard milliseconds > 0 else { return nil }
        switch input.wait(milliseconds: Int32(milliseconds)) {
        case .input:
            if case .bytes(let bytes) = input.read(upTo: 1) { return bytes[0] }
            return nil
        case .interrupted:
            // It is meant for who waits for a key.
            input.interrupt()
            return nil
        case .timedOut, .failed: return nil
        }
    }
}
