/// The headers of a request or a response, in order; names are the same in upper and lower case.
public struct HTTPHeaders: Sendable, Equatable {
    /// One line.
    public struct Field: Sendable, Equatable {
        /// The name as it was written.
        public let name: String
        /// The value without white space around it.
        public let value: String

        /// Creates a line.
        ///
        /// - Parameters:
        ///   - name: The name.
        ///   - value: The value.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The lines.
    public private(set) var fields: [Field]

    /// Creates headers.
    ///
    /// - Parameter fields: The lines.
    public init(_ fields: [Field] = []) { self.fields = fields }

    /// The first value of a name; setting one replaces all of that name.
    ///
    /// - Parameter name: A name in upper or lower case.
    public subscript(name: String) -> String? {
        get { fields.first { Self.isSame($0.name, name) }?.value }
        set {
            fields.removeAll { Self.isSame($0.name, name) }
            if let newValue { fields.append(Field(name, newValue)) }
        }
    }

    /// All values of a name.
    ///
    /// - Parameter name: A name in upper or lower case.
    /// - Returns: The values in order.
    public func values(of name: String) -> [String] { fields.filter { Self.isSame($0.name, name) }.map(\.value) }

    mutating func append(_ field: Field) { fields.append(field) }

    private static func isSame(_ left: String, _ right: String) -> Bool {
        left.utf8.elementsEqual(right.utf8) { lowercase($0) == lowercase($1) }
    }

    private static func lowercase(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}

extension HTTPHeaders: ExpressibleByDictionaryLiteral {
    /// Creates headers from names and values.
    public init(dictionaryLiteral elements: (String, String)...) { fields = elements.map { Field($0.0, $0.1) } }
}

extension HTTPHeaders: CustomStringConvertible {
    /// The names only: values may be keys, which must not come into a log by way of a printed request.
    public var description: String { "headers: " + fields.map(\.name).joined(separator: ", ") }
}
