/// JSON that is written out already, so that what is needed in several places is written once.
public struct WrittenJSON: Sendable, Equatable, JSONWritable {
    /// Nothing.
    public static let null = WrittenJSON(JSON.null)

    /// The value on one line.
    public let text: String

    /// Writes a value out.
    ///
    /// - Parameter value: The value.
    public init(_ value: some JSONWritable) { self.init { value.write(to: &$0) } }

    /// Writes a value out.
    ///
    /// - Parameter write: Writes one value.
    public init(_ write: (inout JSONWriter) -> Void) {
        var writer = JSONWriter()
        write(&writer)
        text = writer.text
    }

    /// Writes the value into another one.
    ///
    /// - Parameter json: Takes it.
    public func write(to json: inout JSONWriter) { json.write(self) }
}
