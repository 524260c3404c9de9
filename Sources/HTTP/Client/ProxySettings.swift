/// The proxies that the environment names, as other programs read them.
public struct ProxySettings: Sendable {
    /// No proxy.
    public static let none = ProxySettings(environment: [:])

    let http: String?
    let https: String?
    let exceptions: String

    /// Reads the variables `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy`.
    ///
    /// - Parameter environment: All variables; the names in capitals count too, except for `HTTP_PROXY`, which a web
    ///   server sets from a header of its client.
    public init(environment: [String: String]) {
        func value(_ names: [String]) -> String? {
            names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        }
        let all = ["all_proxy", "ALL_PROXY"]
        http = value(["http_proxy"] + all)
        https = value(["https_proxy", "HTTPS_PROXY"] + all)
        exceptions = value(["no_proxy", "NO_PROXY"]) ?? ""
    }
}

extension ProxySettings: CustomStringConvertible {
    /// Says which are set; their values may hold passwords.
    public var description: String { "proxies: http \(http != nil), https \(https != nil)" }
}
