import Agents
import Blackboard
import Core
import LanguageModels
import Synchronization
import TextAnalysis

extension REPL {
    /// The tokens of the digest of a conversation.
    private static let digestTokens = 1_500

    func chooseModel(_ words: [String]) throws {
        if let name = words.first {
            let former = try AgentAnswering.model(session)
            try choose {
                $0.set(name, for: "model")
            } checking: {
                try Self.checkProvider($0, former: former)
            }
        }
        let model = try AgentAnswering.model(session)
        console.print(model.map { "\($0) answers." } ?? "No model: answers are made of quotes.")
        if words.isEmpty {
            console.note("/model PROVIDER/NAME chooses another for this conversation; 'slate models' lists them")
        } else {
            let file = session.configuration.home.appending("config.yaml")
            console.note("for this conversation; 'model: \(words[0])' in \(file) makes it so for all")
        }
        if let model = session.configuration.value(at: ["delegation", "model"]) {
            console.print("Workers use \(model.text).")
        }
    }

    /// Sees to it that somebody serves the model; whether they have it only they can tell.
    private static func checkProvider(_ session: Session, former: String?) throws {
        let choice = session.configuration.model(for: .main)
        guard !choice.isExtractive else { return }
        do {
            _ = try session.configuration.reference(of: choice)
        } catch {
            let rest = former.map { "\($0) answers as before" } ?? "there is no model, as before"
            throw NothingToDoError(message: "\(error.message); \(rest)")
        }
    }

    func chooseRole(_ words: [String]) throws {
        if let name = words.first {
            _ = try AgentSetup(session).roles.role(named: name)
            try choose { $0.set(name, for: "role") }
        }
        console.print("The \(AgentAnswering.role(session)) answers; /roles lists all.")
    }

    func setBudget(_ words: [String]) throws {
        if let word = words.first {
            try choose { try Self.setBudget(word, in: &$0) }
        }
        let limits = AgentSetup(session).settings.budget
        let parts = [limits.tokens.map { $0.of("token") }, limits.dollars.map { Money.words($0) }].compactMap(\.self)
        console.print(
            parts.isEmpty
                ? "Nothing limits what a question may use."
                : "Each question may use " + parts.joined(separator: " and ") + "."
        )
    }

    private static func setBudget(_ word: String, in invocation: inout Invocation) throws {
        if word == "none" {
            invocation.set(nil, for: "max-tokens-total")
            return invocation.set(nil, for: "max-cost")
        }
        let number = word.hasPrefix("$") ? String(word.dropFirst()) : word
        let factor = ["k": 1_000, "m": 1_000_000][number.last?.lowercased() ?? ""]
        if word == number, !word.contains("."), let tokens = Int(factor == nil ? word : String(word.dropLast())),
            (1...1_000_000_000).contains(tokens)
        {
            return invocation.set("\(tokens * (factor ?? 1))", for: "max-tokens-total")
        }
        guard let dollars = Double(number), dollars > 0, dollars <= 1_000_000 else {
            throw NothingToDoError(message: "\(word) is no budget; give tokens such as 50000, or dollars such as $2")
        }
        invocation.set("\(dollars)", for: "max-cost")
    }

    func showCost() {
        let (before, run) = memory.withLock { ($0.usage, $0.run) }
        let usage = run.map { before + $0.usage } ?? before
        if usage.calls == 0 { return tell("no model was asked in this conversation so far: it cost nothing") }
        let tokens = "\(usage.tokens.inputTokens.of("token")) read, \(usage.tokens.outputTokens) written"
        tell("\(usage.calls.of("call")), \(tokens), \(Money.words(usage.cost)) in this conversation")
        if let run { tell("this question: \(run.budget.standings.wordsForUser)") }
    }

    /// Puts a digest in the place of the conversation where a model reads it.
    func compress() async throws {
        let talk = memory.withLock { $0.talk }
        guard !talk.messages.isEmpty else { throw NothingToDoError(message: "nothing was asked yet") }
        let text = talk.messages.map { ($0.author == .person ? "Person: " : "Answer: ") + $0.text }
            .joined(separator: "\n\n")
        var digest = TalkContext.digest(text, task: talk.question ?? "", tokens: Self.digestTokens, session.removing)
        // The model that answers is not the one for this, unless it is configured for it.
        var plain = session
        for name in ["model", "provider", "base-url"] { plain.invocation.set(nil, for: name) }
        if let rewriting = try await DigestRewriting(plain) {
            let result = try await rewriting.rewrite(digest, task: talk.question ?? "", budget: Self.digestTokens)
            digest = result?.text ?? digest
        }
        memory.withLock { [digest] in $0.talk.digest = TalkDigest(count: talk.messages.count, text: digest) }
        let tokens = (TokenEstimate(text).tokens, TokenEstimate(digest).tokens)
        console.print("\(talk.messages.count.of("message")), \(tokens.0.of("token")), are a digest of \(tokens.1) now.")
    }

    /// Changes an option of this conversation, as if it had been given on the command line.
    ///
    /// - Parameters:
    ///   - change: Sets the option.
    ///   - check: Looks at what comes of it; if it throws, all stays as it was.
    /// - Throws: What the closures throw; what is wrong with the option.
    private func choose(
        _ change: (inout Invocation) throws -> Void,
        checking check: (Session) throws -> Void = { _ in }
    ) throws {
        var invocation = session.invocation
        try change(&invocation)
        var new = try Session(invocation)
        try check(new)
        (new.console, new.isTalk) = (console, true)
        memory.withLock { [new] in $0.session = new }
    }
}
