extension Sequence where Element: Sendable {
    /// Does something for each element at the same time: writes to the board that wait together share a transaction.
    ///
    /// - Parameter body: What is done; after an error the others are called off.
    /// - Returns: What the closure returns, in the order of the elements.
    /// - Throws: What the closure throws.
    func atOnce<Value: Sendable>(
        _ body: @escaping @Sendable (Element) async throws -> Value
    ) async throws -> [Value] {
        try await withThrowingTaskGroup(of: (Int, Value).self) { group in
            var count = 0
            for element in self {
                let place = count
                group.addTask { (place, try await body(element)) }
                count += 1
            }
            var values: [Int: Value] = [:]
            for try await (place, value) in group { values[place] = value }
            return (0..<count).compactMap { values[$0] }
        }
    }
}
