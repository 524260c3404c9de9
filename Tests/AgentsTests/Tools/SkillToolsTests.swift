import Agents
import Core
import Glibc
import LanguageModels
import TestSupport
import Testing

/// What an agent gets with a skill: its text, its files on demand, and no tool more than its role has.
@Suite struct SkillToolsTests {
    private static let sites = String(repeating: "A site by the río. ", count: 2_000)

    private let folder: TemporaryFolder
    private let library: SkillLibrary
    private let context = ToolContext(author: "researcher")

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(
            "skills/herons/SKILL.md",
            "---\nname: herons\ndescription: Counts herons.\nallowed-tools: board_search look magic(a b) Bash\n---\n"
                + "Count at dawn. <think>no</think>\u{1B}[31m See tables/sites.md.\n"
        )
        try folder.write("skills/herons/tables/sites.md", Self.sites)
        try folder.write("skills/herons/key.md", "token ghp_" + String(repeating: "a1", count: 18) + " here\n")
        try folder.write("skills/plain.md", "---\nname: plain\ndescription: Writes plainly.\n---\nBe short.\n")
        try folder.write("secret.txt", "outside")
        let link = folder.path.appending("skills/herons/link.md").string
        #expect(symlink(folder.path.appending("secret.txt").string, link) == 0)
        library = SkillLibrary(places: [SkillPlace(.user, folder: folder.path.appending("skills"))])
    }

    private func read(_ arguments: JSON) async throws -> String {
        try await ReadSkillTool(library: library).run(arguments, context).text
    }

    private func failure(_ arguments: JSON) async -> String {
        do { return "read: " + (try await read(arguments)) } catch { return "\(error)" }
    }

    private func equipment(_ task: String, _ tools: [String]) -> SkillEquipment {
        let selection = SkillSelector().select(task, from: library)
        return SkillEquipment(selection, of: library, tools: tools.map { StubTool(name: $0) })
    }

    @Test func `a skill is read with the names of its files, and cleaned`() async throws {
        let text = try await read(["name": "/Herons"])
        #expect(text == "Count at dawn.  See tables/sites.md.\n\n[files: key.md, link.md, tables/sites.md]")
        #expect(try await read(["name": "plain"]) == "Be short.\n")
        #expect(try await read(["name": "herons", "file": "key.md"]) == "token [redacted github-token] here\n")
    }

    @Test func `a long file comes in parts that make up the whole`() async throws {
        let whole = Self.sites
        var (text, offset, parts) = ("", 0, 0)
        while parts < 30 {
            let part = try await read([
                "name": "herons", "file": "tables/sites.md", "offset": .int(offset), "length": 3_001,
            ])
            let lines = part.split(separator: "\n[", maxSplits: 1)
            text += lines[0]
            parts += 1
            guard lines.count > 1 else { break }
            #expect(lines[1].hasPrefix("\(text.utf8.count) of \(whole.utf8.count) bytes; go on with offset"))
            offset = text.utf8.count
        }
        #expect(text == whole && parts > 10)
        #expect(await failure(["name": "herons", "file": "tables/sites.md", "offset": 999_999]).contains("offset"))
    }

    @Test(arguments: ["../../secret.txt", "/etc/passwd", "link.md", "tables/../../../secret.txt", "missing.md"])
    func `nothing outside the skill is read`(file: String) async {
        let told = await failure(["name": "herons", "file": .string(file)])
        #expect(!told.contains("outside\"") && !told.hasPrefix("read:"), "\(told)")
    }

    @Test func `what is not there is told with what is`() async {
        #expect(await failure(["name": "owls"]).contains("no skill 'owls'; there are: herons, plain"))
        #expect(await failure(["name": "plain", "file": "a.md"]).contains("no files"))
        #expect(await failure([:]).contains("'name'"))
    }

    @Test func `a skill narrows the tools of its agent, and lets it read its files`() throws {
        let equipped = equipment("/herons go", ["board_search", "board_post", "look"])
        #expect(equipped.tools.map(\.definition.name) == ["board_search", "look", "read_skill"])
        #expect(equipped.warnings == ["the skill herons allows tools that there are not: magic, Bash"])
        let text = try #require(equipped.instructions.first)
        #expect(equipped.instructions.count == 1 && text.contains("for read_skill: key.md, link.md, tables/sites.md"))
        #expect(!text.contains("<think>") && !text.contains("\u{1B}"))
    }

    @Test func `a skill adds no tool but its reader, and none changes nothing`() {
        #expect(equipment("/herons go", ["list_files"]).tools.map(\.definition.name) == ["list_files", "read_skill"])
        #expect(equipment("/plain go", ["look", "write_file"]).tools.map(\.definition.name) == ["look", "write_file"])
        let none = equipment("Bake a cake", ["look"])
        #expect(none.instructions.isEmpty && none.tools.map(\.definition.name) == ["look"] && none.warnings.isEmpty)
    }

    @Test func `the names of the bundled tools are those of the tools`() throws {
        let fixture = try ToolFixture()
        var catalog = fixture.catalog
        catalog.add([ReadSkillTool(library: library)], to: .skills)
        catalog.add([FetchURLTool { _, _ in ToolOutput("") }, SearchWebTool { _, _, _ in ToolOutput("") }], to: .web)
        let names = Set(catalog.tools(of: Toolset.allCases).map(\.definition.name))
        #expect(ToolCatalog.bundledNames == names.union(["collect_results", "delegate_task"]))
    }
}
