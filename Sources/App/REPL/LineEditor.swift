import CEdit
import Core
import Dispatch
import Glibc
import Synchronization
import TerminalUI
import TextAnalysis

/// Lines edited on the terminal with libedit: history, completion, the user's `.editrc`.
///
/// libedit blocks, so it has a queue of its own. It is only ever used on that queue, one line at a time.
final class LineEditor: LineSource, @unchecked Sendable {
    // Unchecked: all that changes, libedit's state included, is confined to `queue`; the rest never changes.

    /// What `mbrtowc` says of the beginning of a character: -2, which C has as a number without a sign.
    private static let incomplete = -2
    private static let pasteMarks = "\u{1B}[?2004h"

    private let queue = DispatchQueue(label: "slate.line-editor")
    private let editor: OpaquePointer
    private let history: OpaquePointer?
    private let historyFile: HistoryFile
    private let complete: @Sendable (String) -> [String]
    private let input: InputWait
    private var wasInterrupted = false
    /// The terminal's columns and lines when libedit last looked.
    private var size = TerminalMode.size
    private var cursorQuery: CursorQuery
    /// Whether the terminal breaks lines anew when it gets another size, as far as it is known.
    private var breaksAnew: Bool?
    /// Whether the program was stopped and goes on.
    private let wasStopped = Atomic(false)
    /// A byte that ended a character which was none, and so begins the next.
    private var pending: UInt8?
    /// Bytes that were typed and not taken yet, such as before the line was asked for.
    private var typed: ArraySlice<UInt8> = []
    fileprivate var prompt = LinePrompt.first

    /// Starts an editor on the standard streams.
    ///
    /// - Parameters:
    ///   - historyFile: Where lines are remembered.
    ///   - breaksAnew: Whether the terminal breaks lines anew when it gets another size; nothing if that is not known.
    ///   - complete: What the line could go on with: whole words in place of its last one.
    init?(historyFile: Path, breaksAnew: Bool?, complete: @escaping @Sendable (String) -> [String]) {
        // The C locale would make every character beyond ASCII a question mark.
        if setlocale(LC_CTYPE, "") == nil || nl_langinfo(Int32(CODESET)).map({ String(cString: $0) }) != "UTF-8" {
            setlocale(LC_CTYPE, "C.UTF-8")
        }
        guard let input = InputWait(), let editor = edit_start("slate") else { return nil }
        self.input = input
        cursorQuery = CursorQuery(input)
        self.breaksAnew = breaksAnew
        self.editor = editor
        self.historyFile = HistoryFile(path: historyFile)
        self.complete = complete
        history = history_init()
        prepare()
    }

    deinit {
        if let history { history_end(history) }
        el_end(editor)
    }

    func next(_ prompt: LinePrompt, begun: String) async -> LineEvent {
        input.reset()
        let event = await Interrupts.handling(.atPrompt(note: { [input] in input.interrupt() })) {
            await Suspension.handling(Suspension.Hooks(after: goOn)) {
                await withCheckedContinuation { continuation in
                    queue.async {
                        self.prompt = prompt
                        self.typed += begun.utf8
                        continuation.resume(returning: self.readLine())
                    }
                }
            }
        }
        // Who presses Ctrl-C right behind a line does not want it any more.
        return input.reset() ? .interrupted : event
    }

    func remember(_ text: String) {
        guard text.contains(where: { !$0.isWhitespace }), text.utf8.count <= LineLimits.bytes else { return }
        queue.async { [self] in
            // A history that cannot be written is none to keep anybody from working.
            if let lines = try? historyFile.add(text) { load(lines) }
        }
    }

    /// Has the line shown again, on a terminal that others have used.
    private func goOn() {
        wasStopped.store(true, ordering: .releasing)
        input.interrupt()
    }

    private func prepare() {
        edit_set_data(editor, Unmanaged.passUnretained(self).toOpaque())
        edit_set_editor(editor, "emacs")
        edit_set_prompt(editor, showPrompt)
        edit_set_getc(editor, readCharacter)
        edit_add_function(editor, "slate-complete", "completes the word", completeWord)
        edit_add_function(editor, "slate-paste", "takes what is pasted", pasteText)
        edit_bind(editor, "^I", "slate-complete")
        edit_bind(editor, "\\e[200~", "slate-paste")
        edit_bind(editor, "^R", "em-inc-search-prev")
        edit_keep_control_d(editor)
        el_source(editor, nil)
        if usesVi {
            // Choosing vi's keys forgets those that were bound. There, Escape is a key of its own, which leads to the
            // command mode, and what follows it in a sequence is one of that mode.
            edit_bind(editor, "^I", "slate-complete")
            edit_bind_command(editor, "[200~", "slate-paste")
        }
        guard let history else { return }
        var event = HistEvent()
        edit_history_size(history, &event, Int32(HistoryFile.limit))
        edit_history_unique(history, &event)
        load(historyFile.load())
        edit_set_history(editor, history)
    }

    private var usesVi: Bool { String(cString: edit_editor(editor)) == "vi" }

    private func load(_ lines: [String]) {
        guard let history else { return }
        var event = HistEvent()
        edit_history_clear(history, &event)
        for line in lines { edit_history_add(history, &event, line) }
    }

    private func readLine() -> LineEvent {
        var count: Int32 = 0
        // libedit prints the prompt before it takes the terminal over; what is typed in between would be lost.
        edit_take_terminal(editor)
        if noteSize() != nil { el_resize(editor) }
        // What is pasted comes between marks, so that its line breaks end no line.
        TerminalMode.write(Self.pasteMarks)
        defer { TerminalMode.write("\u{1B}[?2004l") }
        guard let text = el_gets(editor, &count), count > 0 else {
            if wasInterrupted {
                (wasInterrupted, typed) = (false, [])
                el_reset(editor)
                // What is said next stands below the line that is given up, from which nothing is left below it.
                TerminalMode.write("\r\n\u{1B}[J")
                return .interrupted
            }
            // libedit shows Control-D behind the prompt, and the shell's prompt would come behind that.
            TerminalMode.write("\r\u{1B}[K")
            return .end
        }
        var line = String(cString: text)
        while line.last?.isNewline == true { line.removeLast() }
        if line.utf8.count > LineLimits.bytes { line = String(line.prefix(LineLimits.bytes / 4)) }
        return .line(line)
    }

    /// Waits for a key or for Ctrl-C.
    fileprivate func character(_ result: UnsafeMutablePointer<wchar_t>?) -> Int32 {
        var bytes: [UInt8] = []
        while true {
            guard let byte = pending ?? nextByte() else { return wasInterrupted ? -1 : 0 }
            pending = nil
            bytes.append(byte)
            var state = mbstate_t()
            let length = mbrtowc(result, bytes.map(CChar.init(bitPattern:)), bytes.count, &state)
            if length >= 0 { return 1 }
            if length == Self.incomplete, bytes.count < 4 { continue }
            // What is no text shows as such; the byte that broke it off is a key of its own.
            if bytes.count > 1 { pending = byte }
            result?.pointee = 0xFFFD
            return 1
        }
    }

    /// Notes the size of the terminal; its signal goes to whatever thread the system likes.
    ///
    /// - Returns: The columns that it had before; nothing if it has the same size.
    private func noteSize() -> Int? {
        let before = size
        size = TerminalMode.size
        return size == before ? nil : before.width
    }

    /// Shows the line anew where the terminal got another size, which has broken it at other places, or not at all.
    private func fit() {
        guard let width = noteSize() else { return }
        let column = prompt.rawValue.utf8.count + UnicodeText.displayWidth(beforeCursor ?? "")
        let rows = rowsAbove(column, width)
        el_resize(editor)
        TerminalMode.write("\r" + (rows > 0 ? "\u{1B}[\(rows)A" : "") + "\u{1B}[J")
        edit_refresh(editor)
    }

    /// How many rows of the line are above the cursor.
    ///
    /// Some terminals break lines anew, others cut them off, and only where the cursor is tells which.
    ///
    /// - Parameters:
    ///   - column: How many columns are before the cursor.
    ///   - width: The columns that the terminal had.
    /// - Returns: As many as it is safe to take away.
    private func rowsAbove(_ column: Int, _ width: Int) -> Int {
        let (anew, asBefore) = (column / size.width, column / width)
        guard anew != asBefore else { return anew }
        if let cursor = cursorQuery.column(&typed) {
            let isAnew = cursor == column % size.width
            let isAsBefore = cursor == min(column % width, size.width - 1)
            if isAnew != isAsBefore { breaksAnew = isAnew }
        }
        // Where it is not known the one with fewer rows: what is above the line is not touched.
        return breaksAnew.map { $0 ? anew : asBefore } ?? min(anew, asBefore)
    }

    /// What is typed before the cursor.
    private var beforeCursor: String? {
        guard let info = el_line(editor)?.pointee, let start = info.buffer, let cursor = info.cursor else { return nil }
        let bytes = UnsafeRawBufferPointer(start: start, count: cursor - UnsafePointer(start))
        return String(decoding: bytes, as: UTF8.self)
    }

    private func nextByte() -> UInt8? {
        if let byte = typed.popFirst() { return byte }
        switch input.wait() {
        case .failed, .timedOut: return nil
        case .interrupted where wasStopped.exchange(false, ordering: .acquiring):
            edit_retake_terminal(editor)
            TerminalMode.write(Self.pasteMarks)
            return nextByte()
        case .interrupted:
            wasInterrupted = true
            return nil
        case .input:
            fit()
            if let byte = typed.popFirst() { return byte }
            switch input.read(upTo: 1) {
            case .end: return nil
            case .nothing: return nextByte()
            case .bytes(let bytes):
                guard bytes[0] == CursorReport.escape else { return bytes[0] }
                typed = bytes[...]
                cursorQuery.dropLateAnswer(&typed)
                return nextByte()
            }
        }
    }

    /// Takes the bytes up to the mark that ends a paste.
    fileprivate func takePaste() -> UInt8 {
        let end = Array("\u{1B}[201~".utf8)
        var bytes: [UInt8] = []
        while !bytes.suffix(end.count).elementsEqual(end) {
            guard let byte = nextByte() else { return UInt8(CC_EOF) }
            if bytes.count < LineLimits.bytes + end.count {
                bytes.append(byte)
            } else {
                bytes = bytes.suffix(end.count) + [byte]
            }
        }
        let text = KeyDecoder.pastedText(bytes.dropLast(end.count))
        if usesVi { el_push(editor, "a") }
        if text.isEmpty { return UInt8(CC_NORM) }
        return el_insertstr(editor, text) == 0 ? UInt8(CC_REFRESH) : UInt8(CC_ERROR)
    }

    /// Completes the word before the cursor as far as all candidates agree, and lists them if that is no further.
    fileprivate func completeAtCursor() -> UInt8 {
        guard let before = beforeCursor else { return UInt8(CC_ERROR) }
        let word = PathWords.lastWritten(before)
        let candidates = complete(before).filter { $0.hasPrefix(word) }
        guard let first = candidates.first else { return UInt8(CC_ERROR) }
        let common = candidates.dropFirst().reduce(first) { $0.commonPrefix(with: $1) }
        let addition =
            String(common.dropFirst(word.count)) + (candidates.count == 1 && !first.hasSuffix("/") ? " " : "")
        if addition.isEmpty {
            // Names of files come from outside.
            print("\n" + TerminalText.clean(candidates.prefix(40).joined(separator: "  ")))
            fflush(nil)
            return UInt8(CC_REDISPLAY)
        }
        return el_insertstr(editor, addition) == 0 ? UInt8(CC_REFRESH) : UInt8(CC_ERROR)
    }
}

extension String {
    /// What two texts begin with alike.
    fileprivate func commonPrefix(with other: String) -> String {
        String(zip(self, other).prefix { $0 == $1 }.map(\.0))
    }
}

// Free functions: libedit calls them.

// Written once, before the first use, and never freed.
private nonisolated(unsafe) let prompts = [LinePrompt.first, .more].map { ($0, strdup($0.rawValue)) }

private func showPrompt(editor: OpaquePointer?) -> UnsafeMutablePointer<CChar>? {
    let prompt = lineEditor(editor)?.prompt ?? .first
    return prompts.first { $0.0 == prompt }?.1
}

private func lineEditor(_ editor: OpaquePointer?) -> LineEditor? {
    edit_data(editor).map { Unmanaged<LineEditor>.fromOpaque($0).takeUnretainedValue() }
}

private func readCharacter(editor: OpaquePointer?, result: UnsafeMutablePointer<wchar_t>?) -> Int32 {
    lineEditor(editor)?.character(result) ?? -1
}

private func completeWord(editor: OpaquePointer?, key: Int32) -> UInt8 {
    lineEditor(editor)?.completeAtCursor() ?? UInt8(CC_ERROR)
}

private func pasteText(editor: OpaquePointer?, key: Int32) -> UInt8 {
    lineEditor(editor)?.takePaste() ?? UInt8(CC_ERROR)
}
