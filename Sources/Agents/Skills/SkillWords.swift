import TextAnalysis

/// Words that stand in descriptions of all kinds of skills and in tasks of all kinds.
enum SkillWords {
    /// Whether a word says something about the kind of a task.
    static func isTelling(_ token: Token) -> Bool { !token.isStopWord && !common.contains(token.word) }

    private static let common = Set(
        """
        answer answers ask asked asking asks best better bring different do does done find finding findings finds first \
        follow following get gets give gives given good help helps instruction instructions know let like look make makes \
        making matter mean means need needed needs new one part please put question questions rather research right say \
        says second see set show shows skill skills something take takes task tasks tell tells thing things third think \
        time try two use used useful user uses using want wants way well word words work works
        """
        .split(separator: " ").map(String.init)
    )
}
