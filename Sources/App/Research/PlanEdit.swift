import Core
import Processes
import Research

/// A plan in the user's editor, before it is carried out.
struct PlanEdit {
    let session: Session
    let run: String

    /// Shows a plan and has it edited.
    ///
    /// - Parameter plan: The plan.
    /// - Returns: The plan as it was edited; nothing if it is to stay as it is.
    /// - Throws: `PlanError` if what was written is none and nobody wants to go on; `FileError`; what the editor throws.
    func edited(_ plan: String) async throws -> String? {
        let path = session.configuration.home.appending("edit/plan-\(run).md")
        try FileSystem.makeFolder(path.parent)
        try AtomicFile.write(plan.utf8, to: path)
        while true {
            let ending = try await TextEditor(session).open(path)
            guard ending == .exited(0) else {
                session.console.warn("the editor \(ending.words); the plan stays as it was")
                return nil
            }
            let text = String(decoding: try FileSystem.read(path, limit: 1 << 20), as: UTF8.self)
            do {
                _ = try PlanText.parse(text)
                try FileSystem.remove(path)
                return text == plan ? nil : text
            } catch let error as PlanError {
                session.console.fail(error.message)
                session.console.control("Press Enter to edit again, or type q to keep the plan as it was: ")
                if readLine().map({ $0.hasPrefix("q") }) ?? true { return nil }
            }
        }
    }
}
