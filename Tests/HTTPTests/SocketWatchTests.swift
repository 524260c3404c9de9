import Glibc
import TestSupport
import Testing

@testable import HTTP

@Suite(.timeLimit(.minutes(1)))
struct SocketWatchTests {
    /// The library's numbers for what it wants of a socket; those of what can be done are the same.
    private static let (read, write, both, nothing): (Int32, Int32, Int32, Int32) = (1, 2, 3, 4)

    private let mailbox: Mailbox
    private let watch: SocketWatch

    init() throws {
        mailbox = try #require(Mailbox())
        watch = try #require(SocketWatch(signal: mailbox.signal))
    }

    /// What can be done now, as "socket:actions".
    private func news() -> [String] { watch.wait(milliseconds: 0).map { "\($0.socket):\($0.actions)" } }

    @Test
    func `a socket has news only for what is wanted of it`() throws {
        let pair = try SocketPair()
        watch.watch(pair.near, for: Self.read)
        #expect(news().isEmpty)
        watch.watch(pair.near, for: Self.write)
        #expect(news() == ["\(pair.near):\(Self.write)"])
        pair.send()
        watch.watch(pair.near, for: Self.both)
        #expect(news() == ["\(pair.near):\(Self.both)"])
        watch.watch(pair.near, for: Self.read)
        #expect(news() == ["\(pair.near):\(Self.read)"])
        // What was not read yet is told of again.
        #expect(news() == ["\(pair.near):\(Self.read)"])
        watch.watch(pair.near, for: Self.nothing)
        #expect(news().isEmpty)
        watch.watch(pair.near, for: Self.read)
        #expect(news() == ["\(pair.near):\(Self.read)"])
    }

    @Test
    func `a socket whose other side is gone is read and written, which shows why`() throws {
        let pair = try SocketPair()
        watch.watch(pair.near, for: Self.read)
        pair.closeFar()
        #expect(news() == ["\(pair.near):\(Self.both)"])
        watch.watch(pair.near, for: Self.nothing)
        #expect(news().isEmpty)
    }

    @Test
    func `a socket that was closed without a word is no longer watched, and its number can be`() throws {
        let (old, new) = (try SocketPair(), try SocketPair())
        watch.watch(old.near, for: Self.read)
        old.send()
        // In one step, since other tests open files at the same time.
        dup2(new.near, old.near)
        #expect(news().isEmpty)
        watch.watch(old.near, for: Self.read)
        #expect(news().isEmpty)
        new.send()
        #expect(news() == ["\(old.near):\(Self.read)"])
    }

    @Test
    func `taking back what was closed, or never watched, does nothing`() throws {
        let (pair, other) = (try SocketPair(), try SocketPair())
        watch.watch(other.near, for: Self.write)
        watch.watch(pair.near, for: Self.nothing)
        watch.watch(-1, for: Self.nothing)
        #expect(news() == ["\(other.near):\(Self.write)"])
    }

    @Test
    func `more sockets than fit in one answer all have their turn`() throws {
        let pairs = try (0..<300).map { _ in try SocketPair() }
        for pair in pairs {
            pair.send()
            watch.watch(pair.near, for: Self.read)
        }
        let told = (0..<3).flatMap { _ in watch.wait(milliseconds: 0).map(\.socket) }
        #expect(Set(told) == Set(pairs.map(\.near)))
    }

    // Without the wake-up each wait takes longer than the suite may.
    @Test
    func `each command that finds none before it ends a wait, also one that came before it`() {
        for count in 1...3 {
            for _ in 0..<count { mailbox.add(.stop) }
            #expect(watch.wait(milliseconds: 120_000).isEmpty)
            #expect(mailbox.take().count == count)
        }
    }
}

/// Two sockets that are connected to each other.
private final class SocketPair {
    let near: Int32
    private let far: Int32
    private var isFarOpen = true

    init() throws {
        var files: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        try #require(socketpair(AF_UNIX, kind, 0, &files) == 0)
        (near, far) = (files[0], files[1])
    }

    deinit {
        close(near)
        closeFar()
    }

    /// Sends a byte to the near one.
    func send() { Glibc.write(far, "x", 1) }

    func closeFar() {
        if isFarOpen { close(far) }
        isFarOpen = false
    }
}
