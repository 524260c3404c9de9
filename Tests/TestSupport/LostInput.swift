import Core

/// Takes what is typed away after the program has seen it and before it reads it, as the system does at times for Ctrl-C.
public struct LostInput: Sendable {
    private let file: Path

    /// Prepares it; nothing is taken away yet.
    ///
    /// - Parameter slate: The program, in whose private folder a file stands for it.
    public init(_ slate: SlateProgram) { file = slate.folder.path.appending("lose") }

    /// The variables for the program.
    public var environment: [String: String] {
        [
            "LD_PRELOAD": SlateProgram.product("libFaultInjection.so").string, "FAULT_PROGRAM": "slate",
            "FAULT_LOSE": file.string,
        ]
    }

    /// Types what gets lost.
    ///
    /// - Parameters:
    ///   - keys: The keys.
    ///   - terminal: Where they are typed.
    /// - Returns: Whether they were seen, and taken away.
    /// - Throws: `FileError`.
    public func type(_ keys: String, on terminal: PseudoTerminal) throws -> Bool {
        try AtomicFile.write([], to: file, synchronizesFolder: false)
        terminal.type(keys)
        return waitUntil(seconds: 20) { !FileSystem.exists(file) }
    }
}
