import Blackboard
import LanguageModels

/// Makes room in a conversation: old results of tools become digests that name the full text.
///
/// What the program and the user said stays, and with it the goal; so do the ids of entries that a result names.
struct ContextReducer: Sendable {
    /// Where a result is in the conversation; calls of different answers may have the same identifier.
    struct Place: Hashable, Sendable {
        let message: Int
        let result: Int
    }

    /// The most ids that are kept of one result.
    private static let idLimit = 40
    /// Results this much longer than a digest are worth the loss.
    private static let worthwhile = 3 / 2

    let goal: String
    let digestTokens: Int
    private var reduced: Set<Place> = []

    init(goal: String, digestTokens: Int) {
        self.goal = goal
        self.digestTokens = digestTokens
    }

    /// The results to replace, oldest first, until enough is saved.
    ///
    /// - Parameters:
    ///   - messages: The conversation.
    ///   - bytes: How much should be saved.
    ///   - isUrgent: Whether the latest results may go too, which the model has not used yet.
    /// - Returns: Where they are.
    func places(in messages: [Message], toSave bytes: Int, isUrgent: Bool) -> [Place] {
        let latest = messages.lastIndex { if case .tools = $0 { true } else { false } }
        var saved = 0
        var places: [Place] = []
        for (index, message) in messages.enumerated() {
            guard case .tools(let results) = message, index != latest || isUrgent else { continue }
            for (number, result) in results.enumerated() {
                let place = Place(message: index, result: number)
                let gain = result.content.utf8.count - digestTokens * 4 * Self.worthwhile
                guard saved < bytes, gain > 0, !reduced.contains(place) else { continue }
                places.append(place)
                saved += gain
            }
        }
        return places
    }

    func text(at place: Place, in messages: [Message]) -> String {
        guard case .tools(let results) = messages[place.message] else { return "" }
        return results[place.result].content
    }

    /// Puts digests in the place of results.
    ///
    /// - Parameters:
    ///   - places: Which results.
    ///   - names: The names under which their texts can be read, where they could be stored.
    ///   - messages: The conversation.
    mutating func replace(_ places: [Place], names: [String?], in messages: inout [Message]) {
        for (place, name) in zip(places, names) {
            guard case .tools(var results) = messages[place.message] else { continue }
            let result = results[place.result]
            results[place.result] = ToolResult(
                callID: result.callID,
                name: result.name,
                content: digest(of: result.content, name: name),
                isError: result.isError
            )
            messages[place.message] = .tools(results)
            reduced.insert(place)
        }
    }

    private func digest(of text: String, name: String?) -> String {
        let options = Scrubber.Options(budget: digestTokens, task: goal, fullText: name)
        let digest = Scrubber.scrub(text, options).text
        let kept = Set(Self.ids(in: digest))
        let lost = Self.ids(in: text).filter { !kept.contains($0) }.prefix(Self.idLimit)
        return lost.isEmpty ? digest : digest + "[also named: \(lost.joined(separator: ", "))]\n"
    }

    /// The ids of entries in a text, in order and once each.
    static func ids(in text: String) -> [String] {
        var seen: Set<String> = []
        var ids: [String] = []
        let letters = Set(EntryKind.allCases.compactMap { $0.letter.asciiValue })
        var previous: UInt8 = 0x20
        var bytes = text.utf8.makeIterator()
        var next = bytes.next()
        while let byte = next {
            next = bytes.next()
            defer { previous = byte }
            guard letters.contains(byte), !isWord(previous) else { continue }
            var number = ""
            while let digit = next, digit &- 0x30 < 10, number.utf8.count < 10 {
                number.unicodeScalars.append(Unicode.Scalar(digit))
                next = bytes.next()
            }
            guard !number.isEmpty, next.map(isWord) != true else { continue }
            let id = "\(Unicode.Scalar(byte))\(number)"
            if seen.insert(id).inserted { ids.append(id) }
        }
        return ids
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == 0x5F || byte >= 0x80
    }
}
