/// A key of the configuration.
struct Setting: Sendable {
    enum Kind: Sendable {
        case text
        case flag
        case number(ClosedRange<Int>)
        /// Paths with colons between them; in a file also a list.
        case paths
    }

    /// The path of the key, such as `documents.max_file_bytes`.
    let key: String
    let kind: Kind
    /// The value where nothing else is told; empty for none.
    let standard: String
    let summary: String
    /// Whether the value is never shown.
    var isSecret = false

    /// The variable that sets it.
    var variable: String { "SLATE_" + key.uppercased().replacing(".", with: "_") }

    /// What it takes, in words.
    var expectation: String {
        switch kind {
        case .text: "text"
        case .flag: "true or false"
        case .paths: "a list of paths without colons"
        case .number(let range): "a number from \(range.lowerBound) to \(range.upperBound)"
        }
    }

    func accepts(_ text: String) -> Bool {
        switch kind {
        case .text, .paths: !text.isEmpty
        case .flag: ["true", "false"].contains(text)
        case .number(let range): Int(text).map(range.contains) ?? false
        }
    }

    /// All keys that this version uses.
    static let all = [
        Setting(key: "model", kind: .text, standard: "extractive", summary: "the model; extractive for none"),
        Setting(key: "model.provider", kind: .text, standard: "", summary: "who serves the model"),
        Setting(key: "model.base_url", kind: .text, standard: "", summary: "the address of the provider"),
        Setting(
            key: "model.api_key",
            kind: .text,
            standard: "",
            summary: "the provider's key; better kept in its own variable",
            isSecret: true
        ),
        Setting(
            key: "model.context_length",
            kind: .number(1...(1 << 30)),
            standard: "",
            summary: "how many tokens the model takes"
        ),
        Setting(
            key: "neighbour",
            kind: .flag,
            standard: "true",
            summary: "whether ~/.hermes/config.yaml and skills/ are read"
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
        Setting(
            key: "skills.external_dirs",
            kind: .paths,
            standard: "",
            summary: "more folders with skills"
        ),
        Setting(
            key: "skills.trusted_folders",
            kind: .paths,
            standard: "",
            summary: "the folders whose .agents/skills are used; what lies below them is not meant"
        ),
        Setting(
            key: "skills.limit",
            kind: .number(0...20),
            standard: "3",
            summary: "how many skills a task may get"
        ),
        Setting(
            key: "skills.token_budget",
            kind: .number(0...100_000),
            standard: "2000",
            summary: "how many tokens the skills of a task may have together"
        ),
    ]

    /// Keys of later versions and of Hermes Agent, which are no mistakes.
    static let reserved: Set<String> = [
        "fallback_providers", "delegation", "agent", "skills", "auxiliary", "roles", "budget", "prices", "search",
        "fetch",
        "scrubber", "documents", "model", "neighbour",
    ]
}
