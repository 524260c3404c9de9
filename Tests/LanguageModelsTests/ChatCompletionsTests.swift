import Core
import TestSupport
import Testing

@testable import LanguageModels

@Suite struct ChatCompletionsTests {
    private let format = ChatCompletions()

    @Test func `a conversation is written as the provider documents it`() throws {
        let request = format.encode(Wire.conversation, model: "gpt-x")
        #expect(request.path == "/chat/completions")
        let expected = try JSON(
            parsing: #"""
                {"model":"gpt-x","messages":[
                {"role":"system","content":"Be brief."},{"role":"user","content":"How warm is it in Bonn?"},
                {"role":"assistant","content":"I look.","tool_calls":[
                {"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Bonn\"}"}}]},
                {"role":"tool","tool_call_id":"call_1","content":"7 °C"}],
                "tools":[{"type":"function","function":{"name":"weather","description":"Tells the weather.","parameters":
                {"type":"object","properties":{"city":{"type":"string"}},"required":["city"],
                "additionalProperties":false}}}],
                "tool_choice":"auto","max_tokens":100,"temperature":0.0,"stream":true,
                "stream_options":{"include_usage":true}}
                """#
        )
        #expect(request.body == expected)
    }

    @Test func `an answer is held to a schema by the means that the server has`() {
        var request = ModelRequest(messages: [.user("7?")], output: Wire.form)
        let schema = ChatCompletions(dialect: .common).encode(request, model: "m").body
        #expect(schema["response_format"]?["json_schema"]?["strict"]?.bool == true)
        let any = ChatCompletions(dialect: .anyJSON).encode(request, model: "m").body
        #expect(any["response_format"]?["type"]?.string == "json_object")
        #expect(any["messages"]?.array?.first?["content"]?.string?.contains("degrees") == true)
        let words = ChatCompletions(dialect: .plain).encode(request, model: "m").body
        #expect(words["response_format"] == nil)
        #expect(words["messages"]?.array?.first?["content"]?.string?.contains("degrees") == true)
        request.output = OutputSchema(name: "loose", schema: ["type": "object"])
        let loose = ChatCompletions(dialect: .common).encode(request, model: "m").body
        #expect(loose["response_format"]?["json_schema"]?["strict"]?.bool == false)
    }

    @Test func `streamed text, usage and the end are read`() throws {
        let response = try Wire.response(
            #"""
            data: {"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}

            data: {"choices":[{"index":0,"delta":{"content":"It is "},"finish_reason":null}]}

            data: {"choices":[{"index":0,"delta":{"content":"7 °C."},"finish_reason":null}]}

            data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

            data: {"choices":[],"usage":{"prompt_tokens":20,"completion_tokens":5,"total_tokens":25,"prompt_tokens_details":{"cached_tokens":16}}}

            data: [DONE]

            """#,
            format: format
        )
        #expect(response.text == "It is 7 °C.")
        #expect(response.stopReason == .finished)
        #expect(response.usage == Usage(inputTokens: 20, cachedInputTokens: 16, outputTokens: 5))
    }

    @Test func `tool calls that arrive in pieces are put together`() throws {
        let response = try Wire.response(
            #"""
            data: {"choices":[{"index":0,"delta":{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"call_a","type":"function","function":{"name":"weather","arguments":""}}]},"finish_reason":null}]}

            data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"city\""}}]}}]}

            data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":":\"Bonn\"}"}}]}}]}

            data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"call_b","type":"function","function":{"name":"time","arguments":"{}"}}]}}]}

            data: {"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}

            data: [DONE]

            """#,
            format: format
        )
        #expect(
            response.toolCalls == [
                ToolCall(id: "call_a", name: "weather", arguments: #"{"city":"Bonn"}"#),
                ToolCall(id: "call_b", name: "time", arguments: "{}"),
            ]
        )
        #expect(response.stopReason == .toolCalls)
    }

    @Test(arguments: [
        // All calls with one index, and none at all: seen with servers that imitate the form.
        #"{"tool_calls":[{"index":0,"id":"a","function":{"name":"x","arguments":"{}"}},{"index":0,"id":"b","function":{"name":"y","arguments":"{}"}}]}"#,
        #"{"tool_calls":[{"id":"a","function":{"name":"x","arguments":"{}"}},{"id":"b","function":{"name":"y","arguments":{}}}]}"#,
    ])
    func `calls without an index of their own stay apart`(delta: String) throws {
        let response = try Wire.response(
            #"data: {"choices":[{"delta":\#(delta),"finish_reason":"stop"}]}"#,
            format: format
        )
        #expect(response.toolCalls.map(\.name) == ["x", "y"])
        #expect(response.toolCalls.map(\.arguments) == ["{}", "{}"])
        #expect(response.stopReason == .toolCalls)
    }

    @Test(arguments: ["reasoning_content", "reasoning"])
    func `reasoning is kept apart from the text`(field: String) throws {
        let response = try Wire.response(
            """
            data: {"choices":[{"delta":{"\(field)":"Hm"}}]}
            data: {"choices":[{"delta":{"\(field)":"m."}}]}
            data: {"choices":[{"delta":{"content":"7"},"finish_reason":"stop"}]}
            """,
            format: format
        )
        #expect(response.content == [.reasoning(Reasoning(text: "Hmm.")), .text("7")])
    }

    @Test(arguments: 0..<50)
    func `thoughts within the text are told apart wherever the pieces are cut`(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        var rest = Array("\n<think>Is 1 < 2? </thin no</think>\n\nYes: <think> is a mark.")
        var splitter = ThinkSplitter()
        var events: [ModelEvent] = []
        while !rest.isEmpty {
            let count = Int.random(in: 1...min(9, rest.count), using: &generator)
            events += splitter.feed(String(rest.prefix(count)))
            rest.removeFirst(count)
        }
        let response = try Wire.response(events + splitter.finish())
        #expect(
            response.content == [
                .reasoning(Reasoning(text: "Is 1 < 2? </thin no")), .text("Yes: <think> is a mark."),
            ]
        )
    }

    @Test func `reasoning goes back with a tool call to a server that demands it, and to no other`() {
        let call = ContentPart.toolCall(ToolCall(id: "c", name: "x", arguments: "{}"))
        let messages: [Message] = [
            .assistant([.reasoning(Reasoning(text: "Hm.")), call]), .assistant([call]),
            .assistant([.reasoning(Reasoning(text: "So.")), .text("7")]),
        ]
        func sent(_ dialect: ChatDialect) -> [String?] {
            let body = ChatCompletions(dialect: dialect).encode(ModelRequest(messages: messages), model: "m").body
            return (body["messages"]?.array ?? []).map { $0["reasoning_content"]?.string }
        }
        #expect(sent(.deepSeek) == ["Hm.", "", nil])
        #expect(sent(.common) == [nil, nil, nil])
    }

    @Test func `a stream that ends before the answer is a dropped one`() {
        let error = #expect(throws: ModelError.self) {
            try Wire.events(#"data: {"choices":[{"delta":{"content":"It"},"finish_reason":null}]}"#, format: format)
        }
        #expect(error?.code == .droppedStream)
    }

    @Test(arguments: [#"data: {"object":"chat.completion","choices":[]}"#, "data: [DONE]", ": nothing", "data: {oops"])
    func `what is no answer is a bad response`(transcript: String) {
        let error = #expect(throws: ModelError.self) { try Wire.events(transcript, format: format) }
        #expect(error?.code == .badResponse)
    }

    @Test func `an error within the stream is typed`() {
        let error = #expect(throws: ModelError.self) {
            try Wire.events(#"data: {"error":{"code":502,"message":"Provider disconnected"}}"#, format: format)
        }
        #expect(error?.code == .unavailable)
    }

    @Test func `models are listed with the length of their context where a server tells it`() throws {
        let json = try JSON(
            parsing: #"""
                {"object":"list","data":[{"id":"a","object":"model"},{"id":"b","context_length":8192},{"x":1}]}
                """#
        )
        #expect(format.models(in: json) == [ModelListing(id: "a"), ModelListing(id: "b", contextTokens: 8192)])
        #expect(format.models(in: "no list") == nil)
    }

    @Test func `identifiers that repeat or that others refuse are made anew, with their results`() throws {
        let turn: [Message] = [
            .assistant([.toolCall(ToolCall(id: "call 0", name: "x", arguments: "{}"))]),
            .tools([ToolResult(callID: "call 0", name: "x", content: "1")]),
        ]
        let body = format.encode(ModelRequest(messages: turn + turn), model: "m").body
        let messages = try #require(body["messages"]?.array)
        let called = messages.compactMap { $0["tool_calls"]?.array?.first?["id"]?.string }
        #expect(called == ["call_0", "call_0_2"])
        #expect(messages.compactMap { $0["tool_call_id"]?.string } == called)
    }
}
