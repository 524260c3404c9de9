import Blackboard
import Core
import Dispatch
import Glibc
import Synchronization
import TerminalUI

/// `slate board browse`: the board on a full screen.
enum BoardBrowseCommand {
    static let command = Command(
        name: "browse",
        summary: "browse the board on a full screen",
        discussion: "Type to filter. Enter reads an entry; there Tab chooses a link, Enter follows it, Backspace goes "
            + "back. Changes by any process show at once. q leaves.",
        action: { invocation in
            let session = try Session(invocation)
            return try await session.withBoard { board in
                try await run(session, board)
                return .done
            }
        }
    )

    /// Shows the board until the person leaves.
    static func run(_ session: Session, _ board: Blackboard) async throws {
        let console = session.console
        guard console.isInteractive, console.canRedraw, let input = InputWait() else {
            throw NothingToDoError(message: "the browser needs a terminal; 'slate board list' prints what is there")
        }
        guard
            TerminalMode.enterKeys(
                takesSignals: false,
                greeting: FullScreen.greeting,
                farewell: FullScreen.farewell
            )
        else {
            throw NothingToDoError(message: "this terminal cannot be drawn on; 'slate board list' prints what is there")
        }
        defer { TerminalMode.leave() }
        try await BrowserLoop(board: board, hasColor: console.hasColor, input: input).run()
    }
}

/// Brings keys, changes of the board and changes of the size to the browser, one after the other.
private struct BrowserLoop {
    enum Event: Sendable {
        case keys([Key])
        case changed
        case resized
    }

    /// How many entries are listed at most.
    private static let limit = 5_000

    let board: Blackboard
    let hasColor: Bool
    let input: InputWait

    func run() async throws {
        let (events, sender) = AsyncStream.makeStream(of: Event.self, bufferingPolicy: .bufferingNewest(256))
        let reader = KeyReader(input: input, sender: sender)
        let watch = Task {
            for try await _ in try await board.changes() { sender.yield(.changed) }
        }
        defer {
            watch.cancel()
            reader.stop()
        }
        var browser = BoardBrowser(hasColor: hasColor)
        var screen = FullScreen()
        try await carryOut(.filter, &browser)
        draw(&browser, &screen)
        for await event in events {
            guard try await take(event, &browser) else { return }
            draw(&browser, &screen)
        }
    }

    private func draw(_ browser: inout BoardBrowser, _ screen: inout FullScreen) {
        let size = TerminalMode.size
        let lines = browser.lines(width: size.width, height: size.height)
        TerminalMode.write(screen.draw(lines, width: size.width, height: size.height))
    }

    /// Returns whether it goes on.
    private func take(_ event: Event, _ browser: inout BoardBrowser) async throws -> Bool {
        switch event {
        case .resized: break
        case .changed:
            try await board.refresh()
            try await carryOut(.filter, &browser)
            if let id = browser.page?.id { try await carryOut(.read(id), &browser) }
        case .keys(let keys):
            for key in keys {
                let effect = browser.press(key)
                if effect == .leave { return false }
                try await carryOut(effect, &browser)
            }
        }
        return true
    }

    private func carryOut(_ effect: BoardBrowser.Effect, _ browser: inout BoardBrowser) async throws {
        switch effect {
        case .none, .leave: return
        case .filter: try await carryOut(browser.show(try await entries(matching: browser.filter)), &browser)
        case .read(let id):
            do {
                browser.show(try await BrowserPage.load(id, from: board))
            } catch is BlackboardError {
                // It went away in this moment; the list will say so.
            }
        }
    }

    /// The entries whose id or title has all the words, then those that a search finds.
    private func entries(matching filter: String) async throws -> [EntrySummary] {
        let all = try await board.entries(matching: EntryFilter(limit: Self.limit))
        let words = filter.lowercased().split(separator: " ")
        if words.isEmpty { return all }
        let named = all.filter { entry in
            let text = "\(entry.id) \(entry.title)".lowercased()
            return words.allSatisfy { text.contains($0) }
        }
        let ids = Set(named.map(\.id))
        let found = try await board.search(SearchQuery(filter, limit: 100)).map(\.entry)
        return named + found.filter { !ids.contains($0.id) }
    }
}

/// Reads keys on a thread of its own, and looks ten times a second whether the terminal has another size.
private final class KeyReader: Sendable {
    private let input: InputWait
    private let isOver = Atomic(false)

    init(input: InputWait, sender: AsyncStream<BrowserLoop.Event>.Continuation) {
        self.input = input
        DispatchQueue(label: "slate.browser").async { [self] in read(sender) }
    }

    func stop() {
        isOver.store(true, ordering: .releasing)
        input.interrupt()
    }

    private func read(_ sender: AsyncStream<BrowserLoop.Event>.Continuation) {
        var decoder = KeyDecoder()
        var size = TerminalMode.size
        while !isOver.load(ordering: .acquiring) {
            switch input.wait(milliseconds: 100) {
            case .failed: return sender.finish()
            case .interrupted, .timedOut: break
            case .input:
                switch input.read(upTo: 4_096) {
                case .end: return sender.finish()
                case .nothing: break
                case .bytes(let bytes):
                    let keys = decoder.decode(bytes)
                    if !keys.isEmpty { sender.yield(.keys(keys)) }
                }
            }
            let now = TerminalMode.size
            if now != size {
                size = now
                sender.yield(.resized)
            }
        }
    }
}
