import Agents

/// What is taken out of texts, as it is configured.
extension Session {
    /// What no model may see and nothing from the network may bring along: fences, secrets, the keys of this process.
    var removing: TextGuard.Options {
        TextGuard.Options(
            fences: TextGuard.standardFences + configuration.list("scrubber.extra_fences"),
            keysInUse: KeysInUse.ofProcess.all
        )
    }

    /// What is taken out of the person's own documents before they are stored: secrets, but not what only models fence.
    var removingFromDocuments: TextGuard.Options {
        TextGuard.Options(fences: [], keysInUse: KeysInUse.ofProcess.all)
    }

    /// A question as it is posted: without what a terminal would obey, and without secrets.
    ///
    /// - Parameter argument: The question, or a dash for standard input.
    /// - Returns: What is left of it.
    /// - Throws: `UsageError` if it is too long.
    func question(_ argument: String) throws -> String {
        TextGuard.clean(try text(argument, limit: 64 << 10), removingFromDocuments)
    }

    /// How a digest is made for who wants to know something.
    ///
    /// - Parameter task: What the reader wants to know.
    /// - Returns: The configured budget, with all that is taken out before.
    func digestOptions(task: String) -> Scrubber.Options {
        Scrubber.Options(removing: removing, budget: configuration.number("scrubber.token_budget"), task: task)
    }
}
