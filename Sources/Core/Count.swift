extension Int {
    /// The number with what is counted, such as `1 call` or `3 calls`.
    ///
    /// - Parameter noun: One of them.
    /// - Returns: The number and the noun, which gets an s unless there is one.
    public func of(_ noun: String) -> String { "\(self) \(noun)\(self == 1 ? "" : "s")" }
}
