/// Collects the text of a page, block by block, and tells its main text from what surrounds it.
final class HTMLCollector {
    /// One paragraph, heading, item or row.
    private struct Block {
        var text: [UInt8] = []
        /// How many bytes of it are words of links.
        var linkBytes = 0
        var isMain = false
    }

    /// What an open element does to what it holds.
    private struct Element {
        let name: String
        let isSkipped: Bool
        let isMain: Bool
    }

    /// The smallest `<main>` or `<article>` that is believed to hold the page's text, in bytes.
    private static let mainThreshold = 200
    /// The longest block that is left out for being mostly links, in bytes.
    private static let menuLimit = 400
    private static let linkLimit = 1_000

    private(set) var language: String?
    private(set) var author: String?
    private(set) var published: String?
    private(set) var links: [Document.Link] = []
    private var titles: [String: String] = [:]
    private var blocks: [Block] = []
    private var current = Block()
    private var elements: [Element] = []
    private var link: (target: String, start: Int)?
    private var collectedTitle: (name: String, text: [UInt8])?
    private var isPreformatted = false

    /// The title: what the page says, else what it says to others, else its first heading.
    var title: String { titles["title"] ?? titles["og:title"] ?? titles["h1"] ?? "" }

    /// How many elements are open.
    var depth: Int { elements.count }

    /// The text without what leads to other pages.
    var mainText: String {
        let main = blocks.filter(\.isMain)
        let isMarked = main.reduce(0) { $0 + $1.text.count } >= Self.mainThreshold
        let kept = (isMarked ? main : blocks).filter { !isMenu($0) }
        return kept.map { String(decoding: $0.text, as: UTF8.self) }.joined(separator: "\n\n")
    }

    func open(_ name: String, _ attributes: [String: String]) {
        note(name, attributes)
        if name == "br" { current.text.append(0x0A) }
        if Self.voidElements.contains(name) { return }
        let parent = elements.last
        let isMain = parent?.isMain == true || name == "main" || name == "article" || attributes["role"] == "main"
        let isSkipped = parent?.isSkipped == true || isHidden(name, attributes, isMain: isMain)
        elements.append(Element(name: name, isSkipped: isSkipped, isMain: isMain))
        if Self.blockElements.contains(name) { endBlock() }
        if isSkipped { return }
        if name == "pre" { isPreformatted = true }
        if name == "a", let target = attributes["href"] { link = (target, current.text.count) }
        if ["td", "th"].contains(name), !current.text.isEmpty { current.text += Array(" | ".utf8) }
        if name == "h1", titles["h1"] == nil { collectedTitle = ("h1", []) }
    }

    func close(_ name: String) {
        guard let index = elements.lastIndex(where: { $0.name == name }) else { return }
        elements.removeSubrange(index...)
        if name == "pre" { isPreformatted = false }
        if name == "a" { endLink() }
        if let collected = collectedTitle, collected.name == name {
            let words = String(decoding: collected.text, as: UTF8.self).split { $0.isWhitespace }
            if !words.isEmpty, titles[name] == nil { titles[name] = words.joined(separator: " ") }
            collectedTitle = nil
        }
        if Self.blockElements.contains(name) { endBlock() }
    }

    func add(_ bytes: UnsafeBufferPointer<UInt8>) {
        collectedTitle?.text += bytes
        if elements.last?.isSkipped == true || collectedTitle?.name == "title" { return }
        current.isMain = elements.last?.isMain == true
        for byte in bytes {
            if isPreformatted || byte > 0x20 {
                current.text.append(byte)
            } else if let last = current.text.last, last != 0x20, last != 0x0A {
                current.text.append(0x20)
            }
        }
    }

    func finish() { endBlock() }

    private func note(_ name: String, _ attributes: [String: String]) {
        switch name {
        case "html": language = attributes["lang"] ?? attributes["xml:lang"]
        case "title": if titles["title"] == nil { collectedTitle = ("title", []) }
        case "meta":
            guard let content = attributes["content"], !content.isEmpty else { return }
            if attributes["property"] == "og:title" { titles["og:title"] = content }
            let key = (attributes["name"] ?? attributes["property"] ?? attributes["itemprop"] ?? "").lowercased()
            note(key, content: content)
        case "time":
            if attributes["itemprop"] == "datePublished", published == nil {
                published = attributes["datetime"].flatMap(Self.date)
            }
        default: break
        }
    }

    /// Takes what a page says of itself to others: the names of HTML, Open Graph, Dublin Core and the citation indexes.
    private func note(_ key: String, content: String) {
        switch key {
        case "author": author = Self.line(content)
        case "dc.creator", "dcterms.creator", "citation_author", "article:author":
            // An address is no name.
            if author == nil, !content.contains("://") { author = Self.line(content) }
        case "article:published_time", "datepublished", "date", "dc.date", "dcterms.date", "dc.date.issued",
            "dcterms.issued", "citation_publication_date", "citation_date", "pubdate":
            if published == nil { published = Self.date(content) }
        default: break
        }
    }

    private static func line(_ text: String) -> String? {
        let line = text.split { $0.isWhitespace }.joined(separator: " ")
        return line.isEmpty ? nil : String(line.prefix(200))
    }

    /// A day or moment in ISO 8601, also where slashes part it; nothing of another form, which could mean two days.
    private static func date(_ text: String) -> String? {
        let text = text.replacing("/", with: "-").prefix { $0.isASCII && ($0.isNumber || "-:TZ+.".contains($0)) }
        let parts = text.prefix(10).split(separator: "-", omittingEmptySubsequences: false)
        guard let year = parts.first, year.count == 4, year.allSatisfy(\.isNumber), text.utf8.count <= 35,
            parts.dropFirst().allSatisfy({ (1...2).contains($0.count) && $0.allSatisfy(\.isNumber) })
        else { return nil }
        return String(text)
    }

    private func isHidden(_ name: String, _ attributes: [String: String], isMain: Bool) -> Bool {
        if Self.skippedElements.contains(name) { return true }
        if ["header", "footer"].contains(name), !isMain { return true }
        if attributes["hidden"] != nil || attributes["aria-hidden"] == "true" { return true }
        if let style = attributes["style"], Self.isInvisible(style) { return true }
        return ["navigation", "banner", "contentinfo", "search"].contains(attributes["role"])
    }

    /// Whether a style hides what it is on: text that no reader of the page sees is no text of the page.
    private static func isInvisible(_ style: String) -> Bool {
        let style = style.lowercased().filter { !$0.isWhitespace }
        return ["display:none", "visibility:hidden", "font-size:0;", "font-size:0px", "opacity:0;"].contains {
            (style + ";").contains($0)
        }
    }

    private func endLink() {
        guard let link else { return }
        self.link = nil
        let text = current.text[min(link.start, current.text.count)...]
        current.linkBytes += text.count
        let words = String(decoding: text, as: UTF8.self).split { $0.isWhitespace }.joined(separator: " ")
        if links.count < Self.linkLimit { links.append(Document.Link(text: words, target: link.target)) }
    }

    private func endBlock() {
        endLink()
        while let last = current.text.last, last <= 0x20 { current.text.removeLast() }
        if !current.text.isEmpty { blocks.append(current) }
        current = Block()
    }

    /// Whether a block is a list of places to go rather than something to read.
    private func isMenu(_ block: Block) -> Bool {
        block.text.count < Self.menuLimit && block.linkBytes * 10 > block.text.count * 6
    }

    private static let voidElements: Set = [
        "br", "img", "hr", "meta", "link", "input", "wbr", "source", "col", "area", "base",
    ]
    private static let skippedElements: Set = [
        "script", "style", "noscript", "template", "nav", "aside", "form", "button", "svg", "iframe", "select",
        "canvas",
        "object", "dialog",
    ]
    private static let blockElements: Set = [
        "p", "div", "section", "article", "main", "header", "footer", "nav", "aside", "h1", "h2", "h3", "h4", "h5",
        "h6",
        "ul", "ol", "li", "dl", "dt", "dd", "table", "tr", "caption", "thead", "tbody", "blockquote", "pre", "figure",
        "figcaption", "hr", "address", "details", "summary", "form", "body", "html", "title",
    ]
}
