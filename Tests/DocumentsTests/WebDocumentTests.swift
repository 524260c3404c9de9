import Core
import Documents
import TestSupport
import Testing

/// What documents of the web ask of the readers beside what files do.
@Suite(.timeLimit(.minutes(1)))
struct WebDocumentTests {
    private func read(_ text: String, _ type: String = "text/html", charset: String? = nil) throws -> Document {
        try DocumentReader().read(Array(text.utf8), mediaType: type, charset: charset, name: "https://a.example/x")
    }

    @Test(arguments: [
        ("<meta name=\"date\" content=\"2024-05-06\">", "2024-05-06"),
        (
            "<meta property=\"article:published_time\" content=\"2024-05-06T07:08:09+02:00\">",
            "2024-05-06T07:08:09+02:00"
        ),
        ("<meta name=\"citation_publication_date\" content=\"2024/05/06\">", "2024-05-06"),
        ("<meta name=\"DC.date\" content=\"2024\">", "2024"), ("<meta name=\"date\" content=\"6 May 2024\">", nil),
        ("<meta name=\"date\" content=\"05/06/2024\">", nil),
        ("<meta name=\"date\" content=\"2024-05-06 <b>\">", "2024-05-06"),
        ("<time itemprop=\"datePublished\" datetime=\"2024-05-06\">May</time>", "2024-05-06"), ("", nil),
    ])
    func `the date that a page tells is read, if it can mean one day only`(head: String, date: String?) throws {
        #expect(try read("<html><head>\(head)</head><body><p>Text.</p></body></html>").published == date)
    }

    @Test(arguments: [
        ("<meta name=\"author\" content=\" Ann\n Lind \">", "Ann Lind"),
        ("<meta name=\"citation_author\" content=\"Bo\">", "Bo"),
        ("<meta property=\"article:author\" content=\"https://a.example/ann\">", nil),
    ])
    func `the author is a name, not an address`(head: String, author: String?) throws {
        #expect(try read("<html><head>\(head)</head><body><p>Text.</p></body></html>").author == author)
    }

    @Test(arguments: [
        "<p hidden>No.</p>", "<p style=\"Display : NONE\">No.</p>", "<p style=\"color:red;visibility:hidden\">No.</p>",
        "<p aria-hidden=true>No.</p>", "<span style=\"font-size:0px\">No.</span>", "<template>No.</template>",
    ])
    func `what a reader of the page does not see is left out`(html: String) throws {
        #expect(try read("<body><p>Yes.</p>\(html)</body>").text == "Yes.")
    }

    @Test func `what the content is wins over what it is called`() throws {
        let pdf = PDFFixture.make(["Peat."])
        let document = try DocumentReader().read(pdf, mediaType: "text/html", name: "x")
        #expect(document.mediaType == "application/pdf" && document.text == "Peat.")
        #expect(throws: DocumentError.self) { try read("no PDF", "application/pdf") }
        #expect(throws: DocumentError.self) { try read("x", "image/png") }
        #expect(throws: DocumentError.self) { try read("", "text/html") }
    }

    @Test func `JSON that is none is read as it stands, and told of`() throws {
        let document = try read("{\"a\":", "application/json")
        #expect(document.text == "{\"a\":" && document.notices.count == 1)
    }

    @Test(arguments: [("utf-8", "é"), ("iso-8859-1", "é"), (nil, "é")])
    func `valid UTF-8 is that, whatever the server says`(charset: String?, text: String) throws {
        #expect(try read(text, "text/plain", charset: charset).text == text)
    }

    @Test(arguments: [
        "<p " + (0..<400_000).map { "a\($0)=\">\"" }.joined(separator: " ") + ">x</p>",
        String(repeating: "<div>", count: 400_000) + "x" + String(repeating: "</b>", count: 400_000),
        String(repeating: "<a href=x>", count: 200_000), String(repeating: "<!--", count: 500_000),
    ])
    func `no page takes for ever`(html: String) {
        let clock = ContinuousClock()
        let began = clock.now
        // Whether there is text in it is another matter.
        _ = try? read("<body><p>Begin.</p>" + html)
        #expect(clock.now - began < .seconds(30))
    }

    @Test func `a page with long scripts and attributes is read like any other`() throws {
        let script = "<script>if(a<b){" + String(repeating: "x y ", count: 50_000) + "}</script>"
        let html = "<body>\(script)<p>One.</p><p title=\"\(String(repeating: "w ", count: 50_000))\">Two.</p></body>"
        let document = try read(html)
        #expect(document.text == "One.\n\nTwo." && document.notices.isEmpty)
    }

    @Test func `an XML answer becomes elements`() throws {
        let xml = "<?xml version=\"1.0\"?><f xmlns:x=\"u\"><x:e k=\"v &amp; w\">a<b>c</b><![CDATA[<d>]]></x:e><e/></f>"
        let root = try #require(XMLNode(parsing: Array(xml.utf8)))
        #expect(root.name == "f" && root.children.map(\.name) == ["e", "e"])
        #expect(root["e"]?.text == "ac<d>" && root["e"]?.attributes == ["k": "v & w"] && root["z"] == nil)
    }

    @Test(arguments: ["", "<a>", "words", "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><a>&e;</a>"])
    func `what is no XML, or declares entities, is none`(xml: String) {
        #expect(XMLNode(parsing: Array(xml.utf8)) == nil)
    }

    @Test(arguments: [
        ("a <b>b</b> &amp; c", "a b & c"), ("plain", "plain"), ("a\u{202E}b", "ab"), ("", ""), ("1 < 2", "1 < 2"),
    ])
    func `a snippet becomes words`(html: String, text: String) { #expect(PlainText.text(ofHTML: html) == text) }
}
