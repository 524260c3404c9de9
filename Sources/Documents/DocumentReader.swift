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
        var document: Document
        switch try format(of: path, bytes: bytes) {
        case .pdf: document = try pdf.read(path, isCancelled: isCancelled)
        case .html: document = HTMLReader.read(TextDecoding.decode(bytes, as: .html))
        case .markdown: document = MarkdownReader.read(TextDecoding.decode(bytes, as: .text))
        case .text: document = PlainTextReader.read(TextDecoding.decode(bytes, as: .text))
        }
        document.title = Self.line(document.title.isEmpty ? path.stem : document.title)
        document.author = document.author.map(Self.line)
        document.language = document.language.map(Self.line)
        if document.text.isEmpty { throw DocumentError(.empty, path, "there is no text in it") }
        return document
    }

    /// The type by the file's extension; by its content if that says nothing, or something that cannot be.
    private func format(of path: Path, bytes: [UInt8]) throws(DocumentError) -> Format {
        let isPDF = bytes.starts(with: Array("%PDF-".utf8))
        let named = Format(extension: path.fileExtension)
        if isPDF { return .pdf }
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
