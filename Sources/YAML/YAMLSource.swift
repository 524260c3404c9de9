/// A YAML text as its lines and columns are counted: by Unicode scalars.
struct YAMLSource {
    private(set) var scalars: [Unicode.Scalar]
    private let mark: [Unicode.Scalar]
    /// How its lines end.
    let lineBreak: String

    init(_ text: String) {
        let all = Array(text.unicodeScalars)
        mark = all.first == "\u{FEFF}" ? ["\u{FEFF}"] : []
        scalars = Array(all.dropFirst(mark.count))
        let first = scalars.firstIndex(of: "\n") ?? 0
        lineBreak = first > 0 && scalars[first - 1] == "\r" ? "\r\n" : "\n"
    }

    var text: String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: mark)
        text.append(contentsOf: scalars)
        return String(text)
    }

    var end: Int { scalars.count }

    mutating func replace(_ range: Range<Int>, with text: String) {
        scalars.replaceSubrange(range, with: text.unicodeScalars)
    }

    /// The scalar at a place; nothing at the end.
    func scalar(at place: Int) -> Unicode.Scalar? { scalars.indices.contains(place) ? scalars[place] : nil }

    /// Where the line of a place begins.
    func lineStart(of place: Int) -> Int {
        (scalars[..<place].lastIndex(of: "\n") ?? -1) + 1
    }

    /// Where the line ends that something ends on, behind its line feed.
    func lineEnd(after place: Int) -> Int {
        // A text of several lines ends behind the last of them.
        if place > 0, scalars[place - 1] == "\n" { return place }
        return (scalars[place...].firstIndex(of: "\n") ?? end - 1) + 1
    }

    /// How far from the begin of its line a place is.
    func column(of place: Int) -> Int { place - lineStart(of: place) }

    /// Whether only blanks stand between the begin of its line and a place.
    func isFirstOfLine(_ place: Int) -> Bool { scalars[lineStart(of: place)..<place].allSatisfy { $0 == " " } }

    /// Whether there is what may be a comment.
    func hasComment(in range: Range<Int>) -> Bool {
        range.contains { index in
            scalars[index] == "#" && (index == range.lowerBound || [" ", "\t", "\n"].contains(scalars[index - 1]))
        }
    }

    /// The column of a comment that has the line to itself that begins at a place.
    func columnOfComment(at start: Int) -> Int? {
        let first = scalars[start...].firstIndex { $0 != " " && $0 != "\t" }
        return first.flatMap { scalars[$0] == "#" ? $0 - start : nil }
    }

    /// Where the colon of a key ends.
    func colonEnd(after key: Range<Int>) -> Int? {
        let first = scalars[key.upperBound...].firstIndex { $0 != " " && $0 != "\t" }
        return first.flatMap { scalars[$0] == ":" ? $0 + 1 : nil }
    }

    /// The dash of an item of a list.
    func dash(before item: Int) -> Int? {
        let last = scalars[..<item].lastIndex { ![" ", "\t", "\r", "\n"].contains($0) }
        return last.flatMap { scalars[$0] == "-" ? $0 : nil }
    }
}
