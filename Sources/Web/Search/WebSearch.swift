/// Asks search engines side by side and makes one list of what they find.
public struct WebSearch: Sendable {
    /// An engine and where and how it is asked.
    public struct Access: Sendable {
        /// The engine.
        public let engine: SearchEngineName
        /// Its address; nothing for its own.
        public var address: String?
        fileprivate var key: String?

        /// What it lacks, in words; nothing if it can be asked.
        public var lack: String? {
            if engine.needsKey, key == nil { return "a key in \(engine.keyVariable ?? "the environment")" }
            return address ?? engine.address == nil ? "its address in search.\(engine.rawValue)_url" : nil
        }

        /// Creates an access.
        ///
        /// - Parameters:
        ///   - engine: The engine.
        ///   - address: Its address; nothing for its own.
        ///   - key: Its key, which is sent to that address only.
        public init(_ engine: SearchEngineName, address: String? = nil, key: String? = nil) {
            self.engine = engine
            self.address = address
            self.key = key
        }
    }

    /// What a search gave.
    public struct Outcome: Sendable, Equatable {
        /// The results, best first.
        public var results: [SearchResult]
        /// What went wrong with single engines, in words for a person.
        public var notices: [String]
    }

    /// The longest query, in characters; Brave takes no more.
    private static let queryLimit = 400

    private let client: WebClient
    private let engines: [any SearchEngine]
    private let contact: String?

    /// Creates a search.
    ///
    /// - Parameters:
    ///   - client: What sends the requests; its addresses are the user's or the engines' own.
    ///   - accesses: The engines; those without an address or a key that they need are left out.
    ///   - contact: An e-mail address by which services can reach who asks much.
    public init(client: WebClient, accesses: [Access], contact: String? = nil) {
        self.client = client
        self.contact = contact
        engines = accesses.compactMap { access in
            guard access.lack == nil, let address = access.address ?? access.engine.address else { return nil }
            var base = address
            while base.last == "/" { base.removeLast() }
            return Self.engine(access.engine, base: base, key: access.key ?? "", contact: contact)
        }
    }

    /// The engines that are asked.
    public var names: [SearchEngineName] { engines.map(\.name) }

    /// Searches.
    ///
    /// - Parameters:
    ///   - query: What to search for.
    ///   - limit: The most results.
    /// - Returns: The results of all engines that answered.
    /// - Throws: `WebError` if there is no engine, or none answered; `CancellationError`.
    public func search(_ query: String, limit: Int) async throws -> Outcome {
        let words = SearchText.line(query, limit: Self.queryLimit)
        guard !words.isEmpty else { throw WebError(.badAnswer, "there is nothing to search for; give a few words") }
        guard !engines.isEmpty else {
            throw WebError(.unreachable, "no search engine is set up; name some in search.engines")
        }
        var lists: [Int: [SearchResult]] = [:]
        var failures: [Int: WebError] = [:]
        await withTaskGroup(of: (Int, Result<[SearchResult], any Error>).self) { group in
            for (index, engine) in engines.enumerated() {
                group.addTask { (index, await ask(engine, words, limit)) }
            }
            for await (index, result) in group {
                switch result {
                case .success(let results): lists[index] = results
                case .failure(let error): failures[index] = error as? WebError
                }
            }
        }
        try Task.checkCancellation()
        let notices = failures.sorted { $0.key < $1.key }.map {
            "\(engines[$0.key].name.rawValue): \($0.value.message)"
        }
        if lists.isEmpty {
            throw WebError(.unreachable, "no search engine answered: \(notices.joined(separator: "; "))")
        }
        // In the order of the configuration, whichever answered first.
        let ranked = lists.sorted { $0.key < $1.key }.map(\.value)
        return Outcome(results: SearchMerge.merge(ranked, limit: limit), notices: notices)
    }

    private func ask(
        _ engine: any SearchEngine,
        _ query: String,
        _ limit: Int
    ) async -> Result<[SearchResult], any Error> {
        let service = SearchService(client: client, engine: engine.name)
        do {
            return .success(Array(try await engine.search(query, limit: limit, through: service).prefix(limit)))
        } catch {
            return .failure(error)
        }
    }

    private static func engine(
        _ name: SearchEngineName,
        base: String,
        key: String,
        contact: String?
    ) -> any SearchEngine {
        switch name {
        case .wikipedia: Wikipedia(base: base)
        case .arxiv: ArXiv(base: base)
        case .crossref: Crossref(base: base, contact: contact)
        case .openalex: OpenAlex(base: base, key: key, contact: contact)
        case .pubmed: PubMed(base: base, contact: contact)
        case .searxng: SearXNG(base: base)
        case .brave: Brave(base: base, key: key)
        case .tavily: Tavily(base: base, key: key)
        }
    }
}
