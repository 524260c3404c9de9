/// Parts the thoughts that a model writes between `<think>` and `</think>` from its text.
///
/// Only at the beginning of an answer: within it such a mark may be what the answer is about.
struct ThinkSplitter {
    private enum State {
        case start
        case inside(end: [UInt8])
        /// After the thoughts, before the first text.
        case after
        case outside
    }

    private static let marks = ["think", "thinking", "thought", "reasoning"].map {
        (open: Array("<\($0)>".utf8), close: Array("</\($0)>".utf8))
    }

    private var state = State.start
    private var held: [UInt8] = []

    mutating func feed(_ text: String) -> [ModelEvent] {
        if case .outside = state { return text.isEmpty ? [] : [.text(text)] }
        held += text.utf8
        var events: [ModelEvent] = []
        while step(&events) {}
        return events
    }

    /// Gives what was held back.
    mutating func finish() -> [ModelEvent] {
        defer { held = [] }
        if held.isEmpty { return [] }
        if case .inside = state { return [.reasoning(String(decoding: held, as: UTF8.self))] }
        return [.text(String(decoding: held, as: UTF8.self))]
    }

    /// Takes what can be told from what is held; false if more must come first.
    private mutating func step(_ events: inout [ModelEvent]) -> Bool {
        switch state {
        case .start: return begin()
        case .inside(let end): return take(until: end, &events)
        case .after:
            held = Array(held.drop(while: Self.isSpace))
            if held.isEmpty { return false }
            state = .outside
            return true
        case .outside:
            if !held.isEmpty { events.append(.text(String(decoding: held, as: UTF8.self))) }
            held = []
            return false
        }
    }

    private mutating func begin() -> Bool {
        let rest = held.drop(while: Self.isSpace)
        if let mark = Self.marks.first(where: { rest.starts(with: $0.open) }) {
            held = Array(rest.dropFirst(mark.open.count))
            state = .inside(end: mark.close)
            return true
        }
        if Self.marks.contains(where: { $0.open.starts(with: rest) }) { return false }
        state = .outside
        return true
    }

    private mutating func take(until end: [UInt8], _ events: inout [ModelEvent]) -> Bool {
        var position = 0
        while let mark = held[position...].firstIndex(of: UInt8(ascii: "<")) {
            let rest = held[mark...]
            if rest.starts(with: end) {
                if mark > 0 { events.append(.reasoning(String(decoding: held[..<mark], as: UTF8.self))) }
                held = Array(rest.dropFirst(end.count))
                state = .after
                return true
            }
            if end.starts(with: rest) {
                // Perhaps the beginning of the mark: it waits for the rest.
                if mark > 0 { events.append(.reasoning(String(decoding: held[..<mark], as: UTF8.self))) }
                held = Array(rest)
                return false
            }
            position = mark + 1
        }
        if !held.isEmpty { events.append(.reasoning(String(decoding: held, as: UTF8.self))) }
        held = []
        return false
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
