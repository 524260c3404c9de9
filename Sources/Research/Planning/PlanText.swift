import Blackboard
import TextAnalysis

/// A plan as a text that a person can edit.
///
///     1. How much did it cost?
///        known: F3, F7
///     2. [Q12] Who paid for it?
///        no research
public enum PlanText {
    private static let help = """
        > Each numbered line is a part of the question that is researched on its own. Change, add, move or remove lines.
        > "known" names findings that the board has already; "no research" leaves it at these.
        """

    /// Writes a plan.
    ///
    /// - Parameters:
    ///   - plan: The plan.
    ///   - question: The question.
    ///   - notes: What a reader should know of it, a line each.
    /// - Returns: Markdown, which `parse` reads.
    public static func render(_ plan: Plan, question: String, notes: [String] = []) -> String {
        let parts = plan.parts.enumerated().map { index, part in
            var lines = ["\(index + 1). " + (part.question.map { "[\($0)] " } ?? "") + part.text.onOneLine]
            if !part.known.isEmpty {
                lines.append("   known: " + part.known.map(\.description).joined(separator: ", "))
            }
            if !part.needsResearch { lines.append("   no research") }
            return lines.joined(separator: "\n")
        }
        let help = help + notes.map { "\n> \($0.onOneLine)" }.joined()
        return "# Plan: \(question.onOneLine)\n\n\(help)\n\n\(parts.joined(separator: "\n"))\n"
    }

    /// Reads a plan.
    ///
    /// - Parameter text: What `render` wrote, edited or not.
    /// - Returns: The plan.
    /// - Throws: `PlanError` that names the line.
    public static func parse(_ text: String) throws(PlanError) -> Plan {
        var parts: [Plan.Part] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = String(line).onOneLine
            if line.isEmpty || line.hasPrefix("#") || line.hasPrefix(">") { continue }
            if let part = part(line) {
                parts.append(part)
            } else if line.lowercased() == "no research", !parts.isEmpty {
                parts[parts.count - 1].needsResearch = false
            } else if line.lowercased().hasPrefix("known:"), !parts.isEmpty {
                parts[parts.count - 1].known += try findings(line.dropFirst("known:".count), line: index + 1)
            } else {
                throw PlanError(
                    message: "line \(index + 1) of the plan is neither a part, such as '1. Who paid?', nor 'known: F3' "
                        + "or 'no research' below one"
                )
            }
        }
        return try checked(parts)
    }

    /// Refuses a plan that cannot be carried out.
    private static func checked(_ parts: [Plan.Part]) throws(PlanError) -> Plan {
        if parts.isEmpty { throw PlanError(message: "the plan has no part; keep at least one numbered line") }
        if parts.count > Plan.partLimit {
            throw PlanError(message: "the plan has \(parts.count) parts, the limit is \(Plan.partLimit)")
        }
        if let empty = parts.firstIndex(where: { Tokenizer().tokens(of: $0.text).isEmpty }) {
            throw PlanError(message: "part \(empty + 1) of the plan has no words")
        }
        return Plan(parts)
    }

    /// Reads `2. [Q12] Who paid for it?`.
    private static func part(_ line: String) -> Plan.Part? {
        let digits = line.prefix { $0.isASCII && $0.isNumber }
        let rest = line[digits.endIndex...]
        guard (1...3).contains(digits.count), rest.hasPrefix(".") || rest.hasPrefix(")") else { return nil }
        let text = rest.dropFirst().drop { $0 == " " }
        if text.first == "[", let end = text.firstIndex(of: "]"), let id = EntryID(String(text[..<end].dropFirst())),
            id.kind == .question
        {
            return Plan.Part(String(text[text.index(after: end)...].drop { $0 == " " }), question: id)
        }
        return Plan.Part(String(text))
    }

    private static func findings(_ list: Substring, line: Int) throws(PlanError) -> [EntryID] {
        var found: [EntryID] = []
        for word in list.split(whereSeparator: { ", []".contains($0) }) {
            guard let id = EntryID(String(word)), id.kind == .finding else {
                throw PlanError(
                    message: "line \(line) of the plan: \(word) is no finding; write such as 'known: F3, F7'"
                )
            }
            found.append(id)
        }
        return found
    }
}
