/// The rules for going where a response sends us.
///
/// They are not left to the library, which takes only some credentials away from a request that goes to another server.
enum Redirect {
    /// The headers that another server may see.
    private static let harmless = ["accept", "accept-language", "content-type", "user-agent"]

    /// Where a response sends us, if it does.
    static func location(of head: Exchange.Head) -> String? {
        [301, 302, 303, 307, 308].contains(head.status) ? head.headers["location"] : nil
    }

    /// Changes a request into the one that follows a redirect; returns its URL.
    static func follow(
        to location: String,
        status: Int,
        from origin: RequestURL,
        _ request: inout HTTPRequest
    ) throws(HTTPError) -> RequestURL {
        let target = try origin.resolving(location)
        guard origin.scheme == "http" || target.scheme == "https" else {
            let message = "\(origin.origin) redirects from https to http, which is not followed; use the final URL"
            throw HTTPError(.refusedAddress, message)
        }
        // As browsers do it: these two statuses turned a POST into a GET before there was a 303 to say so.
        let dropsBody = status == 303 ? request.method != "HEAD" : status <= 302 && request.method == "POST"
        if dropsBody {
            request.method = "GET"
            request.body = nil
            request.headers["content-type"] = nil
        }
        if target.origin != origin.origin {
            request.headers = HTTPHeaders(request.headers.fields.filter { harmless.contains($0.name.lowercased()) })
        }
        return target
    }
}
