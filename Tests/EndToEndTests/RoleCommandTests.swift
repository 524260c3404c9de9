import Core
import TestSupport
import Testing

@Suite struct RoleCommandTests {
    @Test func `roles are listed and shown, and a bad file is told with its line`() throws {
        let slate = try SlateProgram()
        try slate.folder.write("home/roles/mine.md", "---\nname: mine\ndescription: Mine.\n---\nYou are mine.\n")
        try slate.folder.write("home/roles/bad.md", "---\nname: bad\nmodle: x\n---\nYou are bad.\n")
        let list = try slate.run(["roles", "list"])
        #expect(list.status == 0)
        for name in ["researcher", "writer", "critic", "orchestrator", "mine"] { #expect(list.output.contains(name)) }
        #expect(list.errors.contains("bad.md, line 3: 'modle' is unknown"))
        let shown = try JSON(parsing: try slate.run(["roles", "show", "mine", "--json"]).output)
        #expect(shown["prompt"]?.string == "You are mine.")
        #expect(try slate.run(["roles", "show", "pirate"]).status == 2)
    }
}
