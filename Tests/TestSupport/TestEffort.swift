import Glibc

/// How much is tried where chance decides what a test finds.
public enum TestEffort {
    /// A number of random cases, times the variable `SLATE_TEST_EFFORT` if it is set.
    ///
    /// - Parameter standard: The number that every run has time for.
    /// - Returns: The number.
    public static func cases(_ standard: Int) -> Int {
        standard * (getenv("SLATE_TEST_EFFORT").flatMap { Int(String(cString: $0)) } ?? 1)
    }
}
