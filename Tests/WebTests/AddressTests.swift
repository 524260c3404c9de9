import Testing

@testable import Web

@Suite struct AddressTests {
    @Test(arguments: [
        "https://example.org", "HTTP://x", "ftp://x/y", "file:///etc", "a+b-c.1://x",
    ])
    func `an address is told from a path`(text: String) { #expect(WebAddress.isAddress(text)) }

    @Test(arguments: ["notes/a.md", "/a/b", "a:b", "http:/x", "://x", "1a://x", "é://x", "my notes://x", ""])
    func `a path is told from an address`(text: String) { #expect(!WebAddress.isAddress(text)) }

    @Test(arguments: [
        ("https://Example.org/a/", "http://www.example.org/a"), ("https://a.b/x?b=1&a=2", "https://a.b/x?a=2&b=1#top"),
        ("https://a.b/x?utm_source=y&gclid=1", "https://a.b/x"), ("https://a.b:443/x", "http://a.b:80/x"),
        ("https://doi.org/10.1000/ABC", "http://dx.doi.org/10.1000/abc"),
        ("http://arxiv.org/abs/2101.00001v2", "https://arxiv.org/pdf/2101.00001.pdf"),
    ])
    func `two addresses of one page have one key`(left: String, right: String) {
        #expect(WebAddress.key(of: left, doi: nil) == WebAddress.key(of: right, doi: nil))
    }

    @Test(arguments: [
        ("https://a.b/x", "https://a.b/y"), ("https://a.b/x?p=1", "https://a.b/x?p=2"),
        ("https://a.b:8080/", "https://a.b/"),
        ("https://a.b/X", "https://a.b/x"),
    ])
    func `two pages have two keys`(left: String, right: String) {
        #expect(WebAddress.key(of: left, doi: nil) != WebAddress.key(of: right, doi: nil))
    }

    @Test(arguments: [
        ("arxiv.org", Credibility.Kind.preprint), ("www.nature.com", .scholarly), ("en.wikipedia.org", .encyclopedia),
        ("old.reddit.com", .userWritten), ("www.epa.gov", .official), ("stats.gov.uk", .official),
        ("who.int", .official),
        ("mit.edu", .academic), ("ox.ac.uk", .academic), ("example.org", .website), ("notarxiv.org", .website),
        ("gov.example.com", .website), ("", .website), ("10.0.0.1", .website),
    ])
    func `a kind of site is told by the end of its name`(host: String, kind: Credibility.Kind) {
        #expect(Credibility.kind(of: host) == kind)
    }
}
