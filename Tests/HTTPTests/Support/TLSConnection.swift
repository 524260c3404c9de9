import Glibc

/// The side of a server of TLS, with the library that the client under test has loaded, too.
struct TLSLibrary: @unchecked Sendable {
    // Addresses of functions, which are there for as long as the process is, and may be called from any thread.
    private let acceptTLS, readTLS, writeTLS, freeTLS, newTLS, setFile: UnsafeMutableRawPointer
    private let context: OpaquePointer

    private typealias Make = @convention(c) (OpaquePointer?) -> OpaquePointer?
    private typealias Method = @convention(c) () -> OpaquePointer?
    private typealias Act = @convention(c) (OpaquePointer?) -> Int32
    private typealias SetNumber = @convention(c) (OpaquePointer?, Int32) -> Int32
    private typealias Load = @convention(c) (OpaquePointer?, UnsafePointer<CChar>, Int32) -> Int32
    private typealias Choose =
        @convention(c) (
            OpaquePointer?, UnsafeMutablePointer<UnsafePointer<UInt8>?>?, UnsafeMutablePointer<UInt8>?,
            UnsafePointer<UInt8>?, UInt32, UnsafeMutableRawPointer?
        ) -> Int32
    private typealias SetChoice = @convention(c) (OpaquePointer?, Choose, UnsafeMutableRawPointer?) -> Void

    /// Prepares a server that speaks HTTP/2; nothing if the library is not there.
    init?(_ certificate: TestCertificate) {
        guard let library = dlopen("libssl.so.3", RTLD_NOW), let method = dlsym(library, "TLS_server_method"),
            let make = dlsym(library, "SSL_CTX_new"), let load = dlsym(library, "SSL_CTX_use_certificate_file"),
            let loadKey = dlsym(library, "SSL_CTX_use_PrivateKey_file"),
            let choose = dlsym(library, "SSL_CTX_set_alpn_select_cb"), let newTLS = dlsym(library, "SSL_new"),
            let setFile = dlsym(library, "SSL_set_fd"), let acceptTLS = dlsym(library, "SSL_accept"),
            let readTLS = dlsym(library, "SSL_read"), let writeTLS = dlsym(library, "SSL_write"),
            let freeTLS = dlsym(library, "SSL_free"),
            let context = unsafeBitCast(make, to: Make.self)(unsafeBitCast(method, to: Method.self)())
        else { return nil }
        (self.newTLS, self.setFile, self.acceptTLS) = (newTLS, setFile, acceptTLS)
        (self.readTLS, self.writeTLS, self.freeTLS, self.context) = (readTLS, writeTLS, freeTLS, context)
        let isPEM: Int32 = 1
        guard unsafeBitCast(load, to: Load.self)(context, certificate.file, isPEM) == 1,
            unsafeBitCast(loadKey, to: Load.self)(context, certificate.key, isPEM) == 1
        else { return nil }
        unsafeBitCast(choose, to: SetChoice.self)(context, chooseHTTP2, nil)
    }

    /// Shakes hands over a socket; nothing if the other side does not.
    fileprivate func accept(_ file: Int32) -> OpaquePointer? {
        guard let tls = unsafeBitCast(newTLS, to: Make.self)(context) else { return nil }
        guard unsafeBitCast(setFile, to: SetNumber.self)(tls, file) == 1,
            unsafeBitCast(acceptTLS, to: Act.self)(tls) == 1
        else {
            free(tls)
            return nil
        }
        return tls
    }

    fileprivate func free(_ tls: OpaquePointer) {
        unsafeBitCast(freeTLS, to: (@convention(c) (OpaquePointer?) -> Void).self)(tls)
    }

    fileprivate func read(_ tls: OpaquePointer, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        typealias Read = @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?, Int32) -> Int32
        return Int(unsafeBitCast(readTLS, to: Read.self)(tls, buffer.baseAddress, Int32(buffer.count)))
    }

    fileprivate func write(_ tls: OpaquePointer, _ bytes: UnsafeRawBufferPointer) -> Bool {
        typealias Write = @convention(c) (OpaquePointer?, UnsafeRawPointer?, Int32) -> Int32
        return unsafeBitCast(writeTLS, to: Write.self)(tls, bytes.baseAddress, Int32(bytes.count)) == bytes.count
    }
}

/// One connection of a server of TLS.
final class TLSConnection {
    private let library: TLSLibrary
    private let tls: OpaquePointer

    /// Shakes hands; the caller closes the socket later.
    init?(_ library: TLSLibrary, _ file: Int32) {
        guard let tls = library.accept(file) else { return nil }
        (self.library, self.tls) = (library, tls)
    }

    deinit { library.free(tls) }

    /// Waits for a number of bytes; nothing at the end.
    func read(_ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var start = 0
        while start < count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                library.read(tls, into: UnsafeMutableRawBufferPointer(rebasing: buffer[start...]))
            }
            guard got > 0 else { return nil }
            start += got
        }
        return bytes
    }

    /// Sends bytes; whether they went out.
    func write(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBytes { library.write(tls, $0) } }
}

/// The one protocol that the server speaks; the library keeps the address, and nobody writes there.
nonisolated(unsafe) private let http2: UnsafePointer<UInt8> = {
    let name = UnsafeMutablePointer<UInt8>.allocate(capacity: 2)
    (name[0], name[1]) = (UInt8(ascii: "h"), UInt8(ascii: "2"))
    return UnsafePointer(name)
}()

private func chooseHTTP2(
    _ tls: OpaquePointer?,
    _ choice: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
    _ length: UnsafeMutablePointer<UInt8>?,
    _ offered: UnsafePointer<UInt8>?,
    _ offeredLength: UInt32,
    _ user: UnsafeMutableRawPointer?
) -> Int32 {
    choice?.pointee = http2
    length?.pointee = 2
    return 0
}
