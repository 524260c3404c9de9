import Glibc
import TerminalUI
import TextAnalysis

/// Where answers, progress and warnings go.
struct Console: Sendable {
    /// How a piece of text looks on a terminal that can show it.
    enum Style: String, Sendable {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case cyan = "36"
    }

    /// Whether `--json` was given: answers are objects, and errors too.
    let isJSON: Bool
    let isQuiet: Bool
    let isVerbose: Bool
    /// Whether questions may be asked on the terminal.
    let isInteractive: Bool
    /// Whether questions that are put on standard error are seen.
    let canAsk: Bool
    /// Whether what was written to standard error can be written over.
    let canRedraw: Bool
    /// Takes what is written in place of the terminal, such as what draws a status below it.
    private(set) var stage: ConsoleStage?
    /// Whose turn it is on standard error, if that is a terminal.
    let turn = TerminalTurn()
    let hasColor: Bool
    private let hasErrorColor: Bool
    private let environment: [String: String]

    init(_ invocation: Invocation?, environment: [String: String]) {
        isJSON = invocation?.has("json") ?? false
        isQuiet = invocation?.has("quiet") ?? false
        isVerbose = invocation?.has("verbose") ?? false
        let isErrorTerminal = isatty(2) == 1
        canRedraw = isErrorTerminal && environment["TERM"] != "dumb"
        canAsk = isErrorTerminal && isatty(0) == 1 && isatty(1) == 1 && !(invocation?.has("no-input") ?? false)
        isInteractive = isatty(0) == 1 && isatty(1) == 1 && !(invocation?.has("no-input") ?? false)
        self.environment = environment
        let color = invocation?.value("color") ?? "auto"
        let isPlain = environment["NO_COLOR"].map { !$0.isEmpty } ?? false || environment["TERM"] == "dumb"
        hasColor = color == "always" || (color == "auto" && !isPlain && isatty(1) == 1)
        hasErrorColor = color == "always" || (color == "auto" && !isPlain && isErrorTerminal)
    }

    /// The columns of the terminal; 80 where there is none.
    var width: Int {
        var size = winsize()
        if ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
        return environment["COLUMNS"].flatMap(Int.init).map { min(max($0, 20), 1000) } ?? 80
    }

    /// The columns and lines of the terminal that standard error is; 80 and 24 where there is none.
    var errorSize: (width: Int, height: Int) {
        var size = winsize()
        guard ioctl(2, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (80, 24) }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// Whether standard output is a terminal.
    var isTerminal: Bool { isatty(1) == 1 }

    /// The console with all that is written given to a stage.
    func on(_ stage: ConsoleStage) -> Console {
        var console = self
        console.stage = stage
        return console
    }

    /// Prints a name with what there is to say of it, which keeps to its own column on a terminal.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - style: How the name looks.
    ///   - text: What there is to say.
    ///   - indent: Where the text begins.
    func printItem(_ name: String, _ style: Style?, _ text: String, indent: Int) {
        let pad = String(repeating: " ", count: max(1, indent - name.count))
        guard isTerminal else { return print([(name + pad, style), (text, nil)]) }
        let isNarrow = width < indent + 24
        let inner = isNarrow ? 6 : indent
        let lines = TerminalText.wrap(TerminalText.clean(text), width: width - inner).split(separator: "\n")
        print(isNarrow ? [(name, style)] : [(name + pad, style), (lines.first.map(String.init) ?? "", nil)])
        for line in lines.dropFirst(isNarrow ? 0 : 1) { print(String(repeating: " ", count: inner) + line) }
    }

    /// Prints facts side by side, which go on below where the screen ends, and not in the middle of one.
    ///
    /// - Parameters:
    ///   - facts: The facts; empty ones are left out.
    ///   - indent: Where further lines begin.
    func printFacts(_ facts: [(String, Style?)], indent: Int) {
        let room = isTerminal ? width : .max
        var line: [(String, Style?)] = []
        var length = 0
        for (fact, style) in facts where !fact.isEmpty {
            let long = TerminalText.clean(fact)
            let isTooLong = UnicodeText.displayWidth(long) > room - indent
            let pieces = isTooLong ? TerminalText.wrap(long, width: room - indent).split(separator: "\n") : [long[...]]
            for piece in pieces {
                let size = UnicodeText.displayWidth(String(piece))
                if length > 0, isTooLong || length + 2 + size > room {
                    print(line)
                    (line, length) = ([(String(repeating: " ", count: indent), nil)], indent)
                } else if length > 0 {
                    line.append(("  ", nil))
                    length += 2
                }
                line.append((String(piece), style))
                length += size
            }
        }
        print(line)
    }

    /// Prints Markdown, rendered where a person reads it.
    func printMarkdown(_ text: String) {
        guard isTerminal else { return print(text) }
        write(MarkdownRenderer.render(text, width: width, hasColor: hasColor), to: 1)
    }

    /// Prints an answer; control characters in it are taken out.
    func print(_ text: String) { write(TerminalText.clean(text) + "\n", to: 1) }

    /// Prints an answer, wrapped where a person reads it.
    func printWrapped(_ text: String, _ style: Style? = nil) {
        let text = TerminalText.clean(text)
        print([(isTerminal ? TerminalText.wrap(text, width: width) : text, style)])
    }

    /// Prints styled parts on one line.
    func print(_ parts: [(String, Style?)]) {
        let line = parts.map { text, style in styled(TerminalText.clean(text), style, hasColor) }.joined()
        write(line + "\n", to: 1)
    }

    /// Prints text as it is, which must be free of control characters, such as JSON and reports.
    func printVerbatim(_ text: String) { write(text, to: 1) }

    /// Prints bytes as they are, which must be free of control characters and of keys.
    func printVerbatim(_ bytes: [UInt8]) { write(bytes, to: 1) }

    /// Tells of progress or something that the user may want to know.
    func note(_ text: String) {
        if !isQuiet { write(styled(fitted(TerminalText.clean(text)), .dim, hasErrorColor) + "\n", to: 2) }
    }

    /// Tells of something that went wrong and did not end the work.
    func warn(_ text: String) {
        turn.write {
            let shown = fitted("warning: " + TerminalText.clean(text)).dropFirst("warning:".count)
            write(styled("warning:", .yellow, hasErrorColor) + shown + "\n", to: 2)
        }
    }

    /// Tells of what ended the work, on one line.
    func fail(_ text: String) {
        let line = TerminalText.clean(text).split(whereSeparator: \.isNewline).joined(separator: " ")
        write(styled("slate:", .red, hasErrorColor) + fitted("slate: " + line).dropFirst("slate:".count) + "\n", to: 2)
    }

    /// Writes to standard error as it is; for the progress bar.
    func control(_ text: String) { write(text, to: 2) }

    /// A text whose lines break between words where a person reads it on standard error.
    private func fitted(_ text: String) -> String {
        isatty(2) == 1 ? TerminalText.wrap(text, width: errorSize.width) : text
    }

    private func styled(_ text: String, _ style: Style?, _ isOn: Bool) -> String {
        guard isOn, let style else { return text }
        return "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m"
    }

    private func write(_ text: String, to file: Int32) {
        write(KeysInUse.ofProcess.filtered(Array(text.utf8)), to: file)
    }

    private func write(_ bytes: [UInt8], to file: Int32) {
        if let stage { return stage.write(bytes, file) }
        var bytes = bytes[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { return cannotWrite(to: file) }
            bytes.removeFirst(count)
        }
    }

    /// An answer that did not arrive must not look like success. (A closed pipe ends the program by its signal.)
    private func cannotWrite(to file: Int32) {
        guard file == 1 else { return }
        let reason = String(cString: strerror(errno))
        fail("cannot write the answer: \(reason)")
        exit(ExitStatus.failure.rawValue)
    }
}

/// Takes what a console writes.
struct ConsoleStage: Sendable {
    /// Takes bytes for standard output or standard error.
    let write: @Sendable ([UInt8], Int32) -> Void
    /// Takes how far some work is.
    let progress: @Sendable (String) -> Void
    /// Asks the person something; nothing once the task is cancelled.
    let ask: @Sendable (String) async -> String?
}
