/// The settings of skills.
enum SkillSettings {
    static let all = [
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
}
