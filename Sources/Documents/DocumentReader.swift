public import Core
import TextAnalysis

/// Reads files of several types as text.
public struct DocumentReader: Sendable {
    /// What reading one document may cost.
    public struct Limits: Sendable {
        /// The largest file, in bytes.
        public var fileBytes: Int
        /// The longest time that a PDF may take, in seconds.
        public var pdfSeconds: Double
        /// The most memory that a PDF may take, in bytes of address space.
        public var pdfMemoryBytes: Int

        /// Creates limits.
        ///
        /// - Parameters:
        ///   - fileBytes: The largest file, in bytes.
        ///   - pdfSeconds: The longest time that a PDF may take, in seconds.
        ///   - pdfMemoryBytes: The most memory that a PDF may take, in bytes of address space.
        public init(fileBytes: Int = 64 << 20, pdfSeconds: Double = 60, pdfMemoryBytes: Int = 512 << 20) {
            self.fileBytes = fileBytes
            self.pdfSeconds = pdfSeconds
            self.pdfMemoryBytes = pdfMemoryBytes
        }
    }

    /// The types of documents that are read.
    enum Format: String {
        case json = "application/json"
        case text = "text/plain"
        case markdown = "text/markdown"
        case html = "text/html"
        case pdf = "application/pdf"

        init?(extension name: String) {
            switch name {
            case "txt", "text", "log", "rst", "org", "tex", "csv", "tsv": self = .text
            case "md", "markdown", "mdown", "mkd": self = .markdown
            case "html", "htm", "xhtml": self = .html
            case "pdf": self = .pdf
            default: return nil
            }
        }

        /// The format of a media type; every kind of text that is none of the others is read as it is.
        init?(mediaType: String) {
            switch mediaType {
            case "text/html", "application/xhtml+xml": self = .html
            case "text/markdown", "text/x-markdown": self = .markdown
            case "application/pdf", "application/x-pdf": self = .pdf
            case "text/css", "text/javascript", "text/calendar", "text/vcard": return nil
            case "application/json", "text/json": self = .json
            case _ where mediaType.hasPrefix("application/") && mediaType.hasSuffix("+json"): self = .json
            case _ where mediaType.hasPrefix("text/"): self = .text
            default: return nil
            }
        }
    }

    private let limits: Limits
    private let pdf: PDFReader

    /// Creates a reader.
    ///
    /// - Parameters:
    ///   - limits: What reading one document may cost.
    ///   - pdfProgram: The program that extracts the text of a PDF; called as poppler's `pdftotext` is.
    public init(limits: Limits = Limits(), pdfProgram: String = "pdftotext") {
        self.limits = limits
        pdf = PDFReader(program: pdfProgram, limits: limits)
    }

    /// Whether a file in a folder is taken for a document, by its name.
    ///
    /// - Parameter path: The file.
    /// - Returns: True for the known extensions.
    public static func reads(_ path: Path) -> Bool { Format(extension: path.fileExtension) != nil }

    /// Whether documents of a media type are read.
    ///
    /// - Parameter mediaType: Such as `text/html`, in lower case and without parameters.
    /// - Returns: True for HTML, PDF, JSON, Markdown and other text.
    public static func reads(mediaType: String) -> Bool { Format(mediaType: mediaType) != nil }

    /// Reads a document that is in memory, on the calling thread.
    ///
    /// - Parameters:
    ///   - bytes: The document.
    ///   - mediaType: Its type, in lower case and without parameters; empty to tell it by the content.
    ///   - charset: The encoding that was told with it, which wins over what it says itself.
    ///   - name: What errors call it.
    ///   - isCancelled: Whether nobody waits for it any more.
    /// - Returns: Its text and what it says about itself.
    /// - Throws: `DocumentError`.
    public func read(
        _ bytes: [UInt8],
        mediaType: String,
        charset: String? = nil,
        name: String,
        isCancelled: @Sendable () -> Bool = { false }
    ) throws(DocumentError) -> Document {
        let place = Path(name)
        if bytes.isEmpty { throw DocumentError(.empty, place, "it is empty") }
        let format: Format
        if mediaType.isEmpty || bytes.starts(with: Array("%PDF-".utf8)) {
            format = try self.format(named: nil, bytes: bytes, place)
        } else if let told = Format(mediaType: mediaType) {
            format = try self.format(named: told, bytes: bytes, place)
        } else {
            throw DocumentError(.unsupported, place, "it is of the type \(mediaType), which is not read")
        }
        if format == .pdf { return try titled(try pdf.read(bytes, name: place, isCancelled: isCancelled), place) }
        return try titled(Self.document(bytes, format, charset: charset), place)
    }

    /// Reads a document, on the calling thread.
    ///
    /// - Parameters:
    ///   - path: The file, absolute.
    ///   - isCancelled: Whether nobody waits for it any more; a PDF's program is then ended.
    /// - Returns: Its text and what it says about itself.
    /// - Throws: `DocumentError`.
    public func read(
        _ path: Path,
        isCancelled: @Sendable () -> Bool = { false }
    ) throws(DocumentError) -> Document {
        let bytes: [UInt8]
        do { bytes = try FileSystem.read(path, limit: limits.fileBytes) } catch { throw DocumentError(error) }
        if bytes.isEmpty { throw DocumentError(.empty, path, "it is empty") }
        let format = try format(named: Format(extension: path.fileExtension), bytes: bytes, path)
        if format == .pdf { return try titled(try pdf.read(path, isCancelled: isCancelled), path) }
        return try titled(Self.document(bytes, format, charset: nil), path)
    }

    private static func document(_ bytes: [UInt8], _ format: Format, charset: String?) -> Document {
        switch format {
        case .html: return HTMLReader.read(TextDecoding.decode(bytes, as: .html, charset: charset))
        case .markdown: return MarkdownReader.read(TextDecoding.decode(bytes, as: .text, charset: charset))
        case .json: return JSONReader.read(TextDecoding.decode(bytes, as: .text, charset: charset))
        // A PDF is read by a program of its own.
        case .text, .pdf: return PlainTextReader.read(TextDecoding.decode(bytes, as: .text, charset: charset))
        }
    }

    private func titled(_ document: Document, _ path: Path) throws(DocumentError) -> Document {
        var document = document
        document.title = Self.line(document.title.isEmpty ? path.stem : document.title)
        document.author = document.author.map(Self.line)
        document.language = document.language.map(Self.line)
        if document.text.isEmpty { throw DocumentError(.empty, path, "there is no text in it") }
        return document
    }

    /// The type that was told; by the content if nothing was, or something that cannot be.
    private func format(named: Format?, bytes: [UInt8], _ path: Path) throws(DocumentError) -> Format {
        if bytes.starts(with: Array("%PDF-".utf8)) { return .pdf }
        if named == .pdf { throw DocumentError(.malformed, path, "it is named as a PDF but is none") }
        if TextDecoding.looksBinary(bytes) {
            throw DocumentError(.unsupported, path, "it is a binary file; txt, md, html and pdf are read")
        }
        if let named { return named }
        let head = String(decoding: bytes.prefix(512), as: UTF8.self).lowercased().drop {
            $0.isWhitespace || $0 == "\u{FEFF}"
        }
        return head.hasPrefix("<!doctype html") || head.hasPrefix("<html") ? .html : .text
    }

    private static func line(_ text: String) -> String {
        Cleaning.clean(text).split { $0.isWhitespace }.joined(separator: " ")
    }
}
