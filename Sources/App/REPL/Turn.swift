import Agents
import Blackboard
import Core
import Synchronization
import TerminalUI

/// One question of a conversation, with all that whoever answers it may want.
struct Turn: Sendable {
    /// The question, without the words that only chose a skill or an attachment.
    let question: String
    /// The question with the words that chose a skill.
    let goal: String
    /// What was attached, as text.
    let attachments: [Attachment]
    /// The sources to look into; nothing for all.
    let sources: Set<EntryID>?
    /// The skills that were chosen for it.
    let skills: SkillSelection
    /// The conversation before it.
    let talk: Talk
}

/// What a question was answered with.
struct Reply: Sendable {
    /// The answer as Markdown.
    let markdown: String
    /// The answer for a pipe.
    let plain: String
    /// Its citations, and what else is needed to go on.
    let details: JSON
    let run: String?
    /// Why it is not the whole answer, or none; nothing for one that is.
    var error: (any Error)?

    /// The citations, as `ask --json` has them.
    var citations: [JSON] { details["citations"]?.array ?? [] }
}

extension Reply {
    /// What was said of an answer until it was called off.
    init(interrupted said: String, run: String?) {
        markdown = said + "\n\n(interrupted)\n"
        plain = said
        details = ["interrupted": true]
        self.run = run
        error = CancellationError()
    }
}

/// An answer that did not come, or not as a whole.
struct AnswerFailure: Error {
    let status: ExitStatus
    let message: String
}

/// Takes an answer while it comes, and shows it.
final class AnswerStream: Sendable {
    private struct State: Sendable {
        var renderer: MarkdownRenderer
        var text = ""
    }

    private let state: Mutex<State>
    private let console: Console

    init(_ console: Console) {
        self.console = console
        let width = Self.width(console)
        state = Mutex(State(renderer: MarkdownRenderer(width: width, hasColor: console.hasColor)))
    }

    /// A line that fills the last column cannot be gone back to from the status below it.
    private static func width(_ console: Console) -> Int {
        console.stage == nil ? console.width : max(1, console.width - 1)
    }

    /// All that came so far.
    var text: String { state.withLock { $0.text } }

    /// Adds a piece of Markdown, which may come from a model.
    func append(_ piece: String) {
        state.withLock { state in
            state.text += piece
            guard console.isTerminal else { return }
            state.renderer.fit(width: Self.width(console))
            console.printVerbatim(state.renderer.append(piece))
        }
    }

    /// Ends a paragraph, if one is begun.
    func endParagraph() {
        let text = text
        if !text.isEmpty, !text.hasSuffix("\n\n") { append(text.hasSuffix("\n") ? "\n" : "\n\n") }
    }

    /// Ends the answer, also one that was broken off.
    func finish() {
        state.withLock { state in
            if console.isTerminal { console.printVerbatim(state.renderer.finish()) }
        }
    }
}
