/// The settings of what is fetched from the web, and of the search for it.
enum FetchSettings {
    static let all = fetch + search

    private static let fetch = [
        Setting(
            key: "fetch.allow_private",
            kind: .flag,
            standard: "false",
            summary: "whether pages of this computer and of private networks may be fetched"
        ),
        Setting(
            key: "fetch.robots",
            kind: .flag,
            standard: "true",
            summary: "whether pages are left alone that a site's robots.txt asks programs to leave alone"
        ),
        Setting(
            key: "fetch.max_bytes",
            kind: .number(1_024...(1 << 30)),
            standard: String(8 << 20),
            summary: "the most that is read of a page, in bytes after decompression"
        ),
        Setting(
            key: "fetch.timeout_seconds",
            kind: .number(1...3_600),
            standard: "30",
            summary: "the longest time of one request"
        ),
        Setting(
            key: "fetch.interval_ms",
            kind: .number(0...600_000),
            standard: "500",
            summary: "the time between two requests to one server, in milliseconds"
        ),
        Setting(
            key: "fetch.contact",
            kind: .key,
            standard: "",
            summary: "an e-mail address by which sites can reach you; sent with each request"
        ),
    ]

    private static let search = [
        Setting(
            key: "search.engines",
            kind: .names,
            standard: "",
            summary: "the search engines for the web; without it all that need no more"
        ),
        Setting(
            key: "search.results",
            kind: .number(1...50),
            standard: "8",
            summary: "how many results of a search of the web are used"
        ),
        Setting(
            key: "search.searxng_url",
            kind: .address,
            standard: "",
            summary: "the address of a SearXNG server whose formats include json"
        ),
        Setting(
            key: "search.urls.*",
            kind: .address,
            standard: "",
            summary: "the address of a search engine in place of its own"
        ),
    ]
}
