/// How text looks on a terminal, in any combination.
public struct TextStyle: OptionSet, Sendable, Hashable {
    /// The combination as bits.
    public let rawValue: UInt16

    /// Creates a combination.
    ///
    /// - Parameter rawValue: Its bits.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// Bold.
    public static let bold = TextStyle(rawValue: 1)
    /// Dim.
    public static let dim = TextStyle(rawValue: 2)
    /// Italic.
    public static let italic = TextStyle(rawValue: 4)
    /// Underlined.
    public static let underlined = TextStyle(rawValue: 8)
    /// Struck through.
    public static let struck = TextStyle(rawValue: 16)
    /// Foreground and background exchanged.
    public static let reversed = TextStyle(rawValue: 32)
    /// Cyan.
    public static let cyan = TextStyle(rawValue: 64)
    /// Yellow.
    public static let yellow = TextStyle(rawValue: 128)
    /// Green.
    public static let green = TextStyle(rawValue: 256)
    /// Red.
    public static let red = TextStyle(rawValue: 512)

    /// The parameter of each in the sequence "select graphic rendition" of ECMA-48.
    private static let codes: [(TextStyle, String)] = [
        (.bold, "1"), (.dim, "2"), (.italic, "3"), (.underlined, "4"), (.struck, "9"), (.reversed, "7"),
        (.cyan, "36"), (.yellow, "33"), (.green, "32"), (.red, "31"),
    ]

    /// The sequence that begins the style on a terminal that shows none.
    public var sequence: String {
        if isEmpty { return "" }
        var result = "\u{1B}["
        for (style, code) in Self.codes where contains(style) {
            if result.utf8.count > 2 { result += ";" }
            result += code
        }
        return result + "m"
    }

    /// The sequence that ends every style.
    public static let end = "\u{1B}[0m"

    /// Puts a text between the sequences of the style.
    ///
    /// - Parameter text: Clean text on one line.
    /// - Returns: The text as it is where the style is empty.
    public func applied(to text: String) -> String { isEmpty ? text : sequence + text + Self.end }
}
