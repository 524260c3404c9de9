/// Identifiers of tool calls that every provider accepts.
enum CallIdentifiers {
    /// Gives the calls of a conversation identifiers that differ, and their results the same.
    ///
    /// Models of some servers count their calls from 0 in each answer, or use characters that others refuse; a
    /// conversation may go to another provider than the one that began it.
    ///
    /// - Parameter messages: The conversation.
    /// - Returns: The conversation, unchanged where nothing is wrong.
    static func unique(_ messages: [Message]) -> [Message] {
        var used: Set<String> = []
        var renamed: [String: String] = [:]
        return messages.map { message in
            switch message {
            case .assistant(let parts):
                renamed = [:]
                return .assistant(parts.map { rename($0, &used, &renamed) })
            case .tools(let results):
                return .tools(results.map { rename($0, renamed) })
            default: return message
            }
        }
    }

    private static func rename(
        _ part: ContentPart,
        _ used: inout Set<String>,
        _ renamed: inout [String: String]
    ) -> ContentPart {
        guard case .toolCall(let call) = part else { return part }
        let clean = String(decoding: call.id.utf8.map { isAllowed($0) ? $0 : UInt8(ascii: "_") }, as: UTF8.self)
        let base = clean.isEmpty ? "call" : clean
        var id = base
        var number = 2
        while !used.insert(id).inserted {
            id = "\(base)_\(number)"
            number += 1
        }
        renamed[call.id] = id
        return .toolCall(ToolCall(id: id, name: call.name, arguments: call.arguments, state: call.state))
    }

    private static func rename(_ result: ToolResult, _ renamed: [String: String]) -> ToolResult {
        ToolResult(
            callID: renamed[result.callID] ?? result.callID,
            name: result.name,
            content: result.content,
            isError: result.isError
        )
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
