import Core
import Testing

@testable import LanguageModels

@Suite struct OpenAIResponsesTests {
    private let format = OpenAIResponses()

    @Test func `a conversation is written as the provider documents it`() throws {
        var conversation = Wire.conversation
        conversation.output = Wire.form
        let request = format.encode(conversation, model: "gpt-5")
        #expect(request.path == "/responses")
        let expected = try JSON(
            parsing: #"""
                {"model":"gpt-5","instructions":"Be brief.","input":[
                {"role":"user","content":"How warm is it in Bonn?"},{"role":"assistant","content":"I look."},
                {"type":"function_call","call_id":"call_1","name":"weather","arguments":"{\"city\":\"Bonn\"}"},
                {"type":"function_call_output","call_id":"call_1","output":"7 °C"}],
                "tools":[{"type":"function","name":"weather","description":"Tells the weather.","parameters":
                {"type":"object","properties":{"city":{"type":"string"}},"required":["city"],
                "additionalProperties":false},"strict":true}],"tool_choice":"auto",
                "text":{"format":{"type":"json_schema","name":"answer","schema":
                {"type":"object","properties":{"degrees":{"type":"integer"}},"required":["degrees"],
                "additionalProperties":false},"strict":true}},
                "max_output_tokens":100,"temperature":0.0,"store":false,"include":["reasoning.encrypted_content"],
                "stream":true}
                """#
        )
        #expect(request.body == expected)
    }

    @Test func `models that do not reason are not asked for it`() {
        #expect(format.encode(Wire.conversation, model: "gpt-4o").body["include"] == nil)
    }

    @Test func `streamed reasoning and a tool call are read, and the reasoning goes back`() throws {
        let response = try Wire.response(
            #"""
            event: response.created
            data: {"type":"response.created","sequence_number":0,"response":{"id":"resp_1","status":"in_progress","output":[]}}

            event: response.output_item.added
            data: {"type":"response.output_item.added","output_index":0,"item":{"id":"rs_1","type":"reasoning","summary":[]}}

            event: response.reasoning_summary_text.delta
            data: {"type":"response.reasoning_summary_text.delta","item_id":"rs_1","output_index":0,"summary_index":0,"delta":"Look it up."}

            event: response.output_item.done
            data: {"type":"response.output_item.done","output_index":0,"item":{"id":"rs_1","type":"reasoning","summary":[{"type":"summary_text","text":"Look it up."}],"encrypted_content":"gAAA"}}

            event: response.output_item.added
            data: {"type":"response.output_item.added","output_index":1,"item":{"id":"fc_1","type":"function_call","status":"in_progress","arguments":"","call_id":"call_1","name":"weather"}}

            event: response.function_call_arguments.delta
            data: {"type":"response.function_call_arguments.delta","item_id":"fc_1","output_index":1,"delta":"{\"city\":"}

            event: response.function_call_arguments.delta
            data: {"type":"response.function_call_arguments.delta","item_id":"fc_1","output_index":1,"delta":"\"Bonn\"}"}

            event: response.output_item.done
            data: {"type":"response.output_item.done","output_index":1,"item":{"id":"fc_1","type":"function_call","status":"completed","arguments":"{\"city\":\"Bonn\"}","call_id":"call_1","name":"weather"}}

            event: response.completed
            data: {"type":"response.completed","response":{"id":"resp_1","status":"completed","incomplete_details":null,"usage":{"input_tokens":70,"input_tokens_details":{"cached_tokens":64},"output_tokens":20,"output_tokens_details":{"reasoning_tokens":8},"total_tokens":90}}}

            """#,
            format: format
        )
        #expect(response.toolCalls == [ToolCall(id: "call_1", name: "weather", arguments: #"{"city":"Bonn"}"#)])
        #expect(response.stopReason == .toolCalls)
        #expect(response.usage == Usage(inputTokens: 70, cachedInputTokens: 64, outputTokens: 20))
        let next = format.encode(ModelRequest(messages: [.assistant(response.content)]), model: "gpt-5").body
        #expect(next["input"]?.array?.first?["encrypted_content"]?.string == "gAAA")
    }

    @Test func `an answer that was cut off by its limit says so`() throws {
        let response = try Wire.response(
            #"""
            data: {"type":"response.output_text.delta","output_index":0,"delta":"It is"}
            data: {"type":"response.incomplete","response":{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"usage":null}}
            """#,
            format: format
        )
        #expect(response.text == "It is")
        #expect(response.stopReason == .length)
        #expect(response.usage == nil)
    }

    @Test(arguments: [
        #"data: {"type":"response.failed","response":{"error":{"code":"rate_limit_exceeded","message":"Slow down"}}}"#,
        #"data: {"type":"error","code":"rate_limit_exceeded","message":"Slow down","param":null}"#,
    ])
    func `an error within the stream is typed`(transcript: String) {
        let error = #expect(throws: ModelError.self) { try Wire.events(transcript, format: format) }
        #expect(error?.code == .rateLimited(retryAfter: nil))
    }
}
