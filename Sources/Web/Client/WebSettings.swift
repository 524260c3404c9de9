/// What fetching a page may cost, and how polite it is.
public struct WebSettings: Sendable {
    /// What servers are told of who asks.
    public var userAgent: String
    /// The most bytes of a page, after decompression.
    public var maximumBytes: Int
    /// The longest time of one request.
    public var seconds: Double
    /// The time between the beginnings of two requests to one server.
    public var interval: Duration
    /// The most requests to one server at once.
    public var perServer: Int
    /// Whether what sites say in their robots.txt is obeyed.
    public var obeysRobots: Bool
    /// How often a server that is busy is asked again.
    public var retries: Int
    /// The longest wait that a server may ask for before it is asked again.
    public var longestWait: Duration
    /// The most redirects of one page.
    public var redirects: Int

    /// Creates settings.
    ///
    /// - Parameters:
    ///   - userAgent: What servers are told of who asks.
    ///   - maximumBytes: The most bytes of a page, after decompression.
    ///   - seconds: The longest time of one request.
    ///   - interval: The time between the beginnings of two requests to one server.
    ///   - perServer: The most requests to one server at once.
    ///   - obeysRobots: Whether what sites say in their robots.txt is obeyed.
    ///   - retries: How often a server that is busy is asked again.
    ///   - longestWait: The longest wait that a server may ask for before it is asked again.
    ///   - redirects: The most redirects of one page.
    public init(
        userAgent: String = "slate",
        maximumBytes: Int = 8 << 20,
        seconds: Double = 30,
        interval: Duration = .milliseconds(500),
        perServer: Int = 2,
        obeysRobots: Bool = true,
        retries: Int = 2,
        longestWait: Duration = .seconds(20),
        redirects: Int = 5
    ) {
        self.userAgent = userAgent
        self.maximumBytes = maximumBytes
        self.seconds = seconds
        self.interval = interval
        self.perServer = perServer
        self.obeysRobots = obeysRobots
        self.retries = retries
        self.longestWait = longestWait
        self.redirects = redirects
    }
}
