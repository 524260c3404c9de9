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

    /// How a digest is made for who wants to know something.
    ///
    /// - Parameter task: What the reader wants to know.
    /// - Returns: The configured budget, with all that is taken out before.
    func digestOptions(task: String) -> Scrubber.Options {
        Scrubber.Options(removing: removing, budget: configuration.number("scrubber.token_budget"), task: task)
    }
}
