/// The search engines that can be asked.
public enum SearchEngineName: String, Sendable, CaseIterable {
    /// The encyclopedia.
    case wikipedia
    /// Preprints of physics, mathematics, computer science and more.
    case arxiv
    /// What has a DOI.
    case crossref
    /// The open catalogue of scholarly works.
    case openalex
    /// Medicine and the life sciences.
    case pubmed
    /// A server of one's own that asks other engines.
    case searxng
    /// The web, with a key.
    case brave
    /// The web, with a key.
    case tavily

    /// The address that is asked where no other is configured; nothing where there is none.
    public var address: String? {
        switch self {
        case .wikipedia: "https://en.wikipedia.org"
        case .arxiv: "https://export.arxiv.org"
        case .crossref: "https://api.crossref.org"
        case .openalex: "https://api.openalex.org"
        case .pubmed: "https://eutils.ncbi.nlm.nih.gov"
        case .searxng: nil
        case .brave: "https://api.search.brave.com"
        case .tavily: "https://api.tavily.com"
        }
    }

    /// The variable that holds its key.
    public var keyVariable: String? {
        switch self {
        case .brave: "BRAVE_SEARCH_API_KEY"
        case .tavily: "TAVILY_API_KEY"
        case .openalex: "OPENALEX_API_KEY"
        default: nil
        }
    }

    /// Whether it answers nobody without a key.
    public var needsKey: Bool { self == .brave || self == .tavily }
}
