import Agents
import BundledContent
import Testing

/// The bundled skills and the labelled tasks.
@Suite struct SkillMatchingTests {
    private let library = SkillLibrary(places: [SkillPlace(bundled: Self.bundled)])
    private static var bundled: [String: String] {
        let prefix = "skills/"
        let files = BundledContent.files.filter { $0.key.hasPrefix(prefix) }
        return Dictionary(uniqueKeysWithValues: files.map { (String($0.key.dropFirst(prefix.count)), $0.value) })
    }

    /// True and false choices of pairs of task and skill.
    private struct Score: CustomStringConvertible {
        var hits = 0.0
        var wrong = 0.0
        var missed = 0.0
        var f1: Double { 2 * hits / (2 * hits + wrong + missed) }
        var description: String {
            "F1 \(rounded(f1)), precision \(rounded(hits / (hits + wrong))), recall \(rounded(hits / (hits + missed)))"
        }

        mutating func add(_ chosen: Set<String>, expected: Set<String>) {
            hits += Double(chosen.intersection(expected).count)
            wrong += Double(chosen.subtracting(expected).count)
            missed += Double(expected.subtracting(chosen).count)
        }

        private func rounded(_ value: Double) -> Double { (value * 1_000).rounded() / 1_000 }
    }

    private func chosen(_ task: String) -> Set<String> {
        Set(SkillSelector().select(task, from: library).chosen.map(\.skill.name))
    }

    private func score(_ prompts: [LabelledPrompts.Prompt], _ choose: (String) -> Set<String>) -> Score {
        var score = Score()
        for prompt in prompts { score.add(choose(prompt.text), expected: prompt.skills) }
        return score
    }

    /// The usual way: any shared word of three letters is a match, and where there is none every skill goes in.
    private func wordOverlap(_ task: String) -> Set<String> {
        func words(_ text: String) -> Set<String> {
            Set(text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init).filter { $0.count >= 3 })
        }
        let asked = words(task)
        let shared = library.skills.filter { skill in
            let header = skill.header
            let text = ([header.name, header.description] + header.keywords).joined(separator: " ")
            return !words(text).isDisjoint(with: asked)
        }
        return Set((shared.isEmpty ? library.skills : shared).map(\.name))
    }

    @Test func `labelled tasks get the skills that fit them`() {
        let all = score(LabelledPrompts.all, chosen)
        let heldOut = score(LabelledPrompts.heldOut, chosen)
        let overlap = score(LabelledPrompts.all, wordOverlap)
        print("skills, \(LabelledPrompts.all.count) labelled tasks: \(all)")
        print("  the half that nothing was tuned on: \(heldOut)")
        print("  word overlap: \(overlap)")
        #expect(LabelledPrompts.all.count >= 120)
        #expect(all.f1 >= 0.85 && heldOut.f1 >= 0.85)
        #expect(overlap.f1 < all.f1)
    }
}
