import Blackboard
import Core
import TerminalUI

/// The state of the full-screen browser: what keys do and what is seen.
///
/// It reads nothing itself.
struct BoardBrowser: Sendable {
    /// What has to be done outside.
    enum Effect: Equatable {
        case none
        /// The list has to be made anew for the filter.
        case filter
        /// The page of the selected or followed entry has to be read.
        case read(EntryID)
        case leave
    }

    private(set) var filter = ""
    private(set) var entries: [EntrySummary] = []
    private(set) var selection = 0
    private var top = 0
    private(set) var page: BrowserPage?
    /// Whether keys move in the page, not in the list.
    private(set) var isReading = false
    private var isTypingFilter = false
    private var link: Int?
    private var scroll = 0
    /// The pages on the way here, the latest last.
    private var trail: [EntryID] = []
    private let hasColor: Bool
    private var height = 24

    init(hasColor: Bool) { self.hasColor = hasColor }

    /// Takes a new list; the selected entry stays selected if it is still there.
    mutating func show(_ entries: [EntrySummary]) -> Effect {
        let selected = selectedEntry
        self.entries = entries
        selection = entries.firstIndex { $0.id == selected } ?? min(selection, max(0, entries.count - 1))
        guard !isReading else { return .none }
        return selectedEntry.map { .read($0) } ?? .none
    }

    /// Takes a page that was read.
    mutating func show(_ page: BrowserPage) {
        if page.id != self.page?.id { (link, scroll) = (nil, 0) }
        self.page = page
        if let link, link >= page.links.count { self.link = nil }
    }

    var selectedEntry: EntryID? { entries.indices.contains(selection) ? entries[selection].id : nil }

    // MARK: Keys

    mutating func press(_ key: Key) -> Effect {
        if key == .control("c") || key == .control("d") { return .leave }
        return isReading ? pressInPage(key) : pressInList(key)
    }

    private mutating func pressInList(_ key: Key) -> Effect {
        switch key {
        case .character("q") where filter.isEmpty && !isTypingFilter: return .leave
        case .character("/") where filter.isEmpty && !isTypingFilter: isTypingFilter = true
        case .character(let character):
            filter.append(character)
            return refilter()
        case .paste(let text):
            filter += text.onOneLine
            return refilter()
        case .backspace:
            guard !filter.isEmpty else {
                isTypingFilter = false
                return .none
            }
            filter.removeLast()
            return refilter()
        case .escape:
            if filter.isEmpty, !isTypingFilter { return .leave }
            (filter, isTypingFilter) = ("", false)
            return refilter()
        case .up: return select(selection - 1)
        case .down: return select(selection + 1)
        case .pageUp: return select(selection - max(1, height - 4))
        case .pageDown: return select(selection + max(1, height - 4))
        case .home: return select(0)
        case .end: return select(entries.count - 1)
        case .enter, .right, .tab:
            guard let id = selectedEntry else { return .none }
            (isReading, trail, link, scroll) = (true, [], nil, 0)
            return page?.id == id ? .none : .read(id)
        default: break
        }
        return .none
    }

    private mutating func refilter() -> Effect {
        (selection, top) = (0, 0)
        return .filter
    }

    private mutating func select(_ index: Int) -> Effect {
        selection = min(max(0, index), max(0, entries.count - 1))
        return selectedEntry.map { .read($0) } ?? .none
    }

    private mutating func pressInPage(_ key: Key) -> Effect {
        switch key {
        case .character("q"): return .leave
        case .up, .character("k"): scroll = max(0, scroll - 1)
        case .down, .character("j"): scroll += 1
        case .pageUp: scroll = max(0, scroll - max(1, height - 4))
        case .pageDown, .character(" "): scroll += max(1, height - 4)
        case .home: scroll = 0
        case .end: scroll = .max / 2
        case .tab, .right: moveLink(1)
        case .left: moveLink(-1)
        case .enter:
            guard let page, let link, page.links.indices.contains(link) else { return .none }
            trail.append(page.id)
            self.link = nil
            return .read(page.links[link].target)
        case .backspace: return goBack()
        case .escape:
            (isReading, link) = (false, nil)
            return selectedEntry.map { .read($0) } ?? .none
        default: break
        }
        return .none
    }

    private mutating func moveLink(_ step: Int) {
        guard let count = page?.links.count, count > 0 else { return }
        link = link.map { ($0 + step + count) % count } ?? (step > 0 ? 0 : count - 1)
    }

    private mutating func goBack() -> Effect {
        link = nil
        if let last = trail.popLast() { return .read(last) }
        isReading = false
        return selectedEntry.map { .read($0) } ?? .none
    }

    // MARK: Screen

    /// The screen's lines.
    mutating func lines(width: Int, height: Int) -> [String] {
        self.height = height
        let rows = max(1, height - 2)
        var lines = [headLine(width)]
        // On a narrow screen the list and the page take turns.
        if width < 70 {
            lines += isReading ? pageLines(width: width, rows: rows) : listLines(width: width, rows: rows)
        } else {
            let left = min(48, width * 2 / 5)
            let list = listLines(width: left, rows: rows)
            let page = pageLines(width: width - left - 3, rows: rows)
            lines += (0..<rows).map { row in
                FullScreen.padded(row < list.count ? list[row] : "", width: left) + styled(" │ ", .dim)
                    + (row < page.count ? page[row] : "")
            }
        }
        lines += Array(repeating: "", count: max(0, height - 1 - lines.count))
        let keys =
            isReading
            ? "Tab link, Enter follow, Backspace back, Esc list, q leave" : "type to filter, Enter read, q or Esc leave"
        return lines.prefix(height - 1) + [styled(TerminalText.cut(keys, width: width), .dim)]
    }

    private func headLine(_ width: Int) -> String {
        let count = entries.count.of("entry")
        let prompt = filter.isEmpty && !isTypingFilter ? "all entries" : "filter: " + filter + "▏"
        return styled(FullScreen.fitted("Board  \(prompt)  (\(count))", width: width), .reversed)
    }

    private mutating func listLines(width: Int, rows: Int) -> [String] {
        if selection < top { top = selection }
        if selection >= top + rows { top = selection - rows + 1 }
        if entries.isEmpty { return ["nothing matches"] }
        return (top..<min(entries.count, top + rows)).map { index in
            let entry = entries[index]
            let isUsual = entry.status == entry.id.kind.statuses.first
            let text =
                FullScreen.fitted("\(entry.id)", width: 6) + entry.title.onOneLine
                + (isUsual ? "" : " (\(entry.status.rawValue))")
            guard index == selection else { return "  " + TerminalText.cut(text, width: width - 2) }
            let marked = FullScreen.fitted("> " + text, width: width)
            return isReading ? styled(marked, .bold) : styled(marked, .reversed)
        }
    }

    private mutating func pageLines(width: Int, rows: Int) -> [String] {
        guard let page else { return [] }
        let (lines, place) = page.lines(width: width, hasColor: hasColor, selected: isReading ? link : nil)
        scroll = min(scroll, max(0, lines.count - rows))
        if let place, !(scroll..<scroll + rows).contains(place) { scroll = min(place, max(0, lines.count - rows)) }
        return Array(lines.dropFirst(isReading ? scroll : 0).prefix(rows))
    }

    private func styled(_ text: String, _ style: TextStyle) -> String { hasColor ? style.applied(to: text) : text }
}
