/// Says which addresses may be connected to.
///
/// It is asked about the address of every connection, after the name was looked up and for each redirect: what a name or
/// a URL looks like does not matter.
public struct EgressPolicy: Sendable {
    /// All addresses: for servers that the user has configured.
    public static let unrestricted = EgressPolicy(isUnrestricted: true, exceptions: [])

    /// The addresses of the public internet, of this computer and of private networks, and still no link-local ones nor
    /// the servers by which clouds hand out credentials.
    public static let publicAndPrivate = EgressPolicy(
        isUnrestricted: false,
        exceptions: privateNetworks,
        refusals: credentialServers
    )

    /// Whether it permits every address.
    let isUnrestricted: Bool
    private let exceptions: [AddressRange]
    /// What is refused although an exception holds it.
    private let refusals: [AddressRange]

    private init(isUnrestricted: Bool, exceptions: [AddressRange], refusals: [AddressRange] = []) {
        self.isUnrestricted = isUnrestricted
        self.exceptions = exceptions
        self.refusals = refusals
    }

    /// Permits the addresses of the public internet, and no loopback, private, link-local, shared, multicast,
    /// unspecified or reserved one, nor the servers by which clouds hand out credentials.
    ///
    /// - Parameter exceptions: Ranges that are permitted all the same.
    /// - Returns: The policy.
    public static func publicInternet(except exceptions: [AddressRange] = []) -> EgressPolicy {
        EgressPolicy(isUnrestricted: false, exceptions: exceptions)
    }

    /// Whether an address may be connected to.
    ///
    /// - Parameter address: The address of a connection.
    /// - Returns: Whether it may.
    public func permits(_ address: IPAddress) -> Bool {
        if isUnrestricted { return true }
        let address = address.embedded ?? address
        if refusals.contains(where: { $0.contains(address) }) { return false }
        if exceptions.contains(where: { $0.contains(address) }) { return true }
        let isGlobal = address.bytes.count == 4 || Self.globalVersion6.contains { $0.contains(address) }
        return isGlobal && !Self.special.contains { $0.contains(address) }
    }

    /// All that is routed of IPv6: what is outside need not be known by name to be refused.
    private static let globalVersion6 = ranges(["2000::/3"])

    /// Sources: the registries https://www.iana.org/assignments/iana-ipv4-special-registry and
    /// https://www.iana.org/assignments/iana-ipv6-special-registry.
    private static let special = ranges([
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
        // Tunnels (2001::/32, 2002::/16) hide an address of IPv4 in one of IPv6; the rest is for protocols and examples.
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        // Azure's server of credentials, which lies in a public range.
        "168.63.129.16",
    ])

    private static let privateNetworks = ranges([
        "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1", "fc00::/7",
    ])

    /// Those of AWS in IPv6 and of Alibaba; those of other clouds are link-local.
    private static let credentialServers = ranges(["fd00:ec2::254", "100.100.100.200"])

    private static func ranges(_ texts: [String]) -> [AddressRange] { texts.compactMap { AddressRange($0) } }
}
