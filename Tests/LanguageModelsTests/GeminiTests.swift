import Core
import Testing

@testable import LanguageModels

@Suite struct GeminiTests {
    private let format = Gemini()

    @Test func `a conversation is written as the provider documents it`() throws {
        let request = format.encode(Wire.conversation, model: "gemini-x")
        #expect(request.path == "/models/gemini-x:streamGenerateContent?alt=sse")
        let expected = try JSON(
            parsing: #"""
                {"systemInstruction":{"parts":[{"text":"Be brief."}]},
                "contents":[{"role":"user","parts":[{"text":"How warm is it in Bonn?"}]},
                {"role":"model","parts":[{"text":"I look."},{"functionCall":{"name":"weather","args":{"city":"Bonn"}}}]},
                {"role":"user","parts":[{"functionResponse":{"name":"weather","response":{"output":"7 °C"}}}]}],
                "tools":[{"functionDeclarations":[{"name":"weather","description":"Tells the weather.",
                "parametersJsonSchema":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],
                "additionalProperties":false}}]}],
                "toolConfig":{"functionCallingConfig":{"mode":"AUTO"}},
                "generationConfig":{"maxOutputTokens":100,"temperature":0.0}}
                """#
        )
        #expect(request.body == expected)
    }

    @Test func `an answer is held to a schema, with tools only told it`() {
        var request = ModelRequest(messages: [.user("7?")], output: Wire.form)
        #expect(format.encode(request, model: "m").body["generationConfig"]?["responseJsonSchema"] == Wire.form.schema)
        request.tools = [Wire.weather]
        let body = format.encode(request, model: "m").body
        #expect(body["generationConfig"] == nil)
        #expect(body["systemInstruction"]?.text.contains("degrees") == true)
    }

    @Test(arguments: [("models/gemini-x", "gemini-x"), ("../x?key=1", "..%2Fx%3Fkey%3D1")])
    func `a model's name cannot lead to another path`(model: String, segment: String) {
        let path = format.encode(Wire.conversation, model: model).path
        #expect(path == "/models/\(segment):streamGenerateContent?alt=sse")
    }

    @Test func `streamed thoughts, text and a call are read, and the call's signature goes back`() throws {
        let response = try Wire.response(
            #"""
            data: {"candidates":[{"content":{"parts":[{"text":"Look it up.","thought":true}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":40,"totalTokenCount":40}}

            data: {"candidates":[{"content":{"parts":[{"text":"I look."}],"role":"model"},"index":0}]}

            data: {"candidates":[{"content":{"parts":[{"functionCall":{"name":"weather","args":{"city":"Bonn"}},"thoughtSignature":"Cs4B"}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":40,"cachedContentTokenCount":8,"candidatesTokenCount":12,"thoughtsTokenCount":30,"totalTokenCount":82}}

            """#,
            format: format
        )
        #expect(response.text == "I look.")
        #expect(response.content.first == .reasoning(Reasoning(text: "Look it up.")))
        #expect(response.toolCalls.map(\.arguments) == [#"{"city":"Bonn"}"#])
        #expect(response.stopReason == .toolCalls)
        #expect(response.usage == Usage(inputTokens: 40, cachedInputTokens: 8, outputTokens: 42))
        let next = format.encode(ModelRequest(messages: [.assistant(response.content)]), model: "m").body
        #expect(next["contents"]?.text.contains(#""thoughtSignature":"Cs4B""#) == true)
    }

    @Test(arguments: [
        #"data: {"promptFeedback":{"blockReason":"SAFETY"}}"#,
        #"data: {"candidates":[{"finishReason":"PROHIBITED_CONTENT","index":0}]}"#,
    ])
    func `an answer that is withheld says so`(transcript: String) throws {
        #expect(try Wire.response(transcript, format: format).stopReason == .refused)
    }

    @Test func `models are listed without the prefix of their names`() throws {
        let json = try JSON(parsing: #"{"models":[{"name":"models/gemini-x","inputTokenLimit":1048576}]}"#)
        #expect(format.models(in: json) == [ModelListing(id: "gemini-x", contextTokens: 1_048_576)])
    }
}
