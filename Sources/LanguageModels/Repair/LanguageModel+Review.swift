extension LanguageModel {
    /// Asks the model until it gives an answer that can be used.
    ///
    /// - Parameters:
    ///   - request: What is asked.
    ///   - explanations: How many unusable answers are answered with an explanation.
    ///   - observe: Sees each event as it arrives.
    /// - Returns: The answer, with what all attempts used.
    /// - Throws: `ModelError`: `unusableAnswer` when the model does not understand; or `CancellationError`.
    public func usableResponse(
        to request: ModelRequest,
        explanations: Int = 2,
        observe: (ModelEvent) -> Void = { _ in }
    ) async throws -> AnswerReview.Accepted {
        var review = AnswerReview(limit: explanations)
        var request = request
        var charges: [Charge] = []
        while true {
            var response = try await respond(to: request, observe: observe)
            charges += response.charges
            response.charges = charges
            switch review.review(response, to: request) {
            case .accepted(let answer): return answer
            case .askAgain(let messages): request.messages += messages
            case .failed(let error): throw error
            }
        }
    }
}
