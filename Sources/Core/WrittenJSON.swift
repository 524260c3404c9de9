/// JSON that is written out already, so that what is needed in several places is written once.
public struct WrittenJSON: Sendable, Equatable {
    /// Nothing.
    public static let null = WrittenJSON(.null)

    /// The value on one line.
    public let text: String

    /// Writes a value out.
    ///
    /// - Parameter value: The value.
    public init(_ value: JSON) { text = value.text }

    /// Writes an object whose last member is written out already.
    ///
    /// - Parameters:
    ///   - members: The members before it.
    ///   - name: The name of the last member.
    ///   - value: Its value.
    public init(_ members: [JSON.Member], _ name: String, _ value: WrittenJSON) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(value.text.utf8.count + 64)
        JSON.object(members).append(to: &bytes, indent: nil)
        bytes.removeLast()
        if !members.isEmpty { bytes.append(UInt8(ascii: ",")) }
        JSON.append(name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        bytes.append(contentsOf: value.text.utf8)
        bytes.append(UInt8(ascii: "}"))
        text = String(decoding: bytes, as: UTF8.self)
    }

    /// Joins values to a list.
    ///
    /// - Parameter items: The values.
    public init(listing items: [WrittenJSON]) { text = "[\(items.map(\.text).joined(separator: ","))]" }
}
