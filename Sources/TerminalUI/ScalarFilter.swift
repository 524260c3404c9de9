/// Tells which characters of a text a terminal may be given.
///
/// It remembers how many marks came in a row: real scripts put a few on a letter, whoever wants to cover other lines
/// puts hundreds.
struct ScalarFilter: Sendable {
    /// The most characters without a width of their own that follow each other.
    private static let markLimit = 8

    private var marks = 0
    /// Whether what came last belongs to no script or picture whose parts are joined.
    private var isAfterPlain = true

    /// Whether the next character of the text may be shown.
    mutating func keeps(_ scalar: Unicode.Scalar) -> Bool {
        guard Self.isHarmless(scalar) else { return false }
        if isAfterPlain, scalar.value == 0x200C || scalar.value == 0x200D { return false }
        isAfterPlain = scalar.value < 0x300
        guard scalar.value >= 0x300, Self.isMark(scalar) else {
            marks = 0
            return true
        }
        marks += 1
        return marks <= Self.markLimit
    }

    /// Notes that plain characters came.
    mutating func reset() { (marks, isAfterPlain) = (0, true) }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .spacingMark, .format: true
        default: false
        }
    }

    /// Whether a character neither steers the terminal nor hides itself or others.
    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A, 0x09: true
        // Controls, joiners of nothing, and marks that turn the direction of a text around.
        case 0x00...0x1F, 0x7F...0x9F, 0x200B, 0x200E...0x200F, 0x2028...0x202E, 0x2060...0x206F: false
        case 0x061C, 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE0FFF: false
        // Letters that look like nothing, and the soft hyphen, which some terminals show and others do not.
        case 0xAD, 0x034F, 0x115F...0x1160, 0x17B4...0x17B5, 0x180B...0x180F, 0x3164, 0xFFA0: false
        default: true
        }
    }
}
