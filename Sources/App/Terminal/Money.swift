/// Writes amounts of money.
enum Money {
    /// US dollars with four places.
    ///
    /// - Parameter dollars: The amount; nothing if it is not known.
    /// - Returns: The amount in words.
    static func words(_ dollars: Double?) -> String {
        guard let dollars else { return "cost unknown" }
        let parts = Int((dollars * 10_000).rounded()).quotientAndRemainder(dividingBy: 10_000)
        return "$\(parts.quotient)." + String(10_000 + parts.remainder).dropFirst()
    }
}
