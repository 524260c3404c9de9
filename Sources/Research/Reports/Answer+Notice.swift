extension Answer {
    /// What a reader must know of how it was made, in one or two sentences.
    var notice: String {
        guard let ending = making.ending else {
            return "No language model was used: the answer is made of sentences quoted from the sources."
        }
        var text =
            making.isWritten
            ? "Written by a language model from findings on the board; each sentence cites what it rests on."
            : "This is a list of what was found: sentences quoted from the sources."
        if !ending.message.isEmpty { text += " The work ended early: \(ending.message)." }
        return text
    }
}
