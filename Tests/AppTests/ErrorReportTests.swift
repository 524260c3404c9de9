@testable import App
import LanguageModels
import Testing

@Suite struct ErrorReportTests {
    @Test(
        arguments: [
            (.unauthorized, .configuration), (.modelNotFound, .configuration), (.invalidRequest, .configuration),
            (.unreachable, .unavailable), (.rateLimited(retryAfter: .seconds(3)), .unavailable),
            (.quotaExhausted, .unavailable), (.overloaded(retryAfter: nil), .unavailable), (.timedOut, .unavailable),
            (.droppedStream, .unavailable), (.badResponse, .unavailable), (.unavailable, .unavailable),
            (.contextTooLong, .failure), (.refused, .failure), (.unusableAnswer, .failure), (.notRecorded, .failure),
        ] as [(ModelError.Code, App.ExitStatus)]
    )
    func `what the user can put right is told apart from what only time can`(
        code: ModelError.Code,
        status: App.ExitStatus
    ) {
        let report = ErrorReport(ModelError(code, "lab: it failed"))
        #expect(report.status == status && report.message == "lab: it failed" && !report.code.isEmpty)
    }
}
