import Core
import Documents
import Glibc
import TestSupport
import Testing

@Suite struct DocumentReaderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func read(_ name: String, _ text: String) throws -> Document {
        try DocumentReader().read(try folder.write(name, text))
    }

    @Test func `plain text is titled by its first line`() throws {
        let document = try read("a.txt", "\u{FEFF}Peat and water\r\n\r\nIt is wet.\u{200B}\u{7}\r\n\r\n\r\n\r\nEnd.\n")
        #expect(document.title == "Peat and water")
        #expect(document.text == "Peat and water\n\nIt is wet.\n\nEnd.")
    }

    @Test(arguments: [
        (
            "a.txt",
            "Peat \u{1B}]0;owned\u{7}and\u{1B}[31m water\r\n\r\nIt \u{1B}]8;;http://x\u{1B}\\is\u{1B}]8;;\u{1B}\\ \u{9B}wet.\rEnd.\n"
        ),
        ("a.md", "# Peat \u{1B}]0;owned\u{7}and water\n\nIt \u{1B}[5mis \u{202E}wet.\n\nEnd.\n"),
        ("a.txt", "Peat and \u{93}water\u{94}\n\nIt is \u{9D}wet.\nEnd.\n"),
    ])
    func `escape sequences go whole, and stray controls alone`(name: String, text: String) throws {
        let read = try read(name, text)
        #expect(read.title == "Peat and water")
        #expect(read.text.split(separator: "\n").map(String.init) == ["Peat and water", "It is wet.", "End."])
    }

    @Test func `a text on one line is titled by its first sentence`() throws {
        let document = try read(
            "a.txt",
            "wing in a slipstream . " + String(repeating: "an experimental study . ", count: 20)
        )
        #expect(document.title == "wing in a slipstream")
    }

    @Test func `markdown becomes text without its marks`() throws {
        let document = try read(
            "a.md",
            """
            ---
            title: "The Bog: a report"
            author: [Ann, Ben]
            lang: en
            ---
            # Heading

            Some *emphasis* and a [link](https://example.org/x),
            wrapped. <b>raw</b>

            - one
            - two **bold**

            | Name | Value |
            |---|---|
            | a | 1 |

            ```
            code *stays*
            ```
            """
        )
        #expect(document.title == "The Bog: a report")
        #expect(document.author == "Ann, Ben" && document.language == "en")
        #expect(document.links == [Document.Link(text: "link", target: "https://example.org/x")])
        #expect(
            document.text == """
                Heading

                Some emphasis and a link, wrapped. raw

                - one
                - two bold

                Name | Value

                a | 1

                code *stays*
                """
        )
    }

    @Test func `markdown with broken front matter is read, and says so`() throws {
        let document = try read("a.md", "---\ntitle: [x\n---\n# Real\n\nText.\n")
        #expect(document.title == "Real")
        #expect(document.notices.count == 1)
    }

    @Test func `html is read without what surrounds its text`() throws {
        let document = try read(
            "a.html",
            """
            <!doctype html><html lang="en-GB"><head><title>  The
            page </title><meta name="author" content="Ann"><script>var x = "<p>no</p>";</script></head>
            <body><header>Site name</header><nav><a href="/">Home</a></nav>
            <div><ul><li><a href="/a">Menu one</a></li><li><a href="/b">Menu two</a></li></ul></div>
            <h1>The heading</h1><p>First &amp; last,<br>with a <a href="/c">link</a> in it.</p>
            <table><tr><td>a</td><td>1</td></tr></table><p hidden>secret</p><pre>x
              y</pre><footer>Imprint</footer></body></html>
            """
        )
        #expect(document.title == "The page")
        #expect(document.language == "en-GB" && document.author == "Ann")
        #expect(document.text == "The heading\n\nFirst & last,\nwith a link in it.\n\na | 1\n\nx\n  y")
        #expect(document.links.contains(Document.Link(text: "link", target: "/c")))
    }

    @Test func `a main element that holds the text is all that is read`() throws {
        let text = String(repeating: "The bog is wet and will stay so. ", count: 10)
        let document = try read("a.html", "<body><div>Advertisement for boots</div><main><p>\(text)</p></main></body>")
        #expect(document.text == text.dropLast())
    }

    @Test(arguments: [
        String(repeating: "<table><tr><td>", count: 200) + "deep",
        String(repeating: "<div>", count: 100_000) + "deep", "<p deep", "<!-- x <p>deep</p> --><p>deep",
        "<b><i>deep</b></i>", "<p>deep</p><script>", "<a href=x>deep" + String(repeating: "<a href=y>", count: 2_000),
    ])
    func `hostile html ends well`(text: String) throws {
        do {
            #expect(try read("a.html", text).text.contains("deep"))
        } catch let error as DocumentError {
            #expect(error.code == .empty)
        }
    }

    private static let encodings: [String: [UInt8]] = [
        "utf-8": Array("<meta charset=utf-8><p>café “x”</p>".utf8),
        "latin-1": Array("<meta charset=\"iso-8859-1\"><p>caf".utf8) + [0xE9, 0x20, 0x93, 0x78, 0x94],
        "bom": [0xEF, 0xBB, 0xBF] + Array("<p>café “x”</p>".utf8),
        "utf-16": [0xFF, 0xFE] + "<p>café “x”</p>".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] },
        "utf-16be": [0xFE, 0xFF] + "<p>café “x”</p>".utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] },
    ]

    @Test(arguments: encodings.keys.sorted())
    func `encodings are told apart`(name: String) throws {
        let bytes = try #require(Self.encodings[name])
        #expect(try DocumentReader().read(try folder.write("\(name).html", bytes: bytes)).text == "café “x”")
    }

    @Test func `bytes that are no UTF-8 are repaired or read as Latin, and counted`() throws {
        let repaired = try DocumentReader().read(
            try folder.write("a.txt", bytes: Array("é漢字é ".utf8) + [0xFF] + Array("b".utf8))
        )
        #expect(repaired.text == "é漢字é \u{FFFD}b")
        #expect(repaired.notices == ["what was no valid UTF-8 was replaced in 1 place"])
        let latin = try DocumentReader().read(
            try folder.write("b.txt", bytes: [0x63, 0x61, 0x66, 0xE9, 0x20, 0xFC, 0x62])
        )
        #expect(latin.text == "café üb" && latin.notices.count == 1)
    }

    @Test func `a pdf is read, its words joined`() throws {
        let bytes = PDFFixture.make([
            "The water level rose by 12 centi-", "metres in the northern basin (see map).", "It stayed.",
        ])
        let document = try DocumentReader().read(try folder.write("-q odd name.pdf", bytes: bytes))
        #expect(document.text == "The water level rose by 12 centimetres in the northern basin (see map). It stayed.")
    }

    @Test(arguments: [
        ("empty.txt", [], DocumentError.Code.empty), ("empty.pdf", [], .empty),
        ("blank.txt", Array(" \n ".utf8), .empty),
        ("binary.txt", [0, 1, 2, 0xFF, 0, 0, 3], .unsupported), ("fake.pdf", Array("hello".utf8), .malformed),
        ("torn.pdf", Array("%PDF-1.4\n1 0 obj\n<<".utf8), .malformed),
        ("nothing.html", Array("<html><body><script>x</script></body></html>".utf8), .empty),
    ])
    func `what is no document is refused`(name: String, bytes: [UInt8], code: DocumentError.Code) throws {
        let path = try folder.write(name, bytes: bytes)
        let error = #expect(throws: DocumentError.self) { try DocumentReader().read(path) }
        #expect(error?.code == code)
        #expect(error?.message.contains("\n") == false)
    }

    @Test func `limits hold`() throws {
        let path = try folder.write("a.txt", String(repeating: "x", count: 1_001))
        let small = DocumentReader(limits: DocumentReader.Limits(fileBytes: 1_000))
        #expect(throws: DocumentError.self) { try small.read(path) }
        #expect(#expect(throws: DocumentError.self) { try small.read(path) }?.code == .tooLarge)
    }

    @Test func `a missing pdftotext is named, with what to do`() throws {
        let path = try folder.write("a.pdf", bytes: PDFFixture.make(["x"]))
        let error = #expect(throws: DocumentError.self) { try DocumentReader(pdfProgram: "no-such-program").read(path) }
        #expect(error?.code == .missingProgram)
        #expect(error?.message.contains("poppler-utils") == true)
    }

    @Test func `a pdf that takes too long is ended`() throws {
        let path = try folder.write("a.pdf", bytes: PDFFixture.make(["x"]))
        let slow = try folder.write("slow", "#!/bin/sh\nsleep 60\n")
        chmod(slow.string, 0o700)
        let reader = DocumentReader(limits: DocumentReader.Limits(pdfSeconds: 0.2), pdfProgram: slow.string)
        #expect(#expect(throws: DocumentError.self) { try reader.read(path) }?.code == .overLimit)
    }

    @Test func `a pipe is refused at once`() throws {
        let path = folder.path.appending("pipe.txt")
        #expect(mkfifo(path.string, 0o600) == 0)
        #expect(#expect(throws: DocumentError.self) { try DocumentReader().read(path) }?.code == .unsupported)
    }

    @Test func `a folder is walked once, whatever its links do`() throws {
        for name in ["b.md", "a.txt", "sub/c.html", "sub/.hidden.txt", "image.png", ".git/x.txt"] {
            try folder.write(name, "x")
        }
        symlink("..", folder.path.appending("sub/loop").string)
        symlink("a.txt", folder.path.appending("again.txt").string)
        symlink("nowhere", folder.path.appending("dangling.txt").string)
        let found = try DocumentFinder().find([folder.path])
        #expect(found.files.map(\.name) == ["a.txt", "b.md", "c.html"])
        #expect(found.otherFiles == 1)
        #expect(found.skipped.count == 2)
        #expect(throws: FileError.self) { try DocumentFinder().find([folder.path.appending("missing")]) }
    }
}
