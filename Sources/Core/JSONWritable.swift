/// What can be written as JSON.
public protocol JSONWritable {
    /// Writes the value.
    ///
    /// - Parameter json: Takes one value.
    func write(to json: inout JSONWriter)
}

extension JSONWritable {
    /// The value as a tree, for who wants to look into it; to write it out takes less time without one.
    public var json: JSON { JSON(of: WrittenJSON(self)) }
}

extension String: JSONWritable {
    /// Writes the text as a string.
    ///
    /// - Parameter json: Takes it.
    public func write(to json: inout JSONWriter) { json.write(self) }
}

extension Int: JSONWritable {
    /// Writes the number.
    ///
    /// - Parameter json: Takes it.
    public func write(to json: inout JSONWriter) { json.write(self) }
}

extension Double: JSONWritable {
    /// Writes the number.
    ///
    /// - Parameter json: Takes it.
    public func write(to json: inout JSONWriter) { json.write(self) }
}

extension Bool: JSONWritable {
    /// Writes the truth value.
    ///
    /// - Parameter json: Takes it.
    public func write(to json: inout JSONWriter) { json.write(self) }
}

extension ContentHash: JSONWritable {
    /// Writes the hash as a string of its digits.
    ///
    /// - Parameter json: Takes it.
    public func write(to json: inout JSONWriter) { json.write(self) }
}

extension Optional: JSONWritable where Wrapped: JSONWritable {
    /// Writes the value, or null where there is none.
    ///
    /// - Parameter json: Takes it.
    public func write(to json: inout JSONWriter) {
        if let self { self.write(to: &json) } else { json.writeNull() }
    }
}

extension Array: JSONWritable where Element: JSONWritable {
    /// Writes a list.
    ///
    /// - Parameter json: Takes it.
    public func write(to json: inout JSONWriter) { json.array { for element in self { $0.item(element) } } }
}
