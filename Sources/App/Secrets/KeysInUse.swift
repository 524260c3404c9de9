import Agents
import Synchronization

/// The keys that this process has come to know: none of them is ever printed, stored or sent to a model.
final class KeysInUse: Sendable {
    /// Those of the process; what one part of it finds, all of it must not tell.
    static let ofProcess = KeysInUse()

    private struct State {
        var keys: [String] = []
        /// Made when it is needed; nothing where there are no keys.
        var filter: KeyFilter?
    }

    private let state = Mutex(State())

    /// All of them.
    var all: [String] { state.withLock { $0.keys } }

    /// Takes note of keys.
    ///
    /// - Parameter keys: The keys, as they are sent.
    func add(_ keys: [String]) {
        state.withLock { state in
            for key in keys where !key.isEmpty && !state.keys.contains(key) {
                state.keys.append(key)
                state.filter = nil
            }
        }
    }

    /// Takes the keys out of bytes that are about to be printed.
    func filtered(_ bytes: [UInt8]) -> [UInt8] {
        let filter = state.withLock { state -> KeyFilter? in
            if state.filter == nil, !state.keys.isEmpty { state.filter = KeyFilter(state.keys) }
            return state.filter
        }
        return filter?.filtered(bytes) ?? bytes
    }

    /// Takes the keys out of a text that is about to be stored; all else in it stays.
    func removed(from text: String) -> String { String(decoding: filtered(Array(text.utf8)), as: UTF8.self) }

    /// The values of variables whose names say that they are secret.
    ///
    /// A path to a key, and a short word such as `disabled`, are none, and would be missed in what is printed.
    static func values(of environment: [String: String]) -> [String] {
        environment.filter { name, value in
            let isWord = value.utf8.count < wordLimit && value.utf8.allSatisfy { $0 &- 0x61 < 26 }
            return !isWord && !value.hasPrefix("/") && TextGuard.isSecretName(name)
        }
        .map(\.value)
    }

    /// Lower-case letters alone are a key from this length on.
    private static let wordLimit = 12
}
