import Core
import LanguageModels
import Testing

@Suite struct ModelErrorJSONTests {
    private static let codes: [ModelError.Code] = [
        .contextTooLong, .rateLimited(retryAfter: .milliseconds(1_234)), .rateLimited(retryAfter: nil), .quotaExhausted,
        .overloaded(retryAfter: .seconds(2)), .unauthorized, .modelNotFound, .invalidRequest, .refused, .unreachable,
        .unavailable, .timedOut, .droppedStream, .badResponse, .unusableAnswer, .notRecorded,
    ]

    @Test(arguments: codes)
    func `an error comes back from its JSON`(code: ModelError.Code) throws {
        for status in [nil, 503] {
            let error = ModelError(code, "what happened", status: status)
            #expect(ModelError(try JSON(parsing: error.json.text)) == error)
        }
    }

    @Test func `a notice of a retry comes back from its JSON`() throws {
        let notice = RetryNotice(
            reason: ModelError(.timedOut, "too slow"),
            wait: .milliseconds(20),
            attempt: 2,
            next: ModelIdentity(provider: "p", model: "m")
        )
        #expect(RetryNotice(try JSON(parsing: notice.json.text)) == notice)
    }

    @Test(arguments: ["{}", "[]", #"{"code":"nonsense","message":"x"}"#, #"{"code":"refused"}"#])
    func `what is no error is none`(text: String) throws {
        #expect(ModelError(try JSON(parsing: text)) == nil)
        #expect(RetryNotice(try JSON(parsing: text)) == nil)
    }
}
