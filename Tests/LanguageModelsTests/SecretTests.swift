import Testing

@testable import LanguageModels

@Suite struct SecretTests {
    private func lookup(
        _ environment: [String: String] = [:],
        _ file: String = "",
        run: @escaping KeyLookup.Runner = { _ in "from-command\n" }
    ) -> KeyLookup {
        KeyLookup(environment: environment, files: [(".env", EnvironmentFile(file))], run: run)
    }

    @Test func `a secret is shown by no means of the language`() throws {
        let secret = try #require(Secret("hunter2"))
        var dumped = ""
        dump([secret], to: &dumped)
        let source = KeyLookup.Source(key: secret)
        for text in ["\(secret)", "\([secret])", String(reflecting: secret), String(reflecting: source), dumped] {
            #expect(!text.contains("hunter2"))
        }
        #expect(secret.reveal() == "hunter2")
    }

    @Test(arguments: ["", " \n", "two words", "line\nbreak: x", "kéy"])
    func `what cannot stand in a header is no secret`(text: String) { #expect(Secret(text) == nil) }

    @Test func `the environment wins over the file, that over the command, that over the configuration`() async throws {
        let source = KeyLookup.Source(variable: "K", command: "pass", key: Secret("written"))
        let all = try await lookup(["K": "from-environment"], "K=from-file").find(source)
        #expect(all?.key.reveal() == "from-environment")
        #expect(all?.origin == "K in the environment")
        let file = try await lookup(["K": ""], "K=from-file").find(source)
        #expect(file?.key.reveal() == "from-file")
        #expect(file?.origin == "K in .env")
        #expect(try await lookup().find(source)?.key.reveal() == "from-command")
        #expect(try await lookup().find(KeyLookup.Source(variable: "K", key: Secret("w")))?.key.reveal() == "w")
        #expect(try await lookup().find(KeyLookup.Source(variable: "K")) == nil)
    }

    @Test func `what is wrong with a key is told without it`() async {
        let bad = await #expect(throws: ModelError.self) {
            try await lookup(["K": "hunter2 and more"]).find(.init(variable: "K"))
        }
        #expect(bad?.message.contains("hunter2") == false)
        let failed = await #expect(throws: ModelError.self) {
            try await lookup(run: { _ in throw ModelError(.unavailable, "hunter2") }).find(.init(command: "pass"))
        }
        #expect(failed?.message.contains("hunter2") == false)
    }

    @Test func `a file of variables is read as such files are written`() {
        let file = EnvironmentFile(
            "\u{FEFF}A=plain\r\n# comment\nexport B = \"two words\\n\\\"q\\\" \\$x\" # why\n"
                + "C='$(id) `id` \\n'\nD=has#hash # but no more\nE=\n2F=x\nno line\n=x\nA=later\nG=\"open"
        )
        #expect(file["A"] == "later")
        #expect(file["B"] == "two words\n\"q\" $x")
        #expect(file["C"] == "$(id) `id` \\n")
        #expect(file["D"] == "has#hash")
        #expect(file["E"] == "")
        #expect(file["2F"] == nil)
        #expect(file[""] == nil)
        #expect(file["G"] == "open")
    }
}
