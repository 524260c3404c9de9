import Core
import Dispatch
import Processes

/// The user's editor: $VISUAL, $EDITOR, or vi.
struct TextEditor {
    private let command: String

    init(_ session: Session) {
        let names = ["VISUAL", "EDITOR"].compactMap { session.environment[$0] }.filter { !$0.isEmpty }
        command = names.first ?? "vi"
    }

    /// Opens a file and waits until the editor ends.
    func open(_ path: Path) async throws -> ProcessResult.Ending {
        let editor = try ForegroundProcess(command, arguments: [path.string])
        return try await editor.runAside()
    }
}

extension ProcessResult.Ending {
    /// How a program ended, to follow its name.
    var words: String {
        switch self {
        case .exited(let status): "ended with status \(status)"
        case .signalled(let signal): "was ended by signal \(signal)"
        case .timedOut: "took too long"
        case .cancelled: "was stopped"
        }
    }
}

extension ForegroundProcess {
    /// Runs the program while other tasks go on: it blocks for as long as a person reads or thinks.
    func runAside() async throws -> ProcessResult.Ending {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "slate.foreground").async { continuation.resume(with: Result { try run() }) }
        }
    }
}
