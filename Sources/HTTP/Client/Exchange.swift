import Synchronization

/// What the event thread and the reader of one request share: the response so far, and who waits for more of it.
final class Exchange: Sendable {
    /// The beginning of a response.
    struct Head: Sendable {
        var status: Int
        var headers: HTTPHeaders
    }

    /// What a reader finds.
    enum Piece {
        /// Bytes; `wasFull` asks the reader to have the transfer resumed.
        case bytes([UInt8], wasFull: Bool)
        /// Nothing yet.
        case nothing
        /// Nothing any more.
        case end
    }

    private struct State {
        var head: Head?
        var buffer: [UInt8] = []
        var isFull = false
        var ending: Result<Void, HTTPError>?
        var waiter: CheckedContinuation<Void, Never>?
    }

    /// How many bytes wait for the reader before the connection is no longer read from.
    ///
    /// Of a compressed body the library holds beside them what one read of 16 KiB decompresses to, at worst 16 MiB.
    static let bufferLimit = 256 << 10

    private let state = Mutex(State())

    /// Whether the transfer is over, as far as the reader goes.
    var isOver: Bool { state.withLock { $0.ending != nil } }

    // MARK: The event thread

    /// Sets the beginning of the response; the reader learns of it by `wake`.
    func begin(_ head: Head) { state.withLock { $0.head = head } }

    /// Takes bytes, all or none.
    ///
    /// The choice and the note of it are one critical section: a reader that drained the buffer in between would
    /// never have the transfer resumed.
    func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
        state.withLock { state in
            guard state.buffer.isEmpty || state.buffer.count + bytes.count <= Self.bufferLimit else {
                state.isFull = true
                return false
            }
            state.buffer.append(contentsOf: bytes)
            return true
        }
    }

    /// Lets the reader look at what came, if it waits.
    func wake() {
        let waiter = state.withLock { $0.waiter.take() }
        waiter?.resume()
    }

    /// Ends the exchange, unless it has ended, and wakes the reader.
    func end(_ result: Result<Void, HTTPError>) {
        let waiter = state.withLock { state in
            if state.ending == nil { state.ending = result }
            return state.waiter.take()
        }
        waiter?.resume()
    }

    // MARK: The reader

    /// The beginning of the response, if it is there; what fails later is the body's to report.
    func head() throws(HTTPError) -> Head? {
        let (head, ending) = state.withLock { ($0.head, $0.ending) }
        if case .failure(let error) = ending, head == nil || error.code == .cancelled { throw error }
        return head
    }

    /// Takes what has come.
    ///
    /// What came before an error is handed out first, except that a cancelled reader gets nothing more.
    func take() throws(HTTPError) -> Piece {
        let (buffer, wasFull, ending) = state.withLock { state in
            defer {
                state.buffer = []
                state.isFull = false
            }
            return (state.buffer, state.isFull, state.ending)
        }
        if case .failure(let error) = ending, buffer.isEmpty || error.code == .cancelled { throw error }
        if !buffer.isEmpty { return .bytes(buffer, wasFull: wasFull) }
        return ending == nil ? .nothing : .end
    }

    /// Waits for the beginning of the response, or else for bytes or the end; there is one reader only.
    func wait(forHead: Bool, isolation: isolated (any Actor)? = #isolation) async {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                let hasNews = state.ending != nil || !state.buffer.isEmpty || (forHead && state.head != nil)
                precondition(state.waiter == nil, "a response has one reader only")
                if !hasNews { state.waiter = continuation }
                return hasNews
            }
            if isReady { continuation.resume() }
        }
    }
}
