/// The best pieces of a stream, as many as fit into some memory.
struct DigestReservoir: Sendable {
    private let limit: Int
    private var size = 0
    /// Whether a piece was dropped; from then on only better ones come in.
    private var isFull = false
    /// A heap with the piece on top that is dropped next.
    private var heap: [DigestUnit] = []

    /// What a piece takes beside its text, in bytes.
    private static let overhead = 128

    /// Creates a reservoir.
    ///
    /// - Parameter limit: The most bytes that it holds.
    init(limit: Int) { self.limit = limit }

    var units: [DigestUnit] { heap }

    /// Whether a piece of a score could stay.
    func admits(score: Double) -> Bool { !isFull || heap.first.map { score > $0.salience.score } ?? true }

    mutating func insert(_ unit: DigestUnit) {
        heap.append(unit)
        size += unit.text.count + Self.overhead
        var child = heap.count - 1
        while child > 0, Self.isWorse(heap[child], heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
        while size > limit, heap.count > 1 { removeWorst() }
    }

    private mutating func removeWorst() {
        isFull = true
        size -= heap[0].text.count + Self.overhead
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var worst = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && Self.isWorse(heap[child], heap[worst]) { worst = child }
            if worst == parent { return }
            heap.swapAt(parent, worst)
            parent = worst
        }
    }

    /// Of two that are equally good the later one is worse, so that the result depends on the text alone.
    private static func isWorse(_ left: DigestUnit, _ right: DigestUnit) -> Bool {
        let (first, second) = (left.salience.score, right.salience.score)
        return first == second ? left.ordinal > right.ordinal : first < second
    }
}
