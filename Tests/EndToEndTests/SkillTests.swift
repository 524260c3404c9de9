import Core
import Glibc
import TestSupport
import Testing

/// Skills as a person meets them.
@Suite struct SkillTests {
    private let slate: SlateProgram

    init() throws { slate = try SlateProgram() }

    private func json(_ arguments: [String], environment: [String: String] = [:]) throws -> JSON {
        try JSON(parsing: try slate.run(arguments + ["--json"], environment: environment).output)
    }

    private func write(_ path: String, _ name: String, _ description: String, more: String = "") throws {
        try slate.folder.write(
            "\(path)/\(name)/SKILL.md",
            "---\nname: \(name)\ndescription: \(description)\n\(more)---\nDo it well.\n"
        )
    }

    private func origins(_ environment: [String: String] = [:]) throws -> [String: String] {
        let skills = try json(["skills", "list"], environment: environment)["skills"]?.array ?? []
        return Dictionary(
            uniqueKeysWithValues: skills.map { ($0["name"]?.string ?? "", $0["origin"]?.string ?? "") }
        )
    }

    @Test func `the bundled skills can be listed, shown and are in order`() throws {
        let list = try slate.run(["skills", "list"])
        #expect(list.status == 0 && list.output.contains("literature-review") && list.output.contains("timeline"))
        let show = try slate.run(["skills", "show", "timeline"])
        #expect(show.output.contains("bundled:timeline/SKILL.md") && show.output.contains("# Timeline"))
        let check = try json(["skills", "check"])
        #expect(check["ok"]?.bool == true && check["problems"]?.array?.isEmpty == true)
        #expect(check["skills"]?.int.map { $0 >= 8 } == true)
        let wrong = try slate.run(["skills", "show", "timelin"])
        #expect(wrong.status == 1 && wrong.errors.contains("did you mean 'timeline'?"))
    }

    @Test func `why tells scores and words, and nothing is chosen where nothing fits`() throws {
        let found = try slate.run(["skills", "why", "Give me a chronology of the dam"])
        #expect(found.status == 0 && found.output.hasPrefix("+ timeline"))
        #expect(found.output.contains("words: chronology"))
        let none = try slate.run(["skills", "why", "Good morning"])
        #expect(none.status == 0 && none.output.isEmpty && none.errors.contains("no skill fits"))
        try write("home/skills", "filed", "a")
        try slate.folder.write("home/skills/filed/more.md", "x")
        #expect(try slate.run(["skills", "why", "--prompt", "/filed go"]).output.contains("for read_skill: more.md"))
        let asked = try json(["skills", "why", "--prompt", "/timeline good morning"])
        #expect(asked["task"]?.string == "good morning")
        #expect(asked["skills"]?.array?.first?["reason"]?.string == "named in the task")
        #expect(asked["prompt"]?.string?.contains("<skill name=\"timeline\" source=\"bundled:") == true)
    }

    @Test func `a new skill is found at once and is not overwritten`() throws {
        let made = try slate.run(["skills", "new", "bird-surveys", "--keywords", "bird survey, breeding pairs"])
        #expect(made.status == 0 && made.output == "\(slate.home)/skills/bird-surveys/SKILL.md\n")
        let why = try json(["skills", "why", "plan a bird survey"])
        #expect(why["skills"]?.array?.first?["name"]?.string == "bird-surveys")
        #expect(try slate.run(["skills", "new", "bird-surveys"]).status == 1)
        #expect(try slate.run(["skills", "new", "../x"]).status == 2)
        #expect(try slate.run(["skills", "check"]).status == 0)
    }

    @Test func `each place is used only where it may be, and the nearer one wins`() throws {
        try write("home/skills", "mine", "a")
        try write(".hermes/skills/research", "theirs", "b")
        try write(".hermes/skills", "mine", "c")
        try write(".agents/skills", "projects", "d")
        try write("more", "external", "e")
        let first = try origins()
        #expect(first["mine"] == "user" && first["theirs"] == "neighbour" && first["projects"] == nil)
        let notes = try slate.run(["skills", "check"])
        #expect(notes.status == 0 && notes.output.contains("'mine' is not used"))
        #expect(notes.output.contains("skills.trusted_folders"))
        try slate.folder.write(
            "home/config.yaml",
            "neighbour: false\nskills:\n  external_dirs: [~/more]\n  trusted_folders:\n    - \(slate.folder.path)\n"
        )
        let second = try origins()
        #expect(second["theirs"] == nil && second["external"] == "external" && second["projects"] == "project")
        #expect(try origins(["SLATE_SKILLS_TRUSTED_FOLDERS": "/nowhere:/else"])["projects"] == nil)
        try slate.folder.write("home/config.yaml", "skills:\n  trusted_folders: [{a: b}]\n")
        let wrong = try slate.run(["skills", "list"])
        #expect(wrong.status == 4 && wrong.errors.contains("a list of paths"))
    }

    @Test func `check says why a skill is not offered or cannot be used`() throws {
        try write("home/skills", "browsing", "a", more: "metadata: {requires-tools: browser}\n")
        try slate.folder.write("home/skills/broken/SKILL.md", "---\nname: [\n---\nx\n")
        let check = try slate.run(["skills", "check"])
        #expect(check.status == 1 && check.output.contains("'browsing' is not offered: needs browser"))
        #expect(check.output.contains("error: \(slate.home)/skills/broken/SKILL.md:"))
        let list = try slate.run(["skills", "list"])
        #expect(list.status == 0 && list.errors.contains("2 problems"))
        try write("home/skills", "foreign", "a", more: "allowed-tools: Bash(git:*) board_search Read\n")
        #expect(
            try slate.run(["skills", "check"]).output.contains("'foreign' allows tools that there are not: Bash, Read")
        )
        try write("home/skills", "local", "a", more: "metadata: {requires-tools: board_search read_skill}\n")
        #expect(try json(["skills", "why", "/local"])["skills"]?.array?.first?["chosen"]?.bool == true)
        #expect(try json(["skills", "why", "/browsing"])["skills"]?.array?.first?["chosen"]?.bool == false)
    }

    @Test func `an answer tells which skill fitted the question`() throws {
        try slate.folder.write("a.txt", "The curlew returned to the Velm in 2019.\n")
        let answer = try json(["ask", "/source-credibility When did the curlew return?", "--source", "a.txt"])
        #expect(answer["question"]?.string == "When did the curlew return?")
        let skills = answer["skills"]?.array ?? []
        #expect(skills.compactMap { $0["name"]?.string } == ["source-credibility", "timeline"])
        #expect(skills.last?["words"]?.array?.contains("When") == true)
        #expect(skills.allSatisfy { ($0["tokens"]?.int ?? 0) > 50 })
        let plain = try slate.run(["ask", "-v", "When did the curlew return?"])
        #expect(plain.errors.contains("skills that fit: timeline (") && plain.output.contains("2019"))
        let report = try json(["report", "/timeline Curlews of the Velm", "-o", "r.md"])
        #expect(report["skills"]?.array?.first?["name"]?.string == "timeline")
        #expect(try slate.read("r.md").contains("Curlews of the Velm") && !slate.read("r.md").contains("/timeline"))
        #expect(try json(["ask", "Who saw the curlew?"])["skills"]?.array?.isEmpty == true)
    }

    @Test func `the conversation names the skills, and takes one by its name`() throws {
        try slate.folder.write("a.txt", "The curlew returned to the Velm in 2019.\n")
        let input = "/sources a.txt\n/timeline Curlew in the Velm\n/skills\n/skills true or false: owls blink\n/quit\n"
        let result = try slate.run([], input: input)
        #expect(result.status == 0 && result.errors.contains("skills that fit: timeline ("))
        let report = try slate.run([], input: "/timeline Curlew in the Velm\n/report -o q.md\n")
        let written = try slate.read("q.md")
        #expect(report.status == 0 && written.contains("\nskills: [{\"name\":\"timeline\""))
        #expect(result.output.contains("2019") && result.output.contains("source-credibility  Judge"))
        #expect(result.output.contains("+ fact-checking"))
    }
}
