import Dispatch
import Processes
import TerminalUI

/// The clipboard of whoever sits at the terminal.
struct Clipboard {
    private static let programs = [
        ("WAYLAND_DISPLAY", "wl-copy", []), ("DISPLAY", "xclip", ["-selection", "clipboard"]),
        ("DISPLAY", "xsel", ["--clipboard", "--input"]), ("HOME", "pbcopy", []),
    ]
    /// What terminals take at most by their own sequence, in bytes of text.
    private static let limit = 72_000

    private let session: Session

    init(_ session: Session) { self.session = session }

    /// Copies a text.
    func copy(_ text: String) async throws {
        for (variable, program, arguments) in Self.programs where session.environment[variable]?.isEmpty == false {
            guard ChildProcess.find(program, searchPath: session.environment["PATH"]) != nil else { continue }
            let child = try ChildProcess(
                program,
                arguments: arguments,
                environment: session.environment,
                // The copy lives in a process that stays behind and gives it to whoever pastes.
                limits: ChildProcess.Limits(seconds: 5, outputBytes: 4_096, endsDescendants: false)
            )
            let result = try await withCheckedThrowingContinuation { continuation in
                DispatchQueue(label: "slate.clipboard").async {
                    continuation.resume(with: Result { try child.run(input: Array(text.utf8)) })
                }
            }
            if result.ending == .exited(0) { return session.console.note("copied by \(program)") }
        }
        guard session.console.isInteractive, session.console.canRedraw, text.utf8.count <= Self.limit else {
            throw NothingToDoError(message: "there is no clipboard: install wl-copy or xclip, or use /save")
        }
        // The sequence 52 of the terminals that follow xterm; over the network, too.
        TerminalMode.write("\u{1B}]52;c;\(Base64.encode(Array(text.utf8)))\u{7}")
        session.console.note("the terminal was asked to copy it")
    }
}

/// The encoding of RFC 4648, section 4.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")

    /// Encodes bytes.
    static func encode(_ bytes: [UInt8]) -> String {
        var result = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let number = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0..<4 {
                result.append(place <= group.count ? alphabet[number >> (18 - 6 * place) & 63] : "=")
            }
        }
        return result
    }
}
