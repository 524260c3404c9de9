import CXML2

/// Reads HTML as it is found, by way of libxml2's event parser: no tree is built, so depth costs nothing.
enum HTMLReader {
    /// The most elements within each other: for each closing tag the parser looks through all that are open.
    private static let depthLimit = 2_000
    /// The longest time for one page.
    private static let timeLimit = Duration.seconds(10)

    static func read(_ decoded: DecodedText) -> Document {
        let collector = HTMLCollector()
        var notices = decoded.notices
        let (page, isChanged) = HTMLTagGuard.disarm(decoded.text)
        if isChanged { notices.append("tags with hundreds of attributes were taken for words") }
        if let problem = parse(page, into: collector) { notices.append(problem) }
        collector.finish()
        let text = Cleaning.clean(collector.mainText)
        var document = Document(title: collector.title, text: text, mediaType: "text/html", notices: notices)
        document.language = collector.language
        document.author = collector.author
        document.published = collector.published
        document.links = collector.links
        if document.title.isEmpty { document.title = PlainTextReader.title(of: text) }
        return document
    }

    /// Parses a page; returns why only its beginning was read, if so.
    private static func parse(_ text: String, into collector: HTMLCollector) -> String? {
        var handler = htmlSAXHandler()
        handler.startElement = startElement
        handler.endElement = endElement
        handler.characters = characters
        handler.ignorableWhitespace = characters
        let context = Unmanaged.passUnretained(collector).toOpaque()
        guard
            let parser = htmlCreatePushParserCtxt(&handler, context, nil, 0, nil, XML_CHAR_ENCODING_UTF8)
        else { return "there is no memory left to read it" }
        defer { htmlFreeParserCtxt(parser) }
        let options = HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NOERROR.rawValue | HTML_PARSE_NOWARNING.rawValue
        htmlCtxtUseOptions(parser, Int32(options | HTML_PARSE_NONET.rawValue | HTML_PARSE_IGNORE_ENC.rawValue))
        let end = ContinuousClock.now + timeLimit
        var problem: String?
        var text = text
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { all in
                // In pieces: the parser's buffer takes an Int32.
                for start in stride(from: 0, to: all.count, by: 1 << 16) {
                    let count = min(1 << 16, all.count - start)
                    htmlParseChunk(parser, all.baseAddress.map { $0 + start }, Int32(count), 0)
                    if collector.depth > depthLimit { problem = "only its beginning was read: it is nested too deep" }
                    if ContinuousClock.now > end { problem = "only its beginning was read: it took too long" }
                    if problem != nil { break }
                }
                htmlParseChunk(parser, nil, 0, 1)
            }
        }
        return problem
    }
}

// Free functions: the library calls them.

private func collector(_ context: UnsafeMutableRawPointer?) -> HTMLCollector? {
    context.map { Unmanaged<HTMLCollector>.fromOpaque($0).takeUnretainedValue() }
}

private func startElement(
    context: UnsafeMutableRawPointer?,
    name: UnsafePointer<xmlChar>?,
    attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
) {
    guard let name, let collector = collector(context) else { return }
    var values: [String: String] = [:]
    var next = attributes
    while let pair = next, let key = pair[0] {
        // The first of two attributes with one name counts, as in browsers; a page with thousands gets no more.
        if values.count < 64, values[String(cString: key)] == nil {
            values[String(cString: key)] = pair[1].map { String(cString: $0) } ?? ""
        }
        next = pair + 2
    }
    collector.open(String(cString: name), values)
}

private func endElement(context: UnsafeMutableRawPointer?, name: UnsafePointer<xmlChar>?) {
    if let name { collector(context)?.close(String(cString: name)) }
}

private func characters(context: UnsafeMutableRawPointer?, text: UnsafePointer<xmlChar>?, count: Int32) {
    guard let text else { return }
    collector(context)?.add(UnsafeBufferPointer(start: text, count: Int(count)))
}
