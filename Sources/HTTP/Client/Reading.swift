/// The reader's hold on a transfer: as long as it lives, somebody may still want the response.
final class Reading: Sendable {
    private let exchange: Exchange
    private let thread: EventThread

    init(_ exchange: Exchange, on thread: EventThread) {
        self.exchange = exchange
        self.thread = thread
    }

    deinit {
        if !exchange.isOver { thread.post(.cancel(exchange)) }
    }

    /// Waits for the beginning of the response.
    func head(isolation: isolated (any Actor)? = #isolation) async throws(HTTPError) -> Exchange.Head {
        if Task.isCancelled { cancel() }
        while true {
            if let head = try exchange.head() { return head }
            await wait(forHead: true)
        }
    }

    /// Waits for the next bytes; nothing at the end.
    func next(isolation: isolated (any Actor)? = #isolation) async throws(HTTPError) -> [UInt8]? {
        if Task.isCancelled { cancel() }
        while true {
            switch try exchange.take() {
            case .end: return nil
            case .nothing: await wait(forHead: false)
            case .bytes(let bytes, let wasFull):
                if wasFull { thread.post(.resume(exchange)) }
                return bytes
            }
        }
    }

    private func wait(forHead: Bool, isolation: isolated (any Actor)? = #isolation) async {
        await withTaskCancellationHandler {
            await exchange.wait(forHead: forHead)
        } onCancel: {
            cancel()
        }
    }

    /// Lets the reader go at once; the event thread closes the connection as soon as it wakes.
    private func cancel() {
        exchange.end(.failure(HTTPError(.cancelled, "the request was cancelled")))
        thread.post(.cancel(exchange))
    }
}
