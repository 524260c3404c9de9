import Core
import Research

/// How the steps of a run are shown.
enum ProgressOutput {
    /// A step with its digest.
    static func text(_ step: ProgressStep) -> String {
        var digest = step.digest
        while digest.last == "\n" { digest.removeLast() }
        return "\(step.step) (\(tokens(step))):\n\(digest)"
    }

    /// All steps on one line.
    static func note(_ steps: [ProgressStep]) -> String {
        "steps: " + steps.map { "\($0.step) (\(tokens($0)))" }.joined(separator: "; ") + "; /progress shows them"
    }

    private static func tokens(_ step: ProgressStep) -> String {
        step.inputTokens == step.outputTokens
            ? step.inputTokens.of("token") : "\(step.inputTokens.of("token")) to \(step.outputTokens)"
    }
}
