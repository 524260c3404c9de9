import CCMarkGFM
import YAML

/// Reads Markdown as GitHub writes it, by way of cmark-gfm.
enum MarkdownReader {
    private static let extensions = ["table", "strikethrough", "autolink", "tasklist"]

    static func read(_ decoded: DecodedText) -> Document {
        let parts = FrontMatter.split(decoded.text)
        var walker = MarkdownWalker()
        walk(String(parts.body), with: &walker)
        let text = Cleaning.clean(walker.text)
        var document = Document(title: "", text: text, mediaType: "text/markdown", notices: decoded.notices)
        document.links = walker.links
        if let yaml = parts.yaml { addFrontMatter(String(yaml), to: &document) }
        if document.title.isEmpty { document.title = walker.heading ?? PlainTextReader.title(of: text) }
        return document
    }

    private static func addFrontMatter(_ yaml: String, to document: inout Document) {
        do {
            let node = try YAMLNode.parse(yaml)
            document.title = node["title"]?.string ?? ""
            document.author =
                node["author"]?.string ?? node["author"]?.array?.compactMap(\.string).joined(separator: ", ")
            document.language = node["lang"]?.string ?? node["language"]?.string
        } catch {
            document.notices.append("its front matter is no YAML (\(error)); left out")
        }
    }

    private static func walk(_ text: String, with walker: inout MarkdownWalker) {
        cmark_gfm_core_extensions_ensure_registered()
        guard let parser = cmark_parser_new(CMARK_OPT_FOOTNOTES | CMARK_OPT_VALIDATE_UTF8) else { return }
        defer { cmark_parser_free(parser) }
        for name in extensions {
            if let found = cmark_find_syntax_extension(name) { cmark_parser_attach_syntax_extension(parser, found) }
        }
        var text = text
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { cmark_parser_feed(parser, $0.baseAddress, $0.count) }
        }
        guard let root = cmark_parser_finish(parser), let iterator = cmark_iter_new(root) else { return }
        defer {
            cmark_iter_free(iterator)
            cmark_node_free(root)
        }
        while true {
            let event = cmark_iter_next(iterator)
            if event == CMARK_EVENT_DONE { return }
            guard let node = cmark_iter_get_node(iterator) else { return }
            walker.visit(node, isEntering: event == CMARK_EVENT_ENTER)
        }
    }
}

/// Collects the plain text of a Markdown tree, one event at a time, whatever its depth.
private struct MarkdownWalker {
    /// The most links that are kept.
    private static let linkLimit = 1_000

    private(set) var text = ""
    private(set) var links: [Document.Link] = []
    private(set) var heading: String?
    /// The mark of the list item whose first text is still to come.
    private var mark = ""
    private var headingStart: String.Index?
    private var linkStart: String.Index?
    private var isFirstCell = true

    mutating func visit(_ node: OpaquePointer, isEntering: Bool) {
        let type = cmark_node_get_type(node)
        if isEntering { enter(node, type) } else { leave(node, type) }
    }

    private mutating func enter(_ node: OpaquePointer, _ type: cmark_node_type) {
        switch type {
        case CMARK_NODE_TEXT, CMARK_NODE_CODE: add(literal(node))
        case CMARK_NODE_SOFTBREAK: text += " "
        case CMARK_NODE_LINEBREAK: text += "\n"
        case CMARK_NODE_CODE_BLOCK: add(literal(node) + "\n\n")
        case CMARK_NODE_ITEM: mark = "- "
        case CMARK_NODE_HEADING: headingStart = text.endIndex
        case CMARK_NODE_LINK: linkStart = text.endIndex
        default: visitTable(node, isEntering: true)
        }
    }

    private mutating func leave(_ node: OpaquePointer, _ type: cmark_node_type) {
        switch type {
        case CMARK_NODE_PARAGRAPH: text += isInTightList(node) ? "\n" : "\n\n"
        case CMARK_NODE_HEADING:
            if let start = headingStart, heading == nil { heading = String(text[start...]) }
            text += "\n\n"
        case CMARK_NODE_LIST: text += "\n\n"
        case CMARK_NODE_LINK:
            guard let start = linkStart, links.count < Self.linkLimit, let target = cmark_node_get_url(node) else {
                return
            }
            links.append(Document.Link(text: String(text[start...]), target: String(cString: target)))
        default: visitTable(node, isEntering: false)
        }
    }

    /// Writes a row on one line, its cells apart.
    private mutating func visitTable(_ node: OpaquePointer, isEntering: Bool) {
        // The types of extensions have numbers only at run time; their names do not change.
        guard let name = cmark_node_get_type_string(node) else { return }
        switch (String(cString: name), isEntering) {
        case ("table_row", true), ("table_header", true): isFirstCell = true
        case ("table_row", false), ("table_header", false): text += "\n\n"
        case ("table_cell", true):
            if !isFirstCell { text += " | " }
            isFirstCell = false
        default: break
        }
    }

    private mutating func add(_ literal: String) {
        text += mark + literal
        mark = ""
    }

    private func literal(_ node: OpaquePointer) -> String {
        cmark_node_get_literal(node).map { String(cString: $0) } ?? ""
    }

    private func isInTightList(_ node: OpaquePointer) -> Bool {
        guard let item = cmark_node_parent(node), let list = cmark_node_parent(item) else { return false }
        return cmark_node_get_type(list) == CMARK_NODE_LIST && cmark_node_get_list_tight(list) == 1
    }
}
