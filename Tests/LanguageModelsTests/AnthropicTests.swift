import Core
import Testing

@testable import LanguageModels

@Suite struct AnthropicTests {
    private let format = AnthropicMessages()

    @Test func `a conversation is written as the provider documents it, with marks for its cache`() throws {
        let request = format.encode(Wire.conversation, model: "claude-x")
        #expect(request.path == "/messages")
        let expected = try JSON(
            parsing: #"""
                {"model":"claude-x","max_tokens":100,
                "system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}],
                "messages":[{"role":"user","content":[{"type":"text","text":"How warm is it in Bonn?"}]},
                {"role":"assistant","content":[{"type":"text","text":"I look."},
                {"type":"tool_use","id":"call_1","name":"weather","input":{"city":"Bonn"}}]},
                {"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","content":"7 °C",
                "cache_control":{"type":"ephemeral"}}]}],
                "tools":[{"name":"weather","description":"Tells the weather.","input_schema":
                {"type":"object","properties":{"city":{"type":"string"}},"required":["city"],
                "additionalProperties":false},"cache_control":{"type":"ephemeral"}}],
                "tool_choice":{"type":"auto"},"temperature":0.0,"stream":true}
                """#
        )
        #expect(request.body == expected)
    }

    @Test func `no mark is set where the beginning is not to be kept`() {
        var request = Wire.conversation
        request.cachesPrefix = false
        #expect(!format.encode(request, model: "m").body.text.contains("cache_control"))
    }

    @Test func `an answer is held to a schema, or told it where the model is too old`() {
        let request = ModelRequest(messages: [.user("7?")], output: Wire.form)
        let new = format.encode(request, model: "claude-sonnet-4-5").body
        #expect(new["output_config"]?["format"]?["type"]?.string == "json_schema")
        let old = format.encode(request, model: "claude-3-5-haiku-latest").body
        #expect(old["output_config"] == nil)
        #expect(old["system"]?.array?.first?["text"]?.string?.contains("degrees") == true)
    }

    @Test func `streamed thinking, text and a tool call are read`() throws {
        let response = try Wire.response(
            #"""
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","content":[],"model":"claude-x","stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":10,"cache_creation_input_tokens":30,"cache_read_input_tokens":60,"output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Look it up."}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"EqQB"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: ping
            data: {"type": "ping"}

            event: content_block_start
            data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"I look."}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":1}

            event: content_block_start
            data: {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"toolu_1","name":"weather","input":{}}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"city\": \"Bonn\"}"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":2}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":89}}

            event: message_stop
            data: {"type":"message_stop"}

            """#,
            format: format
        )
        let state = ProviderState(format: "anthropic", value: ["signature": "EqQB"])
        #expect(
            response.content == [
                .reasoning(Reasoning(text: "Look it up.", state: state)), .text("I look."),
                .toolCall(ToolCall(id: "toolu_1", name: "weather", arguments: #"{"city": "Bonn"}"#)),
            ]
        )
        #expect(response.stopReason == .toolCalls)
        #expect(
            response.usage
                == Usage(inputTokens: 100, cachedInputTokens: 60, cacheWriteTokens: 30, outputTokens: 89)
        )
        // The next request gives the thinking back as it was signed.
        let next = format.encode(ModelRequest(messages: [.user("?"), .assistant(response.content)]), model: "m").body
        let block = next["messages"]?.array?.last?["content"]?.array?.first
        #expect(block == ["type": "thinking", "thinking": "Look it up.", "signature": "EqQB"])
    }

    @Test func `withheld thinking goes back as it came, and to no other provider`() throws {
        let response = try Wire.response(
            #"""
            data: {"type":"message_start","message":{"usage":{"input_tokens":1,"output_tokens":1}}}
            data: {"type":"content_block_start","index":0,"content_block":{"type":"redacted_thinking","data":"Em"}}
            data: {"type":"content_block_stop","index":0}
            data: {"type":"message_delta","delta":{"stop_reason":"max_tokens"},"usage":{"output_tokens":2}}
            data: {"type":"message_stop"}
            """#,
            format: format
        )
        #expect(response.stopReason == .length)
        let request = ModelRequest(messages: [.assistant(response.content)])
        let own = format.encode(request, model: "m").body.text
        #expect(own.contains(#"{"type":"redacted_thinking","data":"Em"}"#))
        #expect(!OpenAIResponses().encode(request, model: "m").body.text.contains("redacted"))
    }

    @Test(arguments: [
        ("overloaded_error", ModelError.Code.overloaded(retryAfter: nil)),
        ("rate_limit_error", .rateLimited(retryAfter: nil)),
        ("authentication_error", .unauthorized), ("api_error", .unavailable),
        ("invalid_request_error", .invalidRequest),
    ])
    func `an error within the stream is typed`(type: String, code: ModelError.Code) {
        let error = #expect(throws: ModelError.self) {
            try Wire.events(
                #"data: {"type":"error","error":{"type":"\#(type)","message":"Sorry"}}"#,
                format: format
            )
        }
        #expect(error?.code == code)
    }

    @Test func `a stream that ends before the answer is a dropped one`() {
        let error = #expect(throws: ModelError.self) {
            try Wire.events(#"data: {"type":"message_start","message":{"usage":{"input_tokens":1}}}"#, format: format)
        }
        #expect(error?.code == .droppedStream)
    }
}
