import CEdit
import Core
import Dispatch
import Glibc

/// Lines edited on the terminal with libedit: history, completion, the user's `.editrc`.
///
/// libedit blocks, so it has a queue of its own. It is only ever used on that queue, one line at a time.
final class LineEditor: LineSource, @unchecked Sendable {
    // Unchecked: `editor`, `history` and `completion`'s calls are confined to `queue`; the rest never changes.

    /// How many lines are remembered.
    private static let historySize: Int32 = 1_000

    private let queue = DispatchQueue(label: "slate.line-editor")
    private let editor: OpaquePointer
    private let history: OpaquePointer?
    private let historyFile: Path
    private let complete: @Sendable (String) -> [String]
    /// A byte in it wakes the editor at Ctrl-C.
    private let wake: (read: Int32, write: Int32)

    /// Starts an editor on the standard streams.
    ///
    /// - Parameters:
    ///   - historyFile: Where lines are remembered.
    ///   - complete: What the line could go on with: whole words in place of its last one.
    init?(historyFile: Path, complete: @escaping @Sendable (String) -> [String]) {
        // The C locale would make every character beyond ASCII a question mark.
        if setlocale(LC_CTYPE, "") == nil || nl_langinfo(Int32(CODESET)).map({ String(cString: $0) }) != "UTF-8" {
            setlocale(LC_CTYPE, "C.UTF-8")
        }
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0, let editor = edit_start("slate") else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        wake = (ends[0], ends[1])
        self.editor = editor
        self.historyFile = historyFile
        self.complete = complete
        history = history_init()
        prepare()
    }

    deinit {
        if let history { history_end(history) }
        el_end(editor)
        close(wake.read)
        close(wake.write)
    }

    func next() async -> LineEvent {
        let wakeEnd = wake.write
        return await Interrupts.handling({
            var byte: UInt8 = 1
            _ = write(wakeEnd, &byte, 1)
        }) {
            await withCheckedContinuation { continuation in
                queue.async { continuation.resume(returning: self.readLine()) }
            }
        }
    }

    private func prepare() {
        edit_set_data(editor, Unmanaged.passUnretained(self).toOpaque())
        edit_set_editor(editor, "emacs")
        edit_set_prompt(editor, prompt)
        edit_set_getc(editor, readCharacter)
        edit_add_function(editor, "slate-complete", "completes the word", completeWord)
        edit_bind(editor, "^I", "slate-complete")
        edit_bind(editor, "^R", "em-inc-search-prev")
        edit_keep_control_d(editor)
        el_source(editor, nil)
        guard let history else { return }
        var event = HistEvent()
        edit_history_size(history, &event, Self.historySize)
        edit_history_unique(history, &event)
        edit_history_load(history, &event, historyFile.string)
        edit_set_history(editor, history)
    }

    private func readLine() -> LineEvent {
        var count: Int32 = 0
        errno = 0
        guard let text = el_gets(editor, &count), count > 0 else {
            if wasInterrupted {
                wasInterrupted = false
                el_reset(editor)
                return .interrupted
            }
            return .end
        }
        var line = String(cString: text)
        while line.last?.isNewline == true { line.removeLast() }
        if line.utf8.count > PlainLineSource.lineLimit { line = String(line.prefix(PlainLineSource.lineLimit / 4)) }
        remember(line)
        return .line(line)
    }

    private func remember(_ line: String) {
        guard let history, line.contains(where: { !$0.isWhitespace }) else { return }
        var event = HistEvent()
        edit_history_add(history, &event, line)
        // Made first, so that nobody else can ever read it.
        let file = open(historyFile.string, O_CREAT | O_WRONLY | O_CLOEXEC, 0o600)
        if file >= 0 { close(file) }
        edit_history_save(history, &event, historyFile.string)
        chmod(historyFile.string, 0o600)
    }

    private var wasInterrupted = false

    /// Waits for a key or for Ctrl-C.
    fileprivate func character(_ result: UnsafeMutablePointer<wchar_t>?) -> Int32 {
        var bytes: [CChar] = []
        while true {
            var files = [
                pollfd(fd: 0, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wake.read, events: Int16(POLLIN), revents: 0),
            ]
            if poll(&files, 2, -1) < 0 && errno != EINTR { return -1 }
            if files[1].revents != 0 {
                var byte: UInt8 = 0
                _ = read(wake.read, &byte, 1)
                wasInterrupted = true
                return -1
            }
            if files[0].revents == 0 { continue }
            var byte: CChar = 0
            let count = read(0, &byte, 1)
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { return 0 }
            bytes.append(byte)
            // A character of several bytes is whole when the C library says so.
            var wide: wchar_t = 0
            var state = mbstate_t()
            let length = mbrtowc(&wide, bytes, bytes.count, &state)
            if length == Int.max - 1 || length == -2, bytes.count < 6 { continue }
            result?.pointee = length > bytes.count ? 0xFFFD : wide
            return 1
        }
    }

    /// Completes the word before the cursor as far as all candidates agree, and lists them if that is no further.
    fileprivate func completeAtCursor() -> UInt8 {
        guard let info = el_line(editor)?.pointee, let start = info.buffer, let cursor = info.cursor else {
            return UInt8(CC_ERROR)
        }
        let before = String(
            decoding: UnsafeRawBufferPointer(start: start, count: cursor - UnsafePointer(start)).map { $0 },
            as: UTF8.self
        )
        let word = before.split(separator: " ", omittingEmptySubsequences: false).last.map(String.init) ?? ""
        let candidates = complete(before).filter { $0.hasPrefix(word) }
        guard let first = candidates.first else { return UInt8(CC_ERROR) }
        let common = candidates.dropFirst().reduce(first) { $0.commonPrefix(with: $1) }
        let addition = String(common.dropFirst(word.count)) + (candidates.count == 1 ? " " : "")
        if addition.isEmpty {
            print("\n" + candidates.prefix(40).joined(separator: "  "))
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

private nonisolated(unsafe) let promptText = strdup("slate> ")  // Written once, before the first use, and never freed.

private func prompt(editor: OpaquePointer?) -> UnsafeMutablePointer<CChar>? { promptText }

private func lineEditor(_ editor: OpaquePointer?) -> LineEditor? {
    edit_data(editor).map { Unmanaged<LineEditor>.fromOpaque($0).takeUnretainedValue() }
}

private func readCharacter(editor: OpaquePointer?, result: UnsafeMutablePointer<wchar_t>?) -> Int32 {
    lineEditor(editor)?.character(result) ?? -1
}

private func completeWord(editor: OpaquePointer?, key: Int32) -> UInt8 {
    lineEditor(editor)?.completeAtCursor() ?? UInt8(CC_ERROR)
}
