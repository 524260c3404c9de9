import Core
import TestSupport
import Testing

@testable import LanguageModels

@Suite struct ProviderFailureTests {
    private func error(
        _ status: Int,
        _ body: String,
        headers: [ProviderRequest.Header] = []
    ) -> ModelError {
        ProviderFailure(status: status, headers: headers, body: Array(body.utf8), now: Timestamp(milliseconds: 0)).error
    }

    @Test(arguments: [
        (
            400,
            #"{"error":{"message":"This model's maximum context length is 8192 tokens.","code":"context_length_exceeded"}}"#,
            ModelError.Code.contextTooLong
        ),
        (
            400,
            #"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}}"#,
            .contextTooLong
        ),
        (
            400,
            #"{"error":{"code":400,"message":"The input token count (2000000) exceeds the maximum number of tokens allowed (1048576).","status":"INVALID_ARGUMENT"}}"#,
            .contextTooLong
        ),
        (
            400,
            #"{"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error"}}"#,
            .contextTooLong
        ),
        (
            413, #"{"type":"error","error":{"type":"request_too_large","message":"Request exceeds the maximum size"}}"#,
            .contextTooLong
        ),
        (400, #"{"error":{"message":"Unsupported parameter","type":"invalid_request_error"}}"#, .invalidRequest),
        (
            400,
            #"{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT"}}"#,
            .unauthorized
        ),
        (
            401, #"{"error":{"message":"Incorrect API key provided: sk-abc***xyz.","code":"invalid_api_key"}}"#,
            .unauthorized
        ),
        (403, "", .unauthorized),
        (402, #"{"error":{"message":"Insufficient Balance"}}"#, .quotaExhausted),
        (429, #"{"error":{"message":"You exceeded your current quota","code":"insufficient_quota"}}"#, .quotaExhausted),
        (404, #"{"error":{"message":"The model does not exist","code":"model_not_found"}}"#, .modelNotFound),
        (404, #"{"error":"model \"llama9\" not found, try pulling it first"}"#, .modelNotFound),
        (408, "", .timedOut), (409, "", .unavailable), (500, "<html>oops</html>", .unavailable),
        (502, "", .unavailable),
        (503, "", .overloaded(retryAfter: nil)),
        (529, #"{"type":"error","error":{"type":"overloaded_error"}}"#, .overloaded(retryAfter: nil)),
        (
            429,
            #"{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"Quota","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34s"}]}}"#,
            .rateLimited(retryAfter: .seconds(34))
        ),
    ])
    func `a failure is typed by what the provider tells`(status: Int, body: String, code: ModelError.Code) {
        #expect(error(status, body).code == code)
        #expect(error(status, body).status == status)
    }

    @Test func `the wait that a provider asks for is kept`() {
        let told = error(429, "{}", headers: [.init("Retry-After", "7")])
        #expect(told.code == .rateLimited(retryAfter: .seconds(7)))
    }

    @Test(arguments: [
        (401, #"{"error":{"message":"Incorrect API key provided: SECRETPART"}}"#),
        (400, #"{"error":{"message":"bad header Authorization: Bearer sk-SECRETPART-x"}}"#),
        (500, #"{"error":{"message":"at key=AIzaSECRETPART"}}"#),
        (500, #"{"error":{"message":"token abcdefghijklmnopqrstuvwxyz0123456789SECRETPART"}}"#),
    ])
    func `no part of a key is shown`(status: Int, body: String) {
        #expect(!error(status, body).message.contains("SECRETPART"))
    }

    @Test func `a provider's message cannot move the terminal or fill the screen`() {
        let body = JSON(
            dictionaryLiteral: ("error", ["message": .string("\u{1B}[2Jx\n" + String(repeating: "é ", count: 10_000))])
        )
        let message = error(500, body.text).message
        #expect(message.count < 450)
        #expect(!message.unicodeScalars.contains { $0.value < 0x20 })
    }

    @Test(arguments: 0..<200)
    func `any body gives an error`(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let body = generator.text(from: #"{}[]":,errormsagcod 429.\u{1B}"#, upTo: 200)
        #expect(!error(Int.random(in: 300...599, using: &generator), body).message.isEmpty)
    }
}
