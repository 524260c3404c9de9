import CCurl
import CEpoll
import Glibc

/// The sockets that the library waits for, and the wait for them.
///
/// It is `epoll` and not `poll`: of a hundred connections that stream, a few have news at a time. The kernel keeps the list,
/// so that neither it nor the library goes through all of them to find those.
final class SocketWatch {
    /// A socket on which something can be done.
    struct News {
        let socket: Int32
        /// What can be done, in the library's bits.
        let actions: Int32
    }

    /// How many sockets are told of at once; the others come next.
    private static let batch = 128

    private let file: Int32
    private let signal: Int32
    private var events = [epoll_event](repeating: epoll_event(), count: batch)

    /// Makes an empty list; nothing if there is no descriptor left.
    ///
    /// - Parameter signal: A counter, each growth of which ends a wait. Its owner closes it.
    init?(signal: Int32) {
        self.signal = signal
        file = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard file >= 0 else { return nil }
        // At its growth only, or else it would have to be read each time.
        guard set(EPOLL_CTL_ADD, signal, EPOLLIN.rawValue | EPOLLET.rawValue) else { return nil }
    }

    deinit { close(file) }

    /// Waits until a socket has news, the counter grows, or the time is over.
    func wait(milliseconds: Int32) -> [News] {
        let count = epoll_wait(file, &events, Int32(events.count), milliseconds)
        return events.prefix(max(0, Int(count))).compactMap { event in
            let socket = event.data.fd
            return socket == signal ? nil : News(socket: socket, actions: Self.actions(event.events))
        }
    }

    /// Watches a socket for what the library wants to do with it, or no longer.
    ///
    /// It keeps no list of its own. The library may close a socket before it says that it no longer wants it, and the same
    /// number may be another socket's by then; the kernel alone knows for sure what is watched.
    func watch(_ socket: Int32, for wanted: Int32) {
        guard wanted != CURL_POLL_REMOVE else {
            // Nothing is lost if this fails: a socket that was closed has left the list by itself.
            _ = set(EPOLL_CTL_DEL, socket, 0)
            return
        }
        var events: UInt32 = 0
        if wanted & CURL_POLL_IN != 0 { events |= EPOLLIN.rawValue }
        if wanted & CURL_POLL_OUT != 0 { events |= EPOLLOUT.rawValue }
        // Without memory for the list the transfer ends by its deadline.
        if !set(EPOLL_CTL_ADD, socket, events), errno == EEXIST { _ = set(EPOLL_CTL_MOD, socket, events) }
    }

    private func set(_ operation: Int32, _ socket: Int32, _ events: UInt32) -> Bool {
        var event = epoll_event(events: events, data: epoll_data_t(fd: socket))
        return epoll_ctl(file, operation, socket, &event) == 0
    }

    private static func actions(_ events: UInt32) -> Int32 {
        var actions: Int32 = 0
        // What is wrong shows best when it is read or written: the library's own bit for errors has no reason beside it,
        // and would end a transfer whose socket has the number of one that was closed a moment ago.
        let faults = EPOLLERR.rawValue | EPOLLHUP.rawValue
        if events & (EPOLLIN.rawValue | faults) != 0 { actions |= CURL_CSELECT_IN }
        if events & (EPOLLOUT.rawValue | faults) != 0 { actions |= CURL_CSELECT_OUT }
        return actions
    }
}

/// Called back by the library; a free function for the reason that is given beside those of `Transfer`.
func socketWatchSet(
    _ easy: UnsafeMutableRawPointer?,
    _ socket: curl_socket_t,
    _ wanted: Int32,
    _ pointer: UnsafeMutableRawPointer?,
    _ assigned: UnsafeMutableRawPointer?
) -> Int32 {
    guard let pointer else { return -1 }
    Unmanaged<SocketWatch>.fromOpaque(pointer).takeUnretainedValue().watch(socket, for: wanted)
    return 0
}
