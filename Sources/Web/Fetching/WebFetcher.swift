public import Documents
import HTTP

/// Fetches pages of the web as documents.
///
/// Every hop of a redirect is held against the same rules as the first address: the policy on addresses, which looks at
/// what is connected to and not at names, the site's robots.txt, and the pace.
public final class WebFetcher: Sendable {
    private let client: WebClient
    private let reader: DocumentReader
    private let robots: RobotsCache

    /// Creates a fetcher.
    ///
    /// - Parameters:
    ///   - client: What sends the requests.
    ///   - reader: What reads the answers.
    public init(client: WebClient, reader: DocumentReader = DocumentReader()) {
        self.client = client
        self.reader = reader
        robots = RobotsCache(client: client)
    }

    /// Fetches a page.
    ///
    /// - Parameter address: Its address.
    /// - Returns: The page.
    /// - Throws: `WebError`; `CancellationError`.
    public func fetch(_ address: String) async throws -> FetchedPage {
        var url = try WebAddress.read(address)
        for _ in 0...client.settings.redirects {
            if client.settings.obeysRobots { try await robots.check(url) }
            let request = HTTPRequest("GET", url.text, headers: ["accept": Self.accepted])
            let answer = try await client.send(request, to: url, limit: client.settings.maximumBytes) { headers in
                try Self.checkType(ContentType(headers["content-type"]), of: url)
            }
            if (300..<400).contains(answer.status), let location = answer.headers["location"] {
                let target = try WebAddress.resolve(location, from: url)
                guard url.scheme == "http" || target.scheme == "https" else {
                    let message = "\(url.host) redirects from https to http, which is not followed"
                    throw WebError(.refusedAddress, "\(message); give the final address")
                }
                url = try WebAddress.read(target.text)
                continue
            }
            try checkStatus(answer, of: url)
            return try await page(of: answer, at: url, requested: address)
        }
        throw WebError(
            .tooManyRedirects,
            "\(url.host) redirects more than \(client.settings.redirects) times; give the final address"
        )
    }

    private static let accepted =
        "text/html,application/xhtml+xml,application/pdf;q=0.9,text/markdown;q=0.9,text/plain;q=0.8,"
        + "application/json;q=0.7,*/*;q=0.1"

    /// Refuses a type before its bytes are read.
    private static func checkType(_ type: ContentType, of url: RequestURL) throws {
        guard type.mediaType.isEmpty || DocumentReader.reads(mediaType: type.mediaType) else {
            let shown = type.mediaType.prefix(60)
            throw WebError(
                .unsupportedType,
                "\(url.text) is of the type \(shown); HTML, PDF, JSON, Markdown and other text are read"
            )
        }
    }

    private func checkStatus(_ answer: WebClient.Answer, of url: RequestURL) throws {
        guard !(200..<300).contains(answer.status) else { return }
        let reason =
            switch answer.status {
            case 401, 402, 403, 407, 451: "it is not for everybody"
            case 404, 410: "there is no such page"
            case 429, 503:
                client.askedWait(answer.headers).map { "it is busy and asks to wait \($0.components.seconds) s" }
                    ?? "it is busy; try again later"
            case 500...: "it has a fault of its own; try again later"
            default: "that is no page"
            }
        throw WebError(.status(answer.status), "\(url.text) answers \(answer.status): \(reason)")
    }

    private func page(of answer: WebClient.Answer, at url: RequestURL, requested: String) async throws -> FetchedPage {
        let type = ContentType(answer.headers["content-type"])
        var bytes = answer.body
        if answer.isTruncated {
            guard !bytes.starts(with: Array("%PDF-".utf8)) else {
                let limit = client.settings.maximumBytes
                throw WebError(.tooLarge, "\(url.text) is a PDF of more than \(limit) bytes; raise fetch.max_bytes")
            }
            Self.dropPartOfCharacter(&bytes)
        }
        var document = try await Self.read(bytes, type, url, with: reader)
        if answer.isTruncated {
            document.notices.append("only the first \(client.settings.maximumBytes) bytes of it were read")
        }
        return FetchedPage(
            requested: requested,
            uri: url.text,
            status: answer.status,
            document: document,
            bytes: answer.body.count,
            isTruncated: answer.isTruncated,
            accessed: client.now
        )
    }

    /// Reads the document away from the caller's actor: it is work for the processor, and a PDF takes a process.
    @concurrent private static func read(
        _ bytes: [UInt8],
        _ type: ContentType,
        _ url: RequestURL,
        with reader: DocumentReader
    ) async throws -> Document {
        try Task.checkCancellation()
        do {
            return try reader.read(bytes, mediaType: type.mediaType, charset: type.charset, name: url.text) {
                withUnsafeCurrentTask { $0?.isCancelled ?? false }
            }
        } catch {
            try Task.checkCancellation()
            let code: WebError.Code = error.code == .unsupported ? .unsupportedType : .unreadable
            throw WebError(code, error.message)
        }
    }

    /// A cut in the middle of a character must not look like damage.
    private static func dropPartOfCharacter(_ bytes: inout [UInt8]) {
        for _ in 0..<3 where bytes.last.map({ $0 & 0xC0 == 0x80 }) == true { bytes.removeLast() }
        if let last = bytes.last, last >= 0xC0 { bytes.removeLast() }
    }
}
