import Core

@testable import LanguageModels

/// Feeds a format's reader with events as they come over the wire, and puts the answer together.
enum Wire {
    /// Reads a transcript of server-sent events: lines `event:` and `data:`, an empty line after each event.
    static func events(_ transcript: String, format: any WireFormat) throws -> [ModelEvent] {
        var decoder = format.makeDecoder()
        var events: [ModelEvent] = []
        var name = ""
        for line in transcript.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("event: ") { name = String(line.dropFirst(7)) }
            if line.hasPrefix("data: ") { events += try decoder.decode(name: name, data: String(line.dropFirst(6))) }
        }
        return events + (try decoder.finish())
    }

    static func response(_ transcript: String, format: any WireFormat) throws -> ModelResponse {
        try response(events(transcript, format: format))
    }

    static func response(_ events: [ModelEvent]) throws -> ModelResponse {
        var assembler = ResponseAssembler()
        for event in events { try assembler.add(event) }
        return assembler.response()
    }

    /// A conversation with everything that a message can hold.
    static let conversation = ModelRequest(
        messages: [
            .system("Be brief."), .user("How warm is it in Bonn?"),
            .assistant([
                .reasoning(Reasoning(text: "Look it up.", state: .init(format: "other", value: "x"))),
                .text("I look."), .toolCall(ToolCall(id: "call_1", name: "weather", arguments: #"{"city":"Bonn"}"#)),
            ]),
            .tools([ToolResult(callID: "call_1", name: "weather", content: "7 °C")]),
        ],
        tools: [weather],
        maxOutputTokens: 100,
        temperature: 0
    )

    static let weather = ToolDefinition(
        name: "weather",
        description: "Tells the weather.",
        parameters: [
            "type": "object", "properties": ["city": ["type": "string"]], "required": ["city"],
            "additionalProperties": false,
        ]
    )

    static let form = OutputSchema(
        name: "answer",
        schema: [
            "type": "object", "properties": ["degrees": ["type": "integer"]], "required": ["degrees"],
            "additionalProperties": false,
        ]
    )
}
