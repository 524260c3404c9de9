import Agents
import Blackboard
import Core
import Synchronization
import TerminalUI

/// One question of a conversation, with all that whoever answers it may want.
struct Turn: Sendable {
    /// The question, without the words that only chose a skill or an attachment.
    let question: String
    /// What was attached, as text.
    let attachments: [Attachment]
    /// The sources to look into; nothing for all.
    let sources: Set<EntryID>?
    /// The skills that were chosen for it.
    let skills: SkillSelection
    /// The messages before it, oldest first.
    let earlier: [SessionMessage]
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

    /// The citations, as `ask --json` has them.
    var citations: [JSON] { details["citations"]?.array ?? [] }
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
        state = Mutex(State(renderer: MarkdownRenderer(width: console.width, hasColor: console.hasColor)))
    }

    /// All that came so far.
    var text: String { state.withLock { $0.text } }

    /// Adds a piece of Markdown, which may come from a model.
    func append(_ piece: String) {
        state.withLock { state in
            state.text += piece
            if console.isTerminal { console.printVerbatim(state.renderer.append(piece)) }
        }
    }

    /// Ends the answer, also one that was broken off.
    func finish() {
        state.withLock { state in
            if console.isTerminal { console.printVerbatim(state.renderer.finish()) }
        }
    }
}
