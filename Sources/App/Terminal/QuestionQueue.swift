/// What agents want to know from the person, one at a time.
struct QuestionQueue: Sendable {
    /// A question that waits.
    struct Question: Sendable {
        let number: Int
        let prompt: String
        /// Takes the answer, once; nothing if none comes any more.
        let answer: @Sendable (String?) -> Void
    }

    private var waiting: [Question] = []
    private var count = 0
    private var removed: Set<Int> = []
    private var announced = 0

    var isEmpty: Bool { waiting.isEmpty }

    /// The number of a question that is about to be put.
    mutating func next() -> Int {
        count += 1
        return count
    }

    /// Adds a question.
    ///
    /// - Returns: False if it was called off before.
    mutating func add(_ prompt: String, _ number: Int, answer: @escaping @Sendable (String?) -> Void) -> Bool {
        if removed.remove(number) != nil { return false }
        waiting.append(Question(number: number, prompt: prompt, answer: answer))
        return true
    }

    /// Takes a question back; one that is not there yet will not be added.
    mutating func remove(_ number: Int) -> Question? {
        guard let index = waiting.firstIndex(where: { $0.number == number }) else {
            removed.insert(number)
            return nil
        }
        return waiting.remove(at: index)
    }

    /// Takes the question that is to be answered first.
    mutating func removeFirst() -> Question? { waiting.isEmpty ? nil : waiting.removeFirst() }

    /// The prompt of the question that is to be answered now, once.
    mutating func takeAnnouncement() -> String? {
        guard let first = waiting.first, first.number != announced else { return nil }
        announced = first.number
        return first.prompt
    }

    /// Takes all.
    mutating func removeAll() -> [Question] {
        defer { waiting = [] }
        return waiting
    }
}
