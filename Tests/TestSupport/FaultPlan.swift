public import Core

/// What is to go wrong in a run of the program, and at which call of the C library.
///
/// The calls that a plan is about are counted from 1, in all threads of the program; its children and the shell that
/// starts it are left alone. Nothing in the program knows of it: a library is preloaded that stands before these calls.
public struct FaultPlan: Sendable {
    /// The calls that can be counted; each stands for its variants too, such as `openat64`.
    public enum Call: String, CaseIterable, Sendable {
        case open, write, pwrite, fsync, fdatasync, syncfs, rename, link, unlink, ftruncate
    }

    /// What happens.
    public enum Fault: Sendable {
        /// The call fails with an error number and does nothing.
        case error(Int32)
        /// A write writes half of its bytes and says so; other calls work.
        case shortWrite
        /// SIGKILL instead of the call.
        case killBefore
        /// SIGKILL after half of the bytes are written; after the call if it is no write.
        case killMidway
        /// SIGKILL right after the call.
        case killAfter

        fileprivate var variables: [String: String] {
            switch self {
            case .error(let number): ["FAULT_ACTION": "fail", "FAULT_ERROR": String(number)]
            case .shortWrite: ["FAULT_ACTION": "shorten"]
            case .killBefore: ["FAULT_ACTION": "kill-before"]
            case .killMidway: ["FAULT_ACTION": "kill-midway"]
            case .killAfter: ["FAULT_ACTION": "kill-after"]
            }
        }
    }

    private let fault: Fault?
    private let number: Int
    private let calls: [Call]
    private let pathPart: String
    private let isLasting: Bool
    private let trace: Path?
    private let program: String

    /// Makes a plan.
    ///
    /// - Parameters:
    ///   - fault: What happens; nothing to only count.
    ///   - number: At which call, counted from 1.
    ///   - isLasting: Whether it happens at all later calls too.
    ///   - calls: The calls that count.
    ///   - pathPart: What the path of a call's file must contain to count, as it is given or, for an open file, as the
    ///     system knows it; for two paths one of them. Everything by default.
    ///   - trace: A file to which each counted call appends a line, even if it is the last; see `calls(in:)`.
    ///   - program: The name of the program that it is about.
    public init(
        _ fault: Fault? = nil,
        at number: Int = 1,
        isLasting: Bool = false,
        calls: [Call] = Call.allCases,
        pathPart: String = "",
        trace: Path? = nil,
        program: String = "slate"
    ) {
        self.fault = fault
        self.number = number
        self.isLasting = isLasting
        self.calls = calls
        self.pathPart = pathPart
        self.trace = trace
        self.program = program
    }

    /// The variables for a run of the program.
    public var environment: [String: String] {
        var variables = fault?.variables ?? [:]
        variables["LD_PRELOAD"] = SlateProgram.product("libFaultInjection.so").string
        variables["FAULT_PROGRAM"] = program
        variables["FAULT_CALLS"] = calls.map(\.rawValue).joined(separator: ",")
        variables["FAULT_PATH"] = pathPart
        variables["FAULT_AT"] = String(number)
        variables["FAULT_LASTING"] = isLasting ? "1" : ""
        variables["FAULT_TRACE"] = trace?.string ?? ""
        return variables
    }

    /// The calls that were counted, in order.
    ///
    /// - Parameter trace: The file that was given as `trace`.
    /// - Returns: One line a call: its number, its name and its path, with blanks between.
    /// - Throws: `FileError`; `notFound` if nothing was counted.
    public static func calls(in trace: Path) throws -> [String] {
        let text = String(decoding: try FileSystem.read(trace, limit: 64 << 20), as: UTF8.self)
        return text.split(separator: "\n").map(String.init)
    }
}
