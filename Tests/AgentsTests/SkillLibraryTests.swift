import Agents
import Core
import Glibc
import TestSupport
import Testing

/// Where skills are found, and which of two with one name wins.
@Suite struct SkillLibraryTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func skill(_ name: String, _ description: String = "d") -> String {
        "---\nname: \(name)\ndescription: \(description)\n---\nBody of \(name)\n"
    }

    private func place(_ origin: Skill.Origin, _ name: String) -> SkillPlace {
        SkillPlace(origin, folder: folder.path.appending(name))
    }

    @Test func `flat files, folders and categories are found, and nothing else`() throws {
        try folder.write("s/flat.md", skill("flat"))
        try folder.write("s/folder/SKILL.md", skill("folder"))
        try folder.write("s/folder/more.md", skill("more"))
        try folder.write("s/category/deep/SKILL.md", skill("deep"))
        try folder.write("s/category/DESCRIPTION.md", skill("category"))
        try folder.write("s/.git/SKILL.md", skill("hidden"))
        try folder.write("s/README.md", "# Read me\n")
        let library = SkillLibrary(places: [place(.user, "s"), place(.external, "missing")])
        #expect(library.skills.map(\.name) == ["deep", "flat", "folder"])
        #expect(library.problems.map(\.level) == [.note])
    }

    @Test func `the nearer place wins, and the clash is told`() throws {
        try folder.write("a/x/SKILL.md", skill("x", "mine"))
        try folder.write("b/x/SKILL.md", skill("x", "theirs"))
        let bundled = SkillPlace(bundled: ["x/SKILL.md": skill("x", "ours"), "y/SKILL.md": skill("y"), "z/z.txt": ""])
        let library = SkillLibrary(places: [place(.user, "a"), place(.neighbour, "b"), bundled])
        #expect(library.skills.map(\.name) == ["x", "y"])
        #expect(library.skill(named: "x")?.header.description == "mine" && library.skill(named: "x")?.origin == .user)
        #expect(library.problems.map(\.level) == [.note, .note])
        #expect(library.problems.allSatisfy { $0.message.contains("a/x/SKILL.md") })
    }

    @Test func `what changes is read again`() throws {
        try folder.write("a/x.md", skill("x", "first"))
        var library = SkillLibrary(places: [place(.user, "a")])
        try folder.write("a/x.md", skill("x", "second one"))
        try folder.write("a/y.md", skill("y", "about herons"))
        library.refresh()
        #expect(library.skill(named: "x")?.header.description == "second one")
        #expect(SkillSelector().select("herons", from: library).candidates.map(\.skill.name) == ["y"])
        try FileSystem.remove(folder.path.appending("a/x.md"))
        library.refresh()
        #expect(library.skills.map(\.name) == ["y"])
    }

    @Test func `what cannot be read is told and stops nothing`() throws {
        try folder.write("a/big.md", String(repeating: "x", count: 300 << 10))
        try folder.write("a/good.md", skill("good"))
        symlink("/nowhere", folder.path.appending("a/gone.md").string)
        symlink(".", folder.path.appending("a/loop").string)
        mkfifo(folder.path.appending("a/pipe.md").string, 0o600)
        let library = SkillLibrary(places: [place(.user, "a")])
        #expect(library.skills.map(\.name) == ["good"])
        #expect(library.problems.contains { $0.level == .error && $0.message.contains("more than") })
    }

    @Test func `a project's skills count only if its own folder is trusted`() throws {
        try folder.write("p/.agents/skills/x/SKILL.md", skill("x"))
        try FileSystem.makeFolder(folder.path.appending("p/sub/deeper"))
        let project = folder.path.appending("p")
        let deeper = project.appending("sub/deeper")
        func isTrusted(_ trusted: [Path]) -> Bool? { ProjectSkills.find(from: deeper, trusted: trusted)?.isTrusted }
        #expect(isTrusted([project]) == true)
        #expect(isTrusted([]) == false && isTrusted([folder.path]) == false && isTrusted([deeper]) == false)
        symlink(project.string, folder.path.appending("link").string)
        #expect(isTrusted([folder.path.appending("link")]) == true)
        #expect(ProjectSkills.find(from: "/", trusted: ["/"]) == nil)
    }

    @Test func `supporting files are read, but none outside the skill's folder`() throws {
        try folder.write("a/x/SKILL.md", skill("x"))
        try folder.write("a/x/references/more.md", "More <think>hidden</think>text\n")
        try folder.write("secret.txt", "secret")
        symlink(folder.path.appending("secret.txt").string, folder.path.appending("a/x/link.txt").string)
        symlink("references/more.md", folder.path.appending("a/x/inner.md").string)
        let library = SkillLibrary(places: [place(.user, "a")])
        let files = SkillFiles(try #require(library.skill(named: "x")))
        #expect(files.names().contains("references/more.md") && !files.names().contains("SKILL.md"))
        #expect(try files.read("references/more.md") == "More text\n" && files.read("inner.md") == "More text\n")
        for name in ["../../secret.txt", "/etc/hostname", "link.txt", "references/../../../secret.txt"] {
            #expect(throws: AgentError.self) { try files.read(name) }
        }
        #expect(throws: FileError.self) { try files.read("missing.md") }
    }
}
