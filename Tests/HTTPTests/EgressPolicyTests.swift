import HTTP
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct EgressPolicyTests {
    @Test(arguments: [
        "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "100.100.100.200", "100.127.255.255", "192.0.0.192", "198.18.0.1", "192.0.2.1",
        "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "168.63.129.16", "::", "::1", "::7f00:1",
        "::ffff:127.0.0.1", "::ffff:10.1.2.3", "64:ff9b::10.0.0.1", "64:ff9b::169.254.169.254", "64:ff9b:1::8.8.8.8",
        "fe80::1", "fe80::1%eth0", "febf::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "2001::1",
        "2002:7f00:1::",
        "3fff::1", "100::1", "5f00::1",
    ])
    func `an address that is not of the public internet is refused`(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(!EgressPolicy.publicInternet().permits(address))
        #expect(EgressPolicy.unrestricted.permits(address))
    }

    @Test(arguments: [
        "8.8.8.8", "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255", "223.255.255.255", "2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8",
    ])
    func `an address of the public internet is permitted`(text: String) throws {
        #expect(EgressPolicy.publicInternet().permits(try #require(IPAddress(text))))
    }

    @Test
    func `an exception is permitted in all ways to write it, and nothing beside it`() throws {
        let policy = EgressPolicy.publicInternet(except: [try #require(AddressRange("10.1.0.0/20"))])
        let permitted = ["10.1.0.1", "10.1.15.255", "::ffff:10.1.0.1"].compactMap { IPAddress($0) }
        let refused = ["10.1.16.0", "10.0.255.255", "::ffff:10.2.0.1"].compactMap { IPAddress($0) }
        #expect(permitted.count + refused.count == 6)
        #expect(permitted.allSatisfy(policy.permits))
        #expect(!refused.contains(where: policy.permits))
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("10.1.2.3", true), ("192.168.1.1", true), ("::1", true), ("fd00::1", true),
        ("8.8.8.8", true), ("169.254.169.254", false), ("fd00:ec2::254", false), ("100.100.100.200", false),
        ("168.63.129.16", false), ("fe80::1", false), ("0.0.0.0", false), ("::ffff:169.254.169.254", false),
        ("224.0.0.1", false), ("::ffff:127.0.0.1", true),
    ])
    func `private networks can be permitted, and the servers of credentials are not among them`(
        text: String,
        isPermitted: Bool
    ) throws {
        #expect(EgressPolicy.publicAndPrivate.permits(try #require(IPAddress(text))) == isPermitted)
    }

    @Test(arguments: ["", "x", "10.0.0.0/33", "10.0.0.0/", "10.0.0/8", "::1/129", "1.2.3.4/8/8", "10.0.0.0/-1"])
    func `what is no range is none`(text: String) { #expect(AddressRange(text) == nil) }

    @Test(arguments: [
        "127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "0.0.0.0", "0", "[::1]",
        "[::ffff:127.0.0.1]", "[::]", "127.0.0.1.",
    ])
    func `no way to write loopback gets around the policy`(host: String) async throws {
        let server = try ScriptedServer(.respond())
        let client = try HTTPClient(policy: .publicInternet())
        let url = "http://\(host):\(server.port)/"
        await #expect { _ = try await client.send(HTTPRequest("GET", url)) } throws: { error in
            [.refusedAddress, .resolveFailed].contains((error as? HTTPError)?.code)
        }
        #expect(server.counts.connections == 0)
    }

    @Test
    func `a redirect to an address that is refused is not followed`() async throws {
        let server = try ScriptedServer { request in [.respond(302, ["Location: http://127.0.0.2:9/"])] }
        let policy = EgressPolicy.publicInternet(except: [try #require(AddressRange("127.0.0.1"))])
        let client = try HTTPClient(policy: policy)
        await #expect {
            _ = try await client.send(HTTPRequest("GET", server.url(), redirects: .areFollowed(limit: 3)))
        } throws: { ($0 as? HTTPError)?.code == .refusedAddress }
        #expect(server.counts.requests.count == 1)
    }

    @Test
    func `the address of a name is looked at when it is connected to, each time`() async throws {
        let server = try ScriptedServer(.respond(200, ["Connection: close"]), .close)
        let permitted = try #require(AddressRange("127.0.0.1"))
        for (address, isPermitted) in [("127.0.0.1", true), ("127.0.0.2", false), ("10.0.0.1", false)] {
            let policy = EgressPolicy.publicInternet(except: [permitted])
            let client = try HTTPClient(policy: policy, addresses: { $0 == "name.example" ? [address] : nil })
            let request = HTTPRequest("GET", "http://name.example:\(server.port)/")
            let code: HTTPError.Code?
            do {
                _ = try await client.send(request)
                code = nil
            } catch {
                code = error.code
            }
            #expect(code == (isPermitted ? nil : .refusedAddress))
        }
        #expect(server.counts.requests.count == 1)
    }

    @Test
    func `a proxy is not used where addresses are refused, since it would connect to them`() async throws {
        let proxy = try ScriptedServer(.respond())
        let client = try HTTPClient(
            policy: .publicInternet(),
            proxies: ProxySettings(environment: ["http_proxy": proxy.url(), "all_proxy": proxy.url()])
        )
        await #expect { _ = try await client.send(HTTPRequest("GET", "http://127.0.0.1:9/")) } throws: { error in
            (error as? HTTPError)?.code == .refusedAddress
        }
        #expect(proxy.counts.connections == 0)
    }
}
