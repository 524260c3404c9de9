import Core
import Processes
import TestSupport

/// A key and a certificate for `127.0.0.1` that only its own file vouches for; the files go with this object.
final class TestCertificate: Sendable {
    /// Whether there is the program that makes one.
    static let isAvailable = ChildProcess.find("openssl", searchPath: nil) != nil

    let key: String
    let file: String
    private let folder: TemporaryFolder

    /// Makes both.
    init() throws {
        folder = try TemporaryFolder()
        (key, file) = (folder.path.appending("key.pem").string, folder.path.appending("certificate.pem").string)
        let kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
        let names = ["-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1"]
        _ = try Self.openSSL(["req"] + kind + names + ["-keyout", key, "-out", file]).run()
    }

    /// The program that comes with OpenSSL, for half a minute at most.
    static func openSSL(_ arguments: [String]) throws -> ChildProcess {
        let limits = ChildProcess.Limits(seconds: 30, outputBytes: 1 << 16)
        return try ChildProcess("timeout", arguments: ["30", "openssl"] + arguments, environment: [:], limits: limits)
    }
}
