import HTTP

/// Addresses of the web as people write and compare them.
public enum WebAddress {
    /// The longest address that is taken, in bytes.
    private static let lengthLimit = 4_096

    /// Whether a text names a page of the web rather than a file.
    ///
    /// - Parameter text: What a person wrote.
    /// - Returns: True for what begins with a scheme and two slashes; whether it can be fetched is another matter.
    public static func isAddress(_ text: String) -> Bool {
        guard let end = text.firstRange(of: "://")?.lowerBound, let first = text.unicodeScalars.first else {
            return false
        }
        return first.properties.isAlphabetic && first.isASCII
            && text[..<end].unicodeScalars.allSatisfy {
                $0.isASCII
                    && ($0.properties.isAlphabetic || $0.properties.numericType != nil
                        || "+-.".unicodeScalars.contains($0))
            }
    }

    /// Reads an address as it is written by people: without the fragment, what is no ASCII percent-encoded.
    ///
    /// - Parameter text: The address.
    /// - Returns: What can be requested.
    /// - Throws: `WebError`.
    static func read(_ text: String) throws(WebError) -> RequestURL {
        let trimmed = text.utf8.drop { $0 <= 0x20 }
        let body = trimmed.prefix { $0 != UInt8(ascii: "#") }
        guard body.count <= lengthLimit else {
            throw WebError(.invalidAddress, "the address has more than \(lengthLimit) bytes; use a shorter one")
        }
        do {
            return try RequestURL(escaped(String(Substring(body))))
        } catch {
            if error.code == .refusedAddress { throw WebError(.refusedAddress, error.message) }
            // What stands before an at sign may be a password.
            let shown = text.contains("@") ? "the address" : String(text.prefix(80))
            throw WebError(.invalidAddress, "\(shown) cannot be fetched: \(error.message)")
        }
    }

    /// Reads what a redirect names.
    static func resolve(_ location: String, from url: RequestURL) throws(WebError) -> RequestURL {
        do {
            return try url.resolving(location)
        } catch {
            throw WebError(error)
        }
    }

    /// Names and values as a query.
    static func query(_ values: KeyValuePairs<String, String>) -> String {
        values.map { "\($0.key)=\(encoded($0.value))" }.joined(separator: "&")
    }

    /// A text with everything percent-encoded but the unreserved characters (RFC 3986, 2.3).
    static func encoded(_ text: String) -> String {
        percentEncoded(text.utf8) { isUnreserved($0) }
    }

    /// What two addresses of one page have in common: the DOI if there is one, else the address without what does not
    /// tell pages apart.
    ///
    /// - Parameters:
    ///   - uri: The address.
    ///   - doi: The DOI, if it is known.
    /// - Returns: A key; equal for the same page.
    static func key(of uri: String, doi: String?) -> String {
        if let doi = doi.flatMap({ Self.doi($0) }) ?? (uri.contains("doi.org/") ? Self.doi(uri) : nil) {
            return "doi:\(doi)"
        }
        guard let url = try? read(uri) else { return uri }  // What is no address is only equal to itself.
        let host = url.host.hasPrefix("www.") ? String(url.host.dropFirst(4)) : url.host
        var path = url.path
        while path.last == "/" { path.removeLast() }
        if host.hasSuffix("arxiv.org") { path = arxivPath(path) }
        let query = (url.query ?? "").split(separator: "&").filter { !isTracking($0) }.sorted().joined(separator: "&")
        // The port is a part of the origin; http and https are the same page.
        let port = url.origin.split(separator: ":").last.map(String.init) ?? ""
        return "\(host):\(["80", "443"].contains(port) ? "" : port)\(path)" + (query.isEmpty ? "" : "?\(query)")
    }

    /// A DOI in lower case without what is put before it; nothing if it is none.
    static func doi(_ text: String) -> String? {
        let text = text.lowercased()
        guard let start = text.firstRange(of: "10.")?.lowerBound, text[start...].contains("/") else { return nil }
        let prefix = text[..<start]
        let known = [
            "", "doi:", "doi: ", "https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/",
        ]
        return known.contains(String(prefix)) ? String(text[start...].prefix(300)) : nil
    }

    /// The abstract's page stands for all versions and forms of a preprint.
    private static func arxivPath(_ path: String) -> String {
        var path = path.replacing("/pdf/", with: "/abs/")
        if path.hasSuffix(".pdf") { path.removeLast(4) }
        let end = path.lastIndex(of: "v") ?? path.endIndex
        let version = path[end...].dropFirst()
        return !version.isEmpty && version.allSatisfy(\.isNumber) ? String(path[..<end]) : path
    }

    private static func isTracking(_ pair: Substring) -> Bool {
        let name = pair.split(separator: "=", omittingEmptySubsequences: false).first ?? ""
        return name.hasPrefix("utm_") || ["gclid", "fbclid", "msclkid", "mc_cid", "mc_eid", "ref_src"].contains(name)
    }

    /// Percent-encodes what no URL may hold after its host; what is encoded already stays.
    private static func escaped(_ text: String) -> String {
        let start = text.firstRange(of: "://")?.upperBound ?? text.startIndex
        let host = text[..<(text[start...].firstIndex { "/?".contains($0) } ?? text.endIndex)]
        return host
            + percentEncoded(text[host.endIndex...].utf8) { $0 > 0x20 && $0 < 0x7F && !"\"<>\\^`{|}".utf8.contains($0) }
    }

    static func percentEncoded(_ bytes: some Sequence<UInt8>, keeping isKept: (UInt8) -> Bool) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        for byte in bytes {
            if isKept(byte) {
                result.append(byte)
            } else {
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "-._~".utf8.contains(byte)
        }
    }
}
