public import LanguageModels

/// One step of an agent as it happens; each is a sign of life.
public enum AgentEvent: Sendable {
    /// A model is asked, for the iteration of this number, from 1.
    case asked(iteration: Int, isWrapUp: Bool)
    /// More of the model's text.
    case text(String)
    /// More of its answer that is no text, in bytes.
    case received(bytes: Int)
    /// An attempt at the model was given up.
    case retried(RetryNotice)
    /// The model has answered.
    case answered(ModelResponse)
    /// Something in the answer was mended, in words.
    case repaired(String)
    /// A tool was called.
    case toolStarted(ToolCall)
    /// A tool that takes long has come a step further.
    case toolProgress(String)
    /// A tool has ended; the result as the model gets it.
    case toolEnded(ToolResult)
    /// The model was told something by the program.
    case noticed(String)
    /// The program did something of itself, such as the choice of a skill; a code and words.
    case noted(code: String, text: String)
    /// So many old results became digests, for the conversation to fit its context.
    case reduced(results: Int)
    /// The agent has ended.
    case ended(AgentResult)
}
