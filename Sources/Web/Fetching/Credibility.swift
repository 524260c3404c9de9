import Documents
import HTTP

/// What can be said of a source from its address and from what it tells of itself, without judging what it says.
public struct Credibility: Sendable, Equatable {
    /// The kinds of sites that are told apart.
    public enum Kind: String, Sendable, CaseIterable {
        /// Manuscripts that nobody has reviewed.
        case preprint
        /// Journals and the indexes of journals.
        case scholarly
        /// Authorities and bodies of several states.
        case official
        /// Universities.
        case academic
        /// Encyclopedias that anyone may edit.
        case encyclopedia
        /// Forums, blogs and social networks, where anyone may write.
        case userWritten = "user-written"
        /// Anything else.
        case website

        /// The kind in words.
        var words: String {
            switch self {
            case .preprint: "a preprint, not peer-reviewed"
            case .scholarly: "a scholarly publisher or index"
            case .official: "an authority or intergovernmental body"
            case .academic: "a university's site"
            case .encyclopedia: "an encyclopedia that anyone may edit; prefer what it cites"
            case .userWritten: "written by users; anyone may publish there"
            case .website: "a site of unknown standing"
            }
        }
    }

    /// What kind of site it is.
    public let kind: Kind
    /// One line for a person: the kind, and what is missing.
    public let note: String

    /// Looks at a page.
    ///
    /// - Parameter page: The page.
    init(of page: FetchedPage) {
        // An address that was fetched can be read; one of a damaged record is of unknown standing.
        let url = try? WebAddress.read(page.uri)
        kind = Self.kind(of: url?.host ?? "")
        var parts = [kind.words]
        if page.document.author == nil { parts.append("no author named") }
        if page.document.published == nil { parts.append("no date told") }
        if url?.scheme == "http" { parts.append("sent without encryption") }
        if page.isTruncated { parts.append("only its beginning was read") }
        note = parts.joined(separator: "; ")
    }

    /// The kind of a host, by the ends of its name.
    static func kind(of host: String) -> Kind {
        let labels = host.split(separator: ".")
        func isBelow(_ names: [String]) -> Bool { names.contains { host == $0 || host.hasSuffix(".\($0)") } }
        if isBelow(preprints) { return .preprint }
        if isBelow(scholarly) { return .scholarly }
        if isBelow(userWritten) { return .userWritten }
        if isBelow(encyclopedias) { return .encyclopedia }
        // Such as nasa.gov and stats.gov.uk; mit.edu and ox.ac.uk.
        let ends = labels.suffix(2).filter { $0.count > 2 || $0 == labels.last || $0 == "ac" }
        if isBelow(official) || ends.contains(where: { ["gov", "mil", "int", "gob", "gouv"].contains($0) }) {
            return .official
        }
        if ends.contains("edu") || (labels.count > 2 && labels.dropLast().last == "ac") { return .academic }
        return .website
    }

    private static let preprints = [
        "arxiv.org", "biorxiv.org", "medrxiv.org", "chemrxiv.org", "ssrn.com", "osf.io", "preprints.org",
        "researchsquare.com",
    ]
    private static let scholarly = [
        "doi.org", "pubmed.ncbi.nlm.nih.gov", "pmc.ncbi.nlm.nih.gov", "nature.com", "science.org", "sciencedirect.com",
        "springer.com", "wiley.com", "plos.org", "cell.com", "thelancet.com", "nejm.org", "bmj.com", "pnas.org",
        "ieee.org", "acm.org", "jstor.org", "tandfonline.com", "sagepub.com", "oup.com", "cambridge.org", "mdpi.com",
        "frontiersin.org", "openalex.org", "semanticscholar.org", "royalsocietypublishing.org", "copernicus.org",
    ]
    private static let official = [
        "europa.eu", "un.org", "oecd.org", "worldbank.org", "ipcc.ch", "admin.ch", "bund.de",
    ]
    private static let encyclopedias = ["wikipedia.org", "wikidata.org", "wiktionary.org", "fandom.com"]
    private static let userWritten = [
        "reddit.com", "quora.com", "stackexchange.com", "stackoverflow.com", "medium.com", "substack.com",
        "blogspot.com",
        "wordpress.com", "tumblr.com", "x.com", "twitter.com", "facebook.com", "youtube.com", "tiktok.com",
        "linkedin.com", "news.ycombinator.com", "mastodon.social", "github.io",
    ]
}
