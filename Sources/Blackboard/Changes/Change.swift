public import Core

/// Something that happened to an entry, by whatever process.
public struct Change: Sendable, Equatable {
    /// What happened.
    public enum Action: String, Sendable {
        /// It is new.
        case added
        /// It has a new revision.
        case changed
        /// It was taken back.
        case withdrawn
        /// It was brought back.
        case restored
        /// It lost what it rests on.
        case unsupported
        /// What it rests on is back.
        case supported
        /// Its file has another name.
        case moved
    }

    /// Its number in the order of the commits, from 1.
    public let sequence: Int
    /// When the revision was made.
    public let time: Timestamp
    /// What happened.
    public let action: Action
    /// The entry.
    public let id: EntryID
    /// The revision that it has since.
    public let revision: Int
    /// The title that the entry has now.
    public let title: String
    /// The role that did it, or `human`.
    public let author: String
    /// The run in which it was done.
    public let run: String?
}
