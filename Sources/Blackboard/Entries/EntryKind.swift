/// What an entry is.
public enum EntryKind: String, CaseIterable, Sendable {
    /// Something to be answered.
    case question
    /// Something to be done.
    case task
    /// A document.
    case source
    /// One claim with at least one quote.
    case finding
    /// A text in the making.
    case draft
    /// An objection to a draft or report.
    case critique
    /// A finished text.
    case report
    /// Anything worth keeping.
    case note
    /// What a run taught.
    case lesson

    /// The letter that its ids begin with.
    public var letter: Character {
        switch self {
        case .question: "Q"
        case .task: "T"
        case .source: "S"
        case .finding: "F"
        case .draft: "D"
        case .critique: "C"
        case .report: "R"
        case .note: "N"
        case .lesson: "L"
        }
    }

    /// The folder of its files below the board's home.
    public var folder: String { self == .critique ? "critiques" : rawValue + "s" }

    /// The states that its entries can be in; the first is where they begin.
    public var statuses: [EntryStatus] {
        switch self {
        case .question: [.open, .answered, .abandoned, .withdrawn]
        case .task: [.open, .leased, .done, .failed, .cancelled, .withdrawn]
        case .finding: [.supported, .unsupported, .withdrawn]
        case .critique: [.open, .settled, .withdrawn]
        case .draft, .report: [.current, .superseded, .unsupported, .withdrawn]
        case .note, .lesson: [.current, .unsupported, .withdrawn]
        case .source: [.current, .withdrawn]
        }
    }
}

/// The state of an entry.
public enum EntryStatus: String, CaseIterable, Sendable {
    /// Valid as it stands.
    case current
    /// Waiting for an answer, a worker or a reply.
    case open
    /// A question with an answer.
    case answered
    /// A question that is no longer pursued.
    case abandoned
    /// A task that a worker holds.
    case leased
    /// A task that ended well.
    case done
    /// A task that ended badly.
    case failed
    /// A task that was called off.
    case cancelled
    /// A finding whose quotes are in its sources.
    case supported
    /// An entry that lost what it rests on.
    case unsupported
    /// A text with a successor.
    case superseded
    /// A critique that was dealt with.
    case settled
    /// Taken back; kept for the record.
    case withdrawn
}
