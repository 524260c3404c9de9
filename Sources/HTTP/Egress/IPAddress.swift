import CCurl
import Glibc

/// An address of IPv4 or IPv6.
public struct IPAddress: Sendable, Hashable, CustomStringConvertible {
    /// The bytes, most significant first: 4 or 16.
    let bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// Reads an address.
    ///
    /// - Parameter text: Such as `192.0.2.1` or `2001:db8::1`, without brackets; a zone after `%` is left out.
    public init?(_ text: String) {
        let text = text.split(separator: "%", omittingEmptySubsequences: false).first.map(String.init) ?? ""
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = withUnsafeBytes(of: four) { Array($0) }
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            bytes = withUnsafeBytes(of: six) { Array($0) }
        } else {
            return nil
        }
    }

    /// Reads what a socket would be connected to; nothing if that is no address of IPv4 or IPv6.
    init?(socketAddress: UnsafePointer<sockaddr>) {
        let raw = UnsafeRawPointer(socketAddress)
        switch Int32(socketAddress.pointee.sa_family) {
        case AF_INET:
            let offset = MemoryLayout<sockaddr_in>.offset(of: \.sin_addr) ?? 4
            bytes = Array(UnsafeRawBufferPointer(start: raw + offset, count: 4))
        case AF_INET6:
            let offset = MemoryLayout<sockaddr_in6>.offset(of: \.sin6_addr) ?? 8
            bytes = Array(UnsafeRawBufferPointer(start: raw + offset, count: 16))
        default: return nil
        }
    }

    /// The address of IPv4 that one of IPv6 stands for: written as IPv6, or behind the well-known NAT64 prefix.
    var embedded: IPAddress? {
        guard bytes.count == 16 else { return nil }
        let prefixes: [AddressRange?] = [AddressRange("::ffff:0:0/96"), AddressRange("64:ff9b::/96")]
        guard prefixes.contains(where: { $0?.contains(self) == true }) else { return nil }
        return IPAddress(bytes: Array(bytes[12...]))
    }

    /// The usual text of the address.
    public var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        guard inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return "" }
        return text.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    }
}

/// Addresses that begin with the same bits.
public struct AddressRange: Sendable, Hashable {
    private let first: IPAddress
    private let bits: Int

    /// Reads a range.
    ///
    /// - Parameter text: Such as `10.0.0.0/8`, or a single address.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let first = parts.first.flatMap({ IPAddress(String($0)) }) else { return nil }
        let bits = parts.count == 2 ? Int(parts[1]) : first.bytes.count * 8
        guard let bits, (0...first.bytes.count * 8).contains(bits) else { return nil }
        self.first = first
        self.bits = bits
    }

    /// Whether an address is in the range.
    ///
    /// - Parameter address: An address; one of the other version never is.
    /// - Returns: Whether it is in the range.
    public func contains(_ address: IPAddress) -> Bool {
        guard address.bytes.count == first.bytes.count else { return false }
        let whole = bits / 8
        guard address.bytes.prefix(whole).elementsEqual(first.bytes.prefix(whole)) else { return false }
        let rest = bits % 8
        return rest == 0 || (address.bytes[whole] ^ first.bytes[whole]) >> (8 - rest) == 0
    }
}
