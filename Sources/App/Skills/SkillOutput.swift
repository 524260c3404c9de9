import Agents
import Core

/// How skills are shown.
enum SkillOutput {
    /// The skills that a task got, for the JSON of an answer.
    static func json(_ selection: SkillSelection) -> JSON { .array(selection.chosen.map(json)) }

    /// A skill that was considered.
    static func json(_ candidate: SkillSelection.Candidate) -> JSON {
        [
            "name": .string(candidate.skill.name), "chosen": .bool(candidate.reason.isChosen),
            "reason": .string(candidate.reason.text), "score": .double((candidate.score * 1_000).rounded() / 1_000),
            "words": .array(candidate.words.map(JSON.string)), "phrases": .array(candidate.phrases.map(JSON.string)),
            "tokens": .int(candidate.tokens), "origin": .string(candidate.skill.origin.rawValue),
            "path": .string(candidate.skill.location),
        ]
    }

    /// A skill with all that its author says about it.
    static func json(_ skill: Skill, _ selector: SkillSelector) -> JSON {
        let header = skill.header
        let obstacle = selector.obstacle(skill)
        return [
            "name": .string(skill.name), "description": .string(header.description),
            "origin": .string(skill.origin.rawValue), "path": .string(skill.location),
            "offered": .bool(obstacle == nil), "obstacle": JSON(obstacle?.text), "always": .bool(header.isPinned),
            "tokens": .int(SkillInjection.tokens(of: skill)), "license": JSON(header.license),
            "compatibility": JSON(header.compatibility), "keywords": .array(header.keywords.map(JSON.string)),
            "tags": .array(header.tags.map(JSON.string)),
            "allowed_tools": header.allowedTools.map { .array($0.map(JSON.string)) } ?? .null,
            "required_tools": .array(header.requiredTools.map(JSON.string)),
        ]
    }

    /// The skills that a task got, on one line.
    static func note(_ selection: SkillSelection) -> String {
        let parts = selection.chosen.map { candidate in
            let words = candidate.words.prefix(6).joined(separator: ", ")
            let why = candidate.reason == .matched ? words : candidate.reason.text
            return "\(candidate.skill.name) (\(candidate.tokens.of("token")): \(why))"
        }
        return "skills that fit: " + parts.joined(separator: "; ")
    }
}

extension JSON {
    /// The object with more members at its end.
    func adding(_ members: JSON.Member...) -> JSON {
        guard case .object(let own) = self else { return self }
        return .object(own + members)
    }
}
