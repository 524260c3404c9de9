extension String {
    /// The text of a range of bytes.
    ///
    /// - Parameter range: A place in the UTF-8, on the borders of characters.
    /// - Returns: The text there; empty where the range is not within the text.
    public func slice(_ range: Range<Int>) -> String {
        guard range.lowerBound >= 0, range.upperBound <= utf8.count else { return "" }
        let start = utf8.index(startIndex, offsetBy: range.lowerBound)
        return String(decoding: utf8[start..<utf8.index(start, offsetBy: range.count)], as: UTF8.self)
    }
}
