import Glibc
import Synchronization

/// How the terminal treats keys, with a way back that also works when the program is about to end.
public enum TerminalMode {
    private struct Saved: @unchecked Sendable {
        // Unchecked: plain values of the C library.
        var settings: termios
        /// What is to be written to leave whatever was begun, such as another screen.
        var farewell: String
        /// What is in force until then, and what was written to begin it.
        var own: (settings: termios, greeting: String)?
    }

    private static let saved = Mutex<Saved?>(nil)
    /// The settings from before the program changed any.
    private static let first = Mutex<Saved?>(nil)

    /// Remembers how the terminal is, for the end of a program that is ended.
    ///
    /// - Parameter farewell: What is to be written then.
    public static func remember(farewell: String) {
        var settings = termios()
        guard tcgetattr(0, &settings) == 0 else { return }
        first.withLock { $0 = Saved(settings: settings, farewell: farewell) }
    }

    /// Gives the terminal back as the program found it, whatever it was doing.
    public static func restore() {
        leave()
        guard var before = first.withLock({ $0 }) else { return }
        write(before.farewell)
        tcsetattr(0, TCSANOW, &before.settings)
    }

    /// Has keys come one by one and unseen; Ctrl-C stays a signal.
    ///
    /// - Parameters:
    ///   - takesSignals: Whether Ctrl-C and its kin are signals.
    ///   - greeting: What is written to begin.
    ///   - farewell: What is written at the end.
    /// - Returns: Whether standard input is a terminal that can do so.
    public static func enterKeys(takesSignals: Bool = true, greeting: String = "", farewell: String = "") -> Bool {
        var settings = termios()
        guard tcgetattr(0, &settings) == 0 else { return false }
        let before = settings
        settings.c_lflag &= ~tcflag_t(ICANON | ECHO | (takesSignals ? 0 : ISIG))
        saved.withLock { [settings] in
            $0 = Saved(settings: before, farewell: farewell, own: (settings, greeting))
        }
        guard tcsetattr(0, TCSADRAIN, &settings) == 0 else {
            saved.withLock { $0 = nil }
            return false
        }
        write(greeting)
        return true
    }

    /// Gives the terminal the settings back that it had; does nothing if it has them.
    public static func leave() {
        guard
            var before = saved.withLock({ saved in
                defer { saved = nil }
                return saved
            })
        else { return }
        write(before.farewell)
        tcsetattr(0, TCSADRAIN, &before.settings)
    }

    /// Gives the terminal back for a while, as the program found it.
    public static func setAside() {
        guard var before = first.withLock({ $0 }) else { return }
        write(saved.withLock { $0?.farewell ?? "" } + before.farewell)
        tcsetattr(0, TCSADRAIN, &before.settings)
    }

    /// Takes the terminal up again after it was set aside; a line editor has to do so itself.
    public static func takeUp() {
        guard var own = saved.withLock({ $0?.own }) else { return }
        tcsetattr(0, TCSADRAIN, &own.settings)
        write(own.greeting)
    }

    /// The columns and lines of the terminal that standard output is; 80 and 24 where there is none.
    public static var size: (width: Int, height: Int) {
        var size = winsize()
        guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (80, 24) }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// Writes to the terminal; what cannot be written is lost.
    ///
    /// - Parameter text: Text and sequences.
    public static func write(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(1, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count <= 0 { return }
            bytes.removeFirst(count)
        }
    }
}
