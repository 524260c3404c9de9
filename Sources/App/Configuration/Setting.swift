/// A key of the configuration.
struct Setting: Sendable {
    enum Kind: Sendable {
        case text
        case flag
        case number(ClosedRange<Int>)
        /// Paths with colons between them; in a file also a list.
        case paths
        /// Names of tags with commas between them; in a file also a list.
        case names
        case decimal(ClosedRange<Double>)
        /// The address of a server, without a password or anything else that is nobody's business.
        case address
        /// A secret that goes into a header.
        case key
    }

    /// The path of the key, such as `documents.max_file_bytes`; a part `*` stands for any name, or for a place in a list.
    let key: String
    let kind: Kind
    /// The value where nothing else is told; empty for none.
    let standard: String
    let summary: String
    /// Whether the value is never shown.
    var isSecret = false
    /// The option of the command line that sets it.
    var option: String?

    /// The parts of its key.
    var parts: [Substring] { key.split(separator: ".") }

    /// Whether it is one of many with names of the user's own.
    var isPattern: Bool { key.contains("*") }

    /// The variable that sets it; nothing where there are many.
    var variable: String? { isPattern ? nil : "SLATE_" + key.uppercased().replacing(".", with: "_") }

    /// What it takes, in words.
    var expectation: String {
        switch kind {
        case .text: "text"
        case .flag: "true or false"
        case .paths: "a list of paths without colons"
        case .names: "a list of names of letters, digits and hyphens"
        case .number(let range): "a number from \(range.lowerBound) to \(range.upperBound)"
        case .decimal(let range): "a number from \(range.lowerBound) to \(range.upperBound)"
        case .address: "an address such as http://127.0.0.1:11434/v1, without a password or a query"
        case .key: "one word of printable ASCII"
        }
    }

    func accepts(_ text: String) -> Bool {
        switch kind {
        case .text, .paths: !text.isEmpty
        case .names: Self.areNames(text)
        case .flag: ["true", "false"].contains(text)
        case .number(let range): Int(text).map(range.contains) ?? false
        case .decimal(let range): Double(text).map(range.contains) ?? false
        case .address:
            ["http://", "https://"].contains { text.hasPrefix($0) && text.utf8.count > $0.utf8.count }
                && !text.contains { "@?# ".contains($0) }
        case .key: !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        }
    }

    /// A text as an error may show it: what stands in the place of a secret or an address may hold one.
    func excerpt(_ text: String) -> String {
        if case .address = kind { return "something else" }
        return isSecret ? "something else" : "'\(text.prefix(40))'"
    }

    /// Whether it is the setting of a path.
    func isAt(_ path: [String]) -> Bool { parts.count == path.count && begins(with: path) }

    /// Whether it is the setting of a path, or, if the path ends early, belongs to the group there.
    func begins(with path: [String]) -> Bool {
        let parts = parts
        return parts.count >= path.count && zip(parts, path).allSatisfy { $0 == "*" || $0 == $1 }
    }

    /// All keys that this version uses.
    static let all: [Setting] =
        ModelSettings.all + AgentSettings.all + SkillSettings.all + ScrubberSettings.all + FetchSettings.all + [
            Setting(
                key: "neighbour",
                kind: .flag,
                standard: "true",
                summary: "whether ~/.hermes/config.yaml, its .env and skills/ are read"
            ),
            Setting(
                key: "documents.max_file_bytes",
                kind: .number(1...(1 << 40)),
                standard: String(64 << 20),
                summary: "the largest file that is ingested, in bytes"
            ),
            Setting(
                key: "documents.pdf_seconds",
                kind: .number(1...3_600),
                standard: "60",
                summary: "the longest time that a PDF may take"
            ),
            Setting(
                key: "documents.pdf_memory_bytes",
                kind: .number((16 << 20)...(1 << 40)),
                standard: String(512 << 20),
                summary: "the most memory that a PDF may take, in bytes"
            ),
            Setting(
                key: "search.limit",
                kind: .number(1...1_000),
                standard: "10",
                summary: "how many results a search shows"
            ),
        ]

    /// Keys of later versions and of Hermes Agent, which are no mistakes; what is below them neither.
    static let reserved = [
        "agent", "skills", "auxiliary.*",
    ]

    /// Whether a key is none of ours, and no mistake either.
    static func isReserved(_ path: [String]) -> Bool {
        reserved.contains { key in
            let parts = key.split(separator: ".")
            return parts.count <= path.count && zip(parts, path).allSatisfy { $0 == "*" || $0 == $1 }
        }
    }

    /// Groups of which only our own file tells: the neighbour may have others of the same name.
    static let ownGroups: Set<String> = ["providers", "roles", "prices", "calls", "budget", "fetch"]
}
