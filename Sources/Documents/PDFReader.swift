import Core
import Processes

/// Reads PDF through poppler's `pdftotext`, a process of its own with limits: the format is large, files are hostile.
struct PDFReader {
    let program: String
    let limits: DocumentReader.Limits

    func read(_ path: Path, isCancelled: @Sendable () -> Bool) throws(DocumentError) -> Document {
        // The path is absolute, so that no file's name can be an option.
        try document(try run(path.string, input: [], path, isCancelled: isCancelled), path)
    }

    func read(_ bytes: [UInt8], name: Path, isCancelled: @Sendable () -> Bool) throws(DocumentError) -> Document {
        try document(try run("-", input: bytes, name, isCancelled: isCancelled), name)
    }

    private func document(_ result: ProcessResult, _ path: Path) throws(DocumentError) -> Document {
        var notices: [String] = []
        switch result.ending {
        case .exited(0): break
        case .exited, .signalled:
            let reason = result.errorText.split(separator: "\n").first.map(String.init) ?? "the program crashed"
            let isMemory = result.errorText.contains("memory") || result.ending == .signalled(6)
            if isMemory {
                throw DocumentError(.overLimit, path, "it needs more than \(limits.pdfMemoryBytes >> 20) MiB")
            }
            throw DocumentError(.malformed, path, "pdftotext says: \(reason.prefix(200))")
        case .timedOut: throw DocumentError(.overLimit, path, "it took more than \(Int(limits.pdfSeconds)) s")
        case .cancelled: throw DocumentError(.unreadable, path, "it was cancelled")
        }
        if result.isOutputTruncated { notices.append("only the first \(limits.fileBytes) bytes of its text were read") }
        let text = Cleaning.clean(Self.joinLines(String(decoding: result.output, as: UTF8.self)))
        if text.isEmpty {
            throw DocumentError(.empty, path, "there is no text in it; a scan needs text recognition first")
        }
        return Document(
            title: PlainTextReader.title(of: text),
            text: text,
            mediaType: "application/pdf",
            notices: notices
        )
    }

    private func run(
        _ file: String,
        input: [UInt8],
        _ path: Path,
        isCancelled: @Sendable () -> Bool
    ) throws(DocumentError) -> ProcessResult {
        do {
            let child = try ChildProcess(
                program,
                arguments: ["-q", "-enc", "UTF-8", file, "-"],
                environment: ChildProcess.inheritedEnvironment,
                limits: ChildProcess.Limits(
                    seconds: limits.pdfSeconds,
                    memoryBytes: limits.pdfMemoryBytes,
                    outputBytes: limits.fileBytes
                )
            )
            return try child.run(input: input, isCancelled: isCancelled)
        } catch {
            let advice = error.code == .notFound ? "; on Debian: apt install poppler-utils" : ""
            throw DocumentError(.missingProgram, path, error.message + advice)
        }
    }

    /// Joins the lines of each paragraph, and words that were broken at line ends.
    ///
    /// A line that is far shorter than the page is wide ends a paragraph or is a heading, if the next one begins with a
    /// capital letter: not every producer leaves a gap that comes out as a blank line.
    static func joinLines(_ text: String) -> String {
        let lines = text.replacing("\u{0C}", with: "\n\n").split(separator: "\n", omittingEmptySubsequences: false)
        let width = lines.lazy.map(\.utf8.count).max() ?? 0
        var result = ""
        var isShort = false
        for line in lines {
            let line = line.drop { $0 == " " }
            if line.isEmpty {
                result += "\n\n"
            } else if result.last == "-", result.dropLast().last?.isLowercase == true, line.first?.isLowercase == true {
                result.removeLast()
                result += line
            } else if result.isEmpty || result.last == "\n" {
                result += line
            } else if isShort, line.first?.isUppercase == true {
                result += "\n\n" + line
            } else {
                result += (isItem(line) ? "\n" : " ") + line
            }
            isShort = line.utf8.count * 10 < width * 6
        }
        return result
    }

    private static func isItem(_ line: Substring) -> Bool {
        ["- ", "• ", "* ", "– "].contains { line.hasPrefix($0) }
    }
}
