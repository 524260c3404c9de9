public import Core

/// How much memory a run of the program has at its most, which a preloaded library writes down as it ends.
public struct PeakMemory: Sendable {
    private let file: Path

    /// Prepares a measurement.
    ///
    /// - Parameter file: The file that gets the figure.
    public init(_ file: Path) { self.file = file }

    /// The variables for a run of the program.
    public var environment: [String: String] {
        [
            "LD_PRELOAD": SlateProgram.product("libFaultInjection.so").string, "FAULT_PROGRAM": "slate",
            "FAULT_PEAK": file.string,
        ]
    }

    /// What the run that ended last had.
    ///
    /// - Returns: MiB; zero where the system does not tell.
    /// - Throws: `FileError` with `notFound` if none has ended by itself.
    public func megabytes() throws -> Int {
        let text = String(decoding: try FileSystem.read(file, limit: 64), as: UTF8.self)
        return (Int(text.filter(\.isNumber)) ?? 0) >> 10
    }
}
