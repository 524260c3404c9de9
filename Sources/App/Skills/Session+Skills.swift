import Agents
import BundledContent
import Core

extension Session {
    /// All skills that may be used here.
    var skills: SkillLibrary { SkillLibrary(places: skillPlaces) }

    /// How skills are chosen for a task.
    var skillSelector: SkillSelector {
        SkillSelector(
            limit: configuration.number("skills.limit"),
            budget: configuration.number("skills.token_budget"),
            tools: ToolCatalog.bundledNames
        )
    }

    /// Chooses the skills for a question, and tells of them where that was asked for.
    func chooseSkills(for question: String) -> SkillSelection {
        let selection = skillSelector.select(question, from: skills)
        if console.isVerbose, !selection.chosen.isEmpty { console.note(SkillOutput.note(selection)) }
        return selection
    }

    /// The skills of the project that the command runs in, trusted or not.
    var projectSkills: ProjectSkills? {
        ProjectSkills.find(
            from: workingFolder,
            trusted: configuration.list("skills.trusted_folders").map(configuredPath)
        )
    }

    /// Where a person's own skills are.
    var skillsFolder: Path { configuration.home.appending("skills") }

    /// The folders of `skills.external_dirs`.
    var externalSkillFolders: [Path] { configuration.list("skills.external_dirs").map(configuredPath) }

    private var skillPlaces: [SkillPlace] {
        var places = [SkillPlace(.user, folder: skillsFolder)]
        if let project = projectSkills, project.isTrusted {
            places.append(SkillPlace(.project, folder: project.folder))
        }
        if configuration.text("neighbour") == "true", let home = environment["HOME"], !home.isEmpty {
            places.append(SkillPlace(.neighbour, folder: Path(home).appending(".hermes/skills")))
        }
        places += externalSkillFolders.map { SkillPlace(.external, folder: $0) }
        return places + [SkillPlace(bundled: Self.bundledSkills)]
    }

    private static var bundledSkills: [String: String] {
        let prefix = "skills/"
        let files = BundledContent.files.filter { $0.key.hasPrefix(prefix) }
        return Dictionary(uniqueKeysWithValues: files.map { (String($0.key.dropFirst(prefix.count)), $0.value) })
    }

    /// A path of a configuration file: `~` is home, and so is what a relative path starts from.
    private func configuredPath(_ text: String) -> Path {
        let home = Path(environment["HOME"] ?? "/")
        if text == "~" { return home }
        return Path(text.hasPrefix("~/") ? String(text.dropFirst(2)) : text).absolute(from: home)
    }
}
