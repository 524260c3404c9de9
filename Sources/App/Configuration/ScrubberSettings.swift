/// The settings of the scrubber.
enum ScrubberSettings {
    static let all = [
        Setting(
            key: "scrubber.token_budget",
            kind: .number(16...(1 << 24)),
            standard: "500",
            summary:
                "how many tokens a digest may have; slate scrub makes one only where this is told, and what agents give each other is cut by it only then",
            option: "budget"
        ),
        Setting(
            key: "scrubber.extra_fences",
            kind: .names,
            standard: "",
            summary: "more tags whose content is left out, beside <think> and its kin"
        ),
        Setting(
            key: "scrubber.rewrite_minimum_tokens",
            kind: .number(0...(1 << 24)),
            standard: "100",
            summary: "shorter digests are not given to the model of auxiliary.scrubber"
        ),
    ]
}
