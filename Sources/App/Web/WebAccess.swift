import Documents
import HTTP
import Web

/// The web as this process is configured to reach it.
///
/// A process needs one, so that all its fetches share the pace, the connections and what is known of robots.txt.
struct WebAccess: Sendable {
    let fetcher: WebFetcher
    let search: WebSearch
    /// How many results of a search are used.
    let results: Int

    /// Prepares the access; nothing is sent.
    ///
    /// - Parameters:
    ///   - configuration: What is configured.
    ///   - environment: The variables of the process: keys, proxies, certificate authorities.
    ///   - reader: What reads the pages.
    /// - Throws: `ConfigurationError`, and `HTTPError` if no requests can be made.
    init(_ configuration: Configuration, environment: [String: String], reader: DocumentReader) throws {
        let settings = configuration.webSettings
        let files = ["SSL_CERT_FILE", "CURL_CA_BUNDLE"].compactMap { environment[$0] }
        let authorities = files.first { !$0.isEmpty }
        let isPrivateAllowed = configuration.text("fetch.allow_private") == "true"
        let pages = try HTTPClient(
            policy: isPrivateAllowed ? .publicAndPrivate : .publicInternet(),
            authorityFile: authorities
        )
        fetcher = WebFetcher(client: WebClient(http: pages, settings: settings), reader: reader)
        // The addresses of engines are the user's or the engines' own, never a page's: any may be asked.
        let services = try HTTPClient(
            policy: .unrestricted,
            proxies: ProxySettings(environment: environment),
            authorityFile: authorities
        )
        search = WebSearch(
            client: WebClient(http: services, settings: settings),
            accesses: try configuration.searchEngines(environment: environment),
            contact: configuration.webContact
        )
        results = configuration.number("search.results")
    }
}

extension Session {
    /// Prepares the access to the web; nothing is sent.
    ///
    /// - Returns: The access, of which a process needs one.
    /// - Throws: `ConfigurationError`; `HTTPError` if no requests can be made.
    func webAccess() throws -> WebAccess {
        try WebAccess(configuration, environment: environment, reader: documentReader)
    }
}
