/// What looking ahead has found out, so that no byte is looked at again for each mark before it or each piece that comes.
///
/// Places are those in the whole stream, as the text before them is taken away while it is read.
struct LookAheadMemory: Sendable {
    /// A stretch in which something is known not to be.
    struct Absence: Sendable {
        var start = 0
        var end = 0
    }

    /// How far the end of an emphasis was looked for in vain.
    struct Emphasis: Sendable {
        var limit = 0
        /// Where that began, behind the opening marks.
        var start = 0
        var end = 0
        /// Whether another emphasis is open there; nothing where that is known of an earlier beginning only.
        var hasOpenPart: Bool? = false
    }

    /// Bytes of the stream before the text.
    private(set) var offset = 0
    var brackets = PairMemory()
    var parentheses = PairMemory()
    var angle = Absence()
    private var code: [Int: Absence] = [:]
    private var emphasis: [Int: Emphasis] = [:]

    /// Forgets all, where a block begins or text was read otherwise than it was looked at.
    mutating func forget() {
        brackets.forget()
        parentheses.forget()
        angle = Absence()
        if !code.isEmpty { code.removeAll(keepingCapacity: true) }
        if !emphasis.isEmpty { emphasis.removeAll(keepingCapacity: true) }
    }

    /// Notes that bytes were taken away at the text's beginning.
    mutating func shift(by count: Int) { offset += count }

    /// Where no run of so many backticks is.
    subscript(code count: Int) -> Absence {
        get { code[count] ?? Absence() }
        set { code[count] = newValue }
    }

    /// Where no run of so many marks ends an emphasis.
    subscript(emphasis mark: UInt8, count: Int) -> Emphasis {
        get { emphasis[Int(mark) << 8 | count] ?? Emphasis() }
        set { emphasis[Int(mark) << 8 | count] = newValue }
    }
}

extension LookAheadMemory.Absence {
    /// Where to go on looking from a place on: behind what is known.
    func next(from place: Int) -> Int { start <= place && place <= end ? end : place }

    /// Notes that it is not between a place and another, to which it was looked for.
    mutating func note(from place: Int, to other: Int) {
        if start <= place, place <= end { end = max(end, other) } else { (start, end) = (place, other) }
    }
}

/// Which brackets of one kind belong together, as far as they were looked at.
struct PairMemory: Sendable {
    /// More than so many that are behind the reader are not kept.
    private static let limit = 4_096

    /// Where looking has begun, and where it goes on.
    private(set) var start = 0
    private(set) var end = 0
    private var open: [Int] = []
    private var closing: [Int: Int] = [:]

    mutating func forget() {
        (start, end) = (0, 0)
        if !open.isEmpty { open.removeAll(keepingCapacity: true) }
        if !closing.isEmpty { closing.removeAll(keepingCapacity: true) }
    }

    /// Has a place been looked at, or be the next: what is known elsewhere is of no use for it.
    mutating func reach(_ place: Int) {
        if place < start || place > end {
            forget()
            (start, end) = (place, place)
        }
        if closing.count > Self.limit { closing = closing.filter { $0.key >= place } }
        if open.count > Self.limit { open.removeAll { $0 < place } }
    }

    /// Where the bracket at a place is closed, if that was seen.
    func closing(of place: Int) -> Int? { closing[place] }

    mutating func sawOpening(at place: Int) { open.append(place) }

    mutating func sawClosing(at place: Int) {
        if let opening = open.popLast() { closing[opening] = place }
    }

    mutating func goOn(from place: Int) { end = place }
}
