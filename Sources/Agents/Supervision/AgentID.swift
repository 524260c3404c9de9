/// The name of an agent within a run.
public struct AgentID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The agent at the top, whom nobody supervises.
    public static let top = AgentID(0)

    /// Its number, in the order in which the agents were asked for.
    public let number: Int

    /// Creates a name.
    ///
    /// - Parameter number: Its number.
    public init(_ number: Int) { self.number = number }

    /// Whether one was asked for before the other.
    public static func < (left: AgentID, right: AgentID) -> Bool { left.number < right.number }

    /// Such as `A3`.
    public var description: String { "A\(number)" }
}

extension AgentID {
    /// Reads a name such as `A3`.
    ///
    /// - Parameter text: The name.
    public init?(_ text: String) {
        guard text.hasPrefix("A"), let number = Int(text.dropFirst()), number >= 0 else { return nil }
        self.init(number)
    }
}
