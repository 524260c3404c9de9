public import Core

/// What a run of the program takes for the internet: what names stand for, and which addresses lead to servers of a test.
///
/// Nothing in the program knows of it: a library is preloaded that stands before the C library's `getaddrinfo`, `connect`
/// and what goes with them. A connection that it leads to a server of the test takes a minute by the system's clock, so
/// that the next one is not made with what was looked up for it.
public struct ScriptedNetwork: Sendable {
    private let names: [String: [[String]]]
    private let routes: [String: Int]
    private let trace: Path?

    /// Makes a network.
    ///
    /// - Parameters:
    ///   - names: For each name the addresses that its first look-up gives, its second, and so on; the last is that of
    ///     all later ones. What is not there the system looks up.
    ///   - routes: For addresses of IPv4 the port on this computer at which a server of the test stands for them.
    ///   - trace: A file to which each look-up of one of the names appends a line; see `lookups(in:)`.
    public init(names: [String: [[String]]], routes: [String: Int] = [:], trace: Path? = nil) {
        self.names = names
        self.routes = routes
        self.trace = trace
    }

    /// The variables for a run of the program.
    public var environment: [String: String] {
        let names = names.map { name, answers in
            "\(name)=" + answers.map { $0.joined(separator: "+") }.joined(separator: ",")
        }
        return [
            "LD_PRELOAD": SlateProgram.product("libFaultInjection.so").string,
            "FAULT_NAMES": names.joined(separator: ";"),
            "FAULT_ROUTES": routes.map { "\($0.key)=\($0.value)" }.joined(separator: ";"),
            "FAULT_LOOKUPS": trace?.string ?? "",
        ]
    }

    /// The look-ups, in order.
    ///
    /// - Parameter trace: The file that was given as `trace`.
    /// - Returns: One line each: the name, a blank, and the addresses that were given.
    /// - Throws: `FileError`; `notFound` if nothing was looked up.
    public static func lookups(in trace: Path) throws -> [String] {
        String(decoding: try FileSystem.read(trace, limit: 1 << 20), as: UTF8.self).split(separator: "\n").map(
            String.init
        )
    }
}
