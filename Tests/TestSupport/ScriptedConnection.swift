import Glibc
import Synchronization

/// One connection of a scripted server.
struct ScriptedConnection {
    /// The other side sent its last byte; a constant that Swift does not import.
    private static let peerClosed: Int16 = 0x2000

    private let file: Int32
    private let script: (ScriptedServer.Request) -> [ScriptedServer.Step]
    private let counter: Counter
    private var unread: [UInt8] = []

    init(
        file: Int32,
        script: @escaping (ScriptedServer.Request) -> [ScriptedServer.Step],
        counter: Counter
    ) {
        self.file = file
        self.script = script
        self.counter = counter
        // Small, so that what a client does not read cannot hide in our buffer.
        var size: Int32 = 64 << 10
        setsockopt(file, SOL_SOCKET, SO_SNDBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        var on: Int32 = 1
        setsockopt(file, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Answers requests until one side closes the connection.
    mutating func serve() {
        while let request = readRequest() {
            counter.update { $0.requests.append(request) }
            for step in script(request) where !perform(step) { return }
        }
    }

    /// Returns false when the connection is over.
    private func perform(_ step: ScriptedServer.Step) -> Bool {
        switch step {
        case .send(let bytes): return send(bytes)
        case .sendRepeatedly(let bytes, let times): return (0..<times).allSatisfy { _ in send(bytes) }
        case .pause(let seconds): return wait(milliseconds: Int32(seconds * 1000))
        case .wait(let isSo):
            while !isSo() { guard wait(milliseconds: 10) else { return false } }
            return true
        case .hang: return wait(milliseconds: -1)
        case .close: return false
        }
    }

    private func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            var state = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
            if poll(&state, 1, 100) == 0 {
                counter.update { $0.stalls += 1 }
                continue
            }
            let count = bytes.withUnsafeBytes { bytes in
                let flags = Int32(MSG_NOSIGNAL | MSG_DONTWAIT)
                return Glibc.send(file, bytes.baseAddress.map { $0 + sent }, bytes.count - sent, flags)
            }
            if count < 0, errno != EAGAIN, errno != EINTR { return abandon() }
            guard count > 0 else { continue }
            sent += count
            counter.addSent(count)
        }
        return true
    }

    /// Waits; returns false if the client closed the connection meanwhile.
    private func wait(milliseconds: Int32) -> Bool {
        var state = pollfd(fd: file, events: Self.peerClosed, revents: 0)
        return poll(&state, 1, milliseconds) == 0 || abandon()
    }

    private func abandon() -> Bool {
        counter.update { $0.abandoned += 1 }
        return false
    }

    /// Where the empty line after the headers is; in a plain loop, as servers of benchmarks do little else.
    private var headEnd: Range<Int>? {
        unread.withUnsafeBufferPointer { bytes in
            var place = 3
            while place < bytes.count {
                if bytes[place] == 0x0A, bytes[place - 2] == 0x0A, bytes[place - 1] == 0x0D, bytes[place - 3] == 0x0D {
                    return place - 3..<place + 1
                }
                place += 1
            }
            return nil
        }
    }

    private mutating func readRequest() -> ScriptedServer.Request? {
        var found = headEnd
        while found == nil {
            guard readMore() else { return nil }
            // What does not begin with a letter is no request; most likely it is a handshake of TLS.
            guard let first = unread.first, first >= UInt8(ascii: "A") else {
                _ = send(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8))
                return nil
            }
            found = headEnd
        }
        guard let found else { return nil }
        let lines = String(decoding: unread[..<found.lowerBound], as: UTF8.self).split(separator: "\r\n")
        let words = lines[0].split(separator: " ")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
        }
        unread.removeSubrange(..<found.upperBound)
        let length = Int(headers["content-length"] ?? "0") ?? 0
        while unread.count < length { guard readMore() else { return nil } }
        let body = Array(unread.prefix(length))
        unread.removeFirst(length)
        guard words.count == 3 else { return nil }
        return ScriptedServer.Request(
            method: String(words[0]),
            target: String(words[1]),
            headers: headers,
            body: body
        )
    }

    private mutating func readMore() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = read(file, &buffer, buffer.count)
        if count > 0 { unread += buffer.prefix(count) }
        return count > 0
    }
}

/// The counts of a server, which all its threads change.
final class Counter: Sendable {
    private let counts = Mutex(ScriptedServer.Counts())
    /// Without the lock, for which many threads that send small pieces would queue up.
    private let bytesSent = Atomic(0)

    var value: ScriptedServer.Counts {
        var value = counts.withLock { $0 }
        value.bytesSent = bytesSent.load(ordering: .relaxed)
        return value
    }

    func addSent(_ bytes: Int) { bytesSent.add(bytes, ordering: .relaxed) }

    func update(_ change: (inout ScriptedServer.Counts) -> Void) { counts.withLock { change(&$0) } }
}
