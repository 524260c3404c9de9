/// The names that the specification allows.
public enum SkillName {
    /// The longest name.
    public static let limit = 64

    /// Says what is wrong with a name.
    ///
    /// - Parameter name: The name.
    /// - Returns: The second half of a sentence; nothing for a good name.
    public static func fault(in name: String) -> String? {
        let allowed = name.utf8.allSatisfy {
            ($0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z")) || ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9"))
                || $0 == UInt8(ascii: "-")
        }
        if name.isEmpty || name.utf8.count > limit { return "must have 1 to \(limit) characters" }
        if !allowed { return "may only have lower-case letters, digits and hyphens" }
        if name.hasPrefix("-") || name.hasSuffix("-") || name.contains("--") {
            return "may not begin or end with a hyphen, nor have two in a row"
        }
        return nil
    }
}
