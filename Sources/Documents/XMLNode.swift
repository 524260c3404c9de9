import CXML2

/// An element of a small XML document, such as the answer of a service.
///
/// Nothing is loaded from elsewhere, and a document that declares entities is none: what they stand for has no bound.
public struct XMLNode: Sendable, Equatable {
    /// The name without its prefix.
    public let name: String
    /// The attributes by their names without prefixes.
    public let attributes: [String: String]
    /// The elements in it, in order.
    public let children: [XMLNode]
    /// All text in it.
    public let text: String

    /// The largest document, in bytes.
    private static let sizeLimit = 16 << 20
    /// The most levels.
    private static let depthLimit = 64

    /// Reads a document.
    ///
    /// - Parameter bytes: The document; nothing comes of one that is not well-formed.
    public init?(parsing bytes: [UInt8]) {
        guard bytes.count <= Self.sizeLimit else { return nil }
        let options = XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
        let document = bytes.withUnsafeBytes { bytes in
            let start = bytes.bindMemory(to: CChar.self).baseAddress
            return xmlReadMemory(start, Int32(bytes.count), nil, nil, Int32(options))
        }
        guard let document else { return nil }
        defer { xmlFreeDoc(document) }
        guard xmlGetIntSubset(document) == nil, let root = xmlDocGetRootElement(document) else { return nil }
        self.init(root, depth: 0)
    }

    private init(_ node: xmlNodePtr, depth: Int) {
        name = node.pointee.name.map { String(cString: $0) } ?? ""
        var attributes: [String: String] = [:]
        var attribute = node.pointee.properties
        while let current = attribute {
            if let key = current.pointee.name, let value = current.pointee.children?.pointee.content {
                attributes[String(cString: key)] = String(cString: value)
            }
            attribute = current.pointee.next
        }
        var children: [XMLNode] = []
        var text = ""
        var child = node.pointee.children
        while let current = child {
            switch current.pointee.type {
            case XML_ELEMENT_NODE where depth < Self.depthLimit:
                children.append(XMLNode(current, depth: depth + 1))
                text += children.last?.text ?? ""
            case XML_TEXT_NODE, XML_CDATA_SECTION_NODE:
                text += current.pointee.content.map { String(cString: $0) } ?? ""
            default: break
            }
            child = current.pointee.next
        }
        self.attributes = attributes
        self.children = children
        self.text = text
    }

    /// The first element of a name in this one.
    ///
    /// - Parameter name: The name without its prefix.
    public subscript(name: String) -> XMLNode? { children.first { $0.name == name } }
}
