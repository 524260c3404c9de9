import Core
import TestSupport
import Testing

@testable import LanguageModels

@Suite struct AnswerReviewTests {
    private let request = ModelRequest(messages: [.user("How warm is it?")], tools: [Wire.weather])

    private func call(_ name: String, _ arguments: String, stop: StopReason = .toolCalls) -> ModelResponse {
        let call = ToolCall(id: "c1", name: name, arguments: arguments)
        return ModelResponse(content: [.toolCall(call)], stopReason: stop)
    }

    private func accepted(_ response: ModelResponse, _ request: ModelRequest? = nil) throws -> AnswerReview.Accepted {
        var review = AnswerReview()
        guard case .accepted(let answer) = review.review(response, to: request ?? self.request) else {
            throw ModelError(.unusableAnswer, "it was not accepted")
        }
        return answer
    }

    private func explanation(_ response: ModelResponse, _ request: ModelRequest? = nil) throws -> String {
        var review = AnswerReview()
        guard case .askAgain(let messages) = review.review(response, to: request ?? self.request) else {
            throw ModelError(.unusableAnswer, "the model was not asked again")
        }
        switch try #require(messages.last) {
        case .user(let text): return text
        case .tools(let results): return try #require(results.first).content
        default: return ""
        }
    }

    @Test(arguments: [
        ("weather", #"{"city":"Bonn"}"#), ("Weather", #"{"city":"Bonn"}"#), ("functions.weather", "{'city': 'Bonn',}"),
        ("wea_ther", "```json\n{\"city\": \"Bonn\"}\n```"), ("weather", #""{\"city\":\"Bonn\"}""#),
    ])
    func `a call that has one reading is mended`(name: String, arguments: String) throws {
        let answer = try accepted(call(name, arguments))
        #expect(answer.calls == [ToolCall(id: "c1", name: "weather", arguments: #"{"city":"Bonn"}"#)])
        #expect(answer.repairs.isEmpty == (name == "weather" && arguments == #"{"city":"Bonn"}"#))
    }

    @Test(arguments: [
        ("wether", "{}", "Did you mean weather?"), ("browse", "{}", "The tools are: weather."),
        ("weather", "Bonn", "must be one JSON object"), ("weather", "{}", "'city' is missing"),
        ("weather", #"{"city": 5}"#, "'city' must be of type string, but is 5"),
        ("weather", #"{"city":"Bonn","when":"now"}"#, "'when' is unknown"),
        ("weather", #"{"city": "Bo"#, "ends within a text"),
    ])
    func `a call that cannot be run is explained to the model`(name: String, arguments: String, text: String) throws {
        let told = try explanation(call(name, arguments))
        #expect(told.contains(text), "\(told)")
    }

    @Test func `a call that was cut off is not run, though it could be closed`() throws {
        #expect(try explanation(call("weather", #"{"city":"Bonn""#, stop: .length)).contains("cut off"))
        #expect(try accepted(call("weather", #"{"city":"Bonn""#)).calls.count == 1)
    }

    @Test func `of several calls the sound ones are run`() throws {
        let response = ModelResponse(content: [
            .toolCall(ToolCall(id: "a", name: "weather", arguments: #"{"city":"Bonn"}"#)),
            .toolCall(ToolCall(id: "b", name: "weather", arguments: "?")),
        ])
        let answer = try accepted(response)
        #expect(answer.calls.map(\.id) == ["a"])
        #expect(answer.rejected.map(\.callID) == ["b"])
    }

    @Test(arguments: [
        #"<tool_call>{"name": "weather", "arguments": {"city": "Bonn"}}</tool_call>"#,
        "<tool_call>\n<function=weather>\n<parameter=city>\nBonn\n</parameter>\n</function>\n</tool_call>",
        #"<function=weather>{"city": "Bonn"}</function>"#,
        #"[TOOL_CALLS] [{"name": "weather", "arguments": {"city": "Bonn"}}]"#,
        #"<|python_tag|>{"name": "weather", "parameters": {"city": "Bonn"}}"#,
        "```json\n{\"name\": \"weather\", \"arguments\": {\"city\": \"Bonn\"}}\n```",
        #"{"type": "function", "function": {"name": "weather", "arguments": "{\"city\": \"Bonn\"}"}}"#,
        #"I look. {"tool": "weather", "input": {"city": "Bonn"}}"#,
    ])
    func `a call that was written as text is run`(text: String) throws {
        let answer = try accepted(ModelResponse(content: [.text(text)]))
        #expect(answer.calls.map(\.name) == ["weather"])
        #expect(answer.calls.map(\.arguments) == [#"{"city":"Bonn"}"#])
        #expect(["", "I look."].contains(answer.response.text))
    }

    @Test(arguments: [
        "It is 7 °C.", #"{"name": "Bonn", "arguments": {"a": 1}}"#,
        #"{"name": "weather", "degrees": 7}"#, "Use the tool weather.", "<tool_call>what is this",
        #"<tool_call>{"name":"weather","arguments":{"city":"Bonn"}}</tool_call><tool_call>{?}</tool_call>"#,
    ])
    func `what is no call stays text`(text: String) throws {
        let answer = try accepted(ModelResponse(content: [.text(text)]))
        #expect(answer.calls.isEmpty)
        #expect(answer.response.text == text)
    }

    @Test func `a call in the text of a model that makes calls itself is a quotation`() throws {
        let text = ModelResponse(content: [
            .text(#"<tool_call>{"name":"weather","arguments":{"city":"X"}}</tool_call>"#)
        ])
        let narrated = try accepted(text)
        #expect(narrated.calls.count == 1)
        #expect(try accepted(text, conversation(after: narrated.response)).calls.count == 1)
        #expect(try accepted(text, conversation(after: call("weather", #"{"city":"Bonn"}"#))).calls.isEmpty)
    }

    private func conversation(after response: ModelResponse) -> ModelRequest {
        var request = request
        let results = response.toolCalls.map { ToolResult(callID: $0.id, name: $0.name, content: "7 °C") }
        request.messages += [.assistant(response.content), .tools(results)]
        return request
    }

    @Test func `a form that was asked for is taken from the text and checked`() throws {
        let request = ModelRequest(messages: [.user("?")], output: Wire.form)
        let text = ModelResponse(content: [.text("Sure: {'degrees': 7}")])
        #expect(try accepted(text, request).output == ["degrees": 7])
        let wrong = ModelResponse(content: [.text(#"{"degrees": "warm"}"#)])
        #expect(try explanation(wrong, request).contains("'degrees' must be of type integer"))
        let cut = ModelResponse(content: [.text(#"{"degrees": 7, "#)], stopReason: .length)
        #expect(try explanation(cut, request).contains("write less"))
    }

    @Test func `an empty answer is asked for again, then given up`() {
        var review = AnswerReview(limit: 2)
        for _ in 0..<2 {
            guard case .askAgain = review.review(ModelResponse(content: []), to: request) else {
                Issue.record("the model was not asked again")
                return
            }
        }
        guard case .failed(let error) = review.review(ModelResponse(content: [.text(" \n")]), to: request) else {
            Issue.record("it was not given up")
            return
        }
        #expect(error.code == .unusableAnswer)
    }

    @Test func `a sound answer gives the model all its chances back`() {
        var review = AnswerReview(limit: 1)
        _ = review.review(ModelResponse(content: []), to: request)
        _ = review.review(ModelResponse(content: [.text("7")]), to: request)
        guard case .askAgain = review.review(ModelResponse(content: []), to: request) else {
            Issue.record("the model was not asked again")
            return
        }
    }

    @Test func `a model that is told what is wrong gets another chance, and all of it is charged`() async throws {
        let used = ModelEvent.usage(Usage(inputTokens: 10, outputTokens: 1))
        let model = ScriptedModel([
            .init(events: [.text("warm"), used, .stop(.finished)]),
            .init(events: [.text(#"{"degrees": 7}"#), used, .stop(.finished)]),
        ])
        let request = ModelRequest(messages: [.user("?")], output: Wire.form)
        let answer = try await model.usableResponse(to: request)
        #expect(answer.output == ["degrees": 7])
        #expect(answer.response.usage == Usage(inputTokens: 20, outputTokens: 2))
        #expect(model.requests.last?.messages.count == 3)
    }

    @Test func `a refusal is not argued with`() {
        var review = AnswerReview()
        let refusal = ModelResponse(content: [.text("I can't.")], stopReason: .refused)
        guard case .failed(let error) = review.review(refusal, to: request) else {
            Issue.record("it was not given up")
            return
        }
        #expect(error.code == .refused)
    }

    @Test(arguments: 0..<30)
    func `any answer gets a verdict`(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<TestEffort.cases(100) {
            let text = generator.text(from: #"{}[]:,'" <tool_call>/=weathrnmgus`"# + "\n", upTo: 80)
            let content: ContentPart =
                Bool.random(using: &generator)
                ? .text(text) : .toolCall(ToolCall(id: "c", name: String(text.prefix(8)), arguments: text))
            var review = AnswerReview()
            if case .accepted(let answer) = review.review(ModelResponse(content: [content]), to: request) {
                #expect(answer.calls.allSatisfy { $0.name == "weather" })
            }
        }
    }
}
