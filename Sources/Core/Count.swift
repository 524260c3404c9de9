extension Int {
    /// The number with what is counted, such as `1 call`, `3 calls` or `2 entries`.
    ///
    /// - Parameter noun: One of them.
    /// - Returns: The number and the noun, in the plural unless there is one.
    public func of(_ noun: String) -> String {
        if self == 1 { return "1 \(noun)" }
        let endsInConsonantAndY = noun.last == "y" && !"aeiou".contains(noun.dropLast().last ?? "a")
        return endsInConsonantAndY ? "\(self) \(noun.dropLast())ies" : "\(self) \(noun)s"
    }
}
