import YAML

/// The beginning of a skill's file.
public enum SkillTemplate {
    /// Writes a file that can be read at once and says what to fill in.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - description: What it is for; nothing for a reminder to say it.
    ///   - keywords: Words and phrases of tasks that it fits, with commas.
    /// - Returns: The text of `SKILL.md`.
    public static func text(name: String, description: String?, keywords: String?) -> String {
        let title = name.split(separator: "-").joined(separator: " ")
        let about = description ?? "What this is for. Use when (say what a task that needs it looks like)."
        let words = keywords ?? title
        return """
            ---
            name: \(name)
            description: \(YAMLText.scalar(about))
            metadata:
              keywords: \(YAMLText.scalar(words))
            ---
            # \(title.prefix(1).uppercased() + title.dropFirst())

            - What to do first, in one line.
            - What to watch out for, and how to see that it is done.

            """
    }
}
