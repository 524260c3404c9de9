import Agents
import Core
import Dispatch
import Glibc
import Synchronization
import TerminalUI

/// Asks the person at the terminal, on standard error, so that an answer on standard output stays whole.
final class Consent: Sendable {
    private static let lineLimit = 4_096
    private static let width = 200
    /// How long it takes at most to see that nobody waits any more, in milliseconds.
    private static let pause: Int32 = 100

    private let console: Console
    private let queue = DispatchQueue(label: "slate.consent")
    /// One question at a time.
    private let isAsking = Mutex(())

    init(_ console: Console) { self.console = console }

    /// Asks whether a tool may be used.
    ///
    /// - Parameter request: The use.
    /// - Returns: What the person says; anything but yes is no.
    func ask(_ request: ApprovalRequest) async -> ApprovalAnswer {
        let arguments = TerminalText.cut(request.arguments.text.onOneLine, width: Self.width)
        let line = await line(
            "\(request.role) wants to use \(request.tool) \(arguments)\nAllow it? [y]es, [n]o, [a]lways: "
        )
        switch line?.lowercased().first {
        case "y": return .once
        case "a": return .always
        default: return .no
        }
    }

    /// Puts a question of an agent.
    ///
    /// - Parameters:
    ///   - question: The question.
    ///   - options: Answers to choose from.
    /// - Returns: What the person says; nothing at the end of the input.
    func answer(to question: String, _ options: [String]) async -> String? {
        let list = options.enumerated().map { "  \($0.offset + 1). \($0.element)\n" }.joined()
        guard let line = await line("\(question)\n\(list)> ") else { return nil }
        if let number = Int(line), options.indices.contains(number - 1) { return options[number - 1] }
        return line
    }

    /// Reads a line on a thread of its own, as a person may take long; nothing once the task is cancelled.
    private func line(_ prompt: String) async -> String? {
        if let stage = console.stage { return await stage.ask(TerminalText.clean(prompt)) }
        let isCancelled = Flag()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                queue.async { [self] in continuation.resume(returning: read(prompt, until: isCancelled)) }
            }
        } onCancel: {
            isCancelled.value.store(true, ordering: .relaxed)
        }
    }

    private func read(_ prompt: String, until isCancelled: Flag) -> String? {
        isAsking.withLock { _ in
            console.turn.ask {
                // What was typed before a question could be read is no answer to it.
                tcflush(0, TCIFLUSH)
                console.control("\n" + TerminalText.clean(prompt))
                let line = readLine(until: isCancelled)
                if line == nil { console.control("\n") }
                return line
            }
        }
    }

    private func readLine(until isCancelled: Flag) -> String? {
        guard let input = InputWait() else { return nil }
        var reader = LineReader(limit: Self.lineLimit, file: input.file)
        while !isCancelled.value.load(ordering: .relaxed) {
            if let line = reader.take() { return line }
            if reader.isAtEnd { return nil }
            switch input.wait(milliseconds: Self.pause) {
            case .input: reader.fill()
            case .interrupted, .timedOut: break
            case .failed: return nil
            }
        }
        return nil
    }
}

/// Tells a thread that nobody waits any more.
private final class Flag: Sendable {
    let value = Atomic(false)
}
