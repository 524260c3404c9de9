import Core
import LanguageModels

/// Asks models until they give an answer that can be used, or fail.
struct ModelAnswers: Sendable {
    /// How often a model is told what is wrong with an answer.
    private static let explanations = 2

    let agents: ResearchAgents

    /// Asks for a text.
    ///
    /// - Parameters:
    ///   - role: Who is asked.
    ///   - path: The step of the run.
    ///   - request: What is asked.
    /// - Returns: The text, never empty.
    /// - Throws: `ModelError`: `refused`, `unusableAnswer` and others; what the call throws.
    func text(_ role: String, _ path: String, _ request: ModelRequest) async throws -> String {
        try await accepted(role, path, request).response.text
    }

    /// Asks for a value in the form that the request has.
    ///
    /// - Parameters:
    ///   - role: Who is asked.
    ///   - path: The step of the run.
    ///   - request: What is asked, with a form.
    /// - Returns: The value.
    /// - Throws: As `text`.
    func value(_ role: String, _ path: String, _ request: ModelRequest) async throws -> JSON {
        guard let value = try await accepted(role, path, request).output else {
            throw ModelError(.unusableAnswer, "the model gave no value in the form that was asked for")
        }
        return value
    }

    private func accepted(
        _ role: String,
        _ path: String,
        _ request: ModelRequest
    ) async throws -> AnswerReview.Accepted {
        var review = AnswerReview(limit: Self.explanations)
        var request = request
        while true {
            let response = try await agents.ask(role, path, request)
            switch review.review(response, to: request) {
            case .accepted(let answer): return answer
            case .askAgain(let messages): request.messages += messages
            case .failed(let error): throw error
            }
        }
    }
}
