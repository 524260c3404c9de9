import Agents
import Blackboard
import Core
import Documents
import HTTP
import LanguageModels
import Processes
import Research
import SQLite
import Web

/// What the user is told of an error: the one place where errors become words and exit codes.
struct ErrorReport {
    let status: ExitStatus
    /// A short name for programs.
    let code: String
    /// One sentence for people.
    let message: String

    init(_ error: any Error) {
        switch error {
        case let error as UsageError: self.init(.usage, "usage", error.description)
        case let error as ConfigurationError: self.init(.configuration, "configuration", error.description)
        case is CancellationError: self.init(.interrupted, "interrupted", "interrupted; what was found is on the board")
        case let error as QuestionError: self.init(.usage, "question", error.message)
        case let error as BlackboardError: self.init(.failure, Self.name(of: error.code), error.message)
        case let error as DocumentError: self.init(.failure, "document", error.message)
        case let error as AgentError: self.init(Self.status(of: error), Self.name(of: error.code), error.message)
        case let error as FileError: self.init(.failure, "file", error.message)
        case let error as ReportError: self.init(.failure, "report", error.message)
        case let error as ProcessError: self.init(.failure, "process", error.message)
        case let error as ModelError:
            self.init(ExitStatus(failedBecause: ExitReason(error)), Self.name(of: error.code), error.message)
        case let error as HTTPError: self.init(.failure, "http", error.message)
        case let error as WebError: self.init(.failure, "web", error.message)
        case let error as NothingToDoError: self.init(.failure, "nothing-to-do", error.message)
        case let error as RepetitionError: self.init(.failure, "replay", error.message)
        case let error as AnswerFailure: self.init(error.status, "answer", error.message)
        case let error as SQLiteError: self.init(.failure, "database", Self.advice(for: error))
        default: self.init(.failure, "internal", "unexpected: \(error)")
        }
    }

    private init(_ status: ExitStatus, _ code: String, _ message: String) {
        self.status = status
        self.code = code
        self.message = message
    }

    /// Prints the error where people, and with `--json` programs, look for it.
    func show(on console: Console) {
        console.fail(message)
        if console.isJSON { showJSON(on: console) }
    }

    /// Prints the error as an object on standard output.
    func showJSON(on console: Console) {
        let object: JSON = ["error": ["code": .string(code), "message": .string(message)]]
        console.printVerbatim(object.text + "\n")
    }

    private static func status(of error: AgentError) -> ExitStatus {
        switch error.code {
        case .unknownRole, .unknownToolset: .usage
        case .invalidRole: .configuration
        case .tool, .skillFile: .failure
        }
    }

    private static func name(of code: AgentError.Code) -> String { code == .skillFile ? "skill" : "agent" }

    private static func name(of code: BlackboardError.Code) -> String {
        switch code {
        case .notFound: "not-found"
        case .conflict: "conflict"
        case .quoteNotFound: "quote-not-found"
        case .invalid: "invalid"
        case .snapshotMissing: "snapshot-missing"
        case .leased: "leased"
        case .leaseLost: "lease-lost"
        case .runNotFound: "run-not-found"
        case .runActive: "run-active"
        case .runEnded: "run-ended"
        case .stepMissing: "step-missing"
        case .unwritten: "unwritten"
        case .database: "database"
        }
    }

    private static func name(of code: ModelError.Code) -> String {
        switch code {
        case .contextTooLong: "context-too-long"
        case .rateLimited: "rate-limited"
        case .quotaExhausted: "quota-exhausted"
        case .overloaded: "overloaded"
        case .unauthorized: "unauthorized"
        case .modelNotFound: "model-not-found"
        case .invalidRequest: "invalid-request"
        case .refused: "refused"
        case .unreachable: "unreachable"
        case .unavailable: "unavailable"
        case .timedOut: "timed-out"
        case .droppedStream: "dropped-stream"
        case .badResponse: "bad-response"
        case .unusableAnswer: "unusable-answer"
        case .notRecorded: "not-recorded"
        }
    }

    private static func advice(for error: SQLiteError) -> String {
        switch error.code {
        case .busy: "another process holds the board; try again"
        case .full: "the disk is full; nothing was stored; free some space and try again"
        case .corrupt: "board.db is damaged: \(error.message); move it away, and the next start rebuilds it"
        default: "the board's database failed: \(error)"
        }
    }
}
