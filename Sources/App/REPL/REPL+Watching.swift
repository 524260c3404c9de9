import Agents
import Core
import Synchronization
import TerminalUI

extension REPL {
    /// The commands that hold at once while something is being done.
    private static let atOnce = ["/agents", "/stop", "/pause", "/resume-agents", "/steer", "/cost"]

    /// Obeys a command that cannot wait.
    ///
    /// - Parameter line: What was typed during the work.
    /// - Returns: Whether it is such a command.
    @Sendable func obeyAtOnce(_ line: String) -> Bool {
        let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
        guard let name = words.first else { return false }
        // Without words it means the agents as long as any are at work.
        let isForAgents = words == ["/resume"] && memory.withLock { $0.run != nil }
        guard Self.atOnce.contains(name) || isForAgents else { return false }
        do {
            try obeyAtOnce(name, Array(words.dropFirst()))
        } catch {
            tell(ErrorReport(error).message)
        }
        return true
    }

    private func obeyAtOnce(_ name: String, _ words: [String]) throws {
        try Self.commands.first { $0.name == name }?.check(words)
        switch name {
        case "/agents": listAgents()
        case "/stop": try stop(words)
        case "/pause": try pause()
        case "/resume", "/resume-agents": try resumeAgents()
        case "/steer": try steer(words)
        default: showCost()
        }
    }

    func listAgents() {
        let (screen, latest) = memory.withLock { ($0.screen, $0.agents) }
        let agents = screen.map(\.agents) ?? latest
        if agents.rows.isEmpty { return tell("there are no agents") }
        for line in agents.lines(width: console.width - 1, height: agents.rows.count) { tell(line) }
    }

    func stop(_ words: [String]) throws {
        let run = try runAtWork()
        guard let name = words.first, let agent = try agent(name), agent != .top else {
            tell("all work is stopped")
            return Interrupts.cancel()
        }
        run.supervisor.cancel(agent)
        tell("\(agent) is told to end")
    }

    func pause() throws {
        try runAtWork().supervisor.pause()
        tell("no new agent begins until /resume")
    }

    func resumeAgents() throws {
        try runAtWork().supervisor.resume()
        tell("new agents begin again")
    }

    func steer(_ words: [String]) throws {
        let run = try runAtWork()
        guard words.count > 1, let agent = try agent(words[0]) else {
            throw NothingToDoError(message: "say whom and what, such as: /steer A0 Look at the costs, too")
        }
        let text = TextGuard.clean(words.dropFirst().joined(separator: " "), session.removingFromDocuments)
        guard run.steer(text, to: agent) else {
            throw NothingToDoError(message: "\(agent) is not at work; /agents lists who is")
        }
        tell("\(agent) reads it before it asks its model again")
    }

    /// An agent of the work by its name.
    private func agent(_ name: String) throws -> AgentID? {
        guard let agent = AgentID(name.uppercased()) else {
            throw NothingToDoError(message: "\(name) is no agent; /agents lists them")
        }
        let rows = memory.withLock { $0.screen }?.agents.rows ?? []
        guard rows.contains(where: { $0.agent == agent }) else {
            throw NothingToDoError(message: "there is no \(agent); /agents lists who is at work")
        }
        return agent
    }

    private func runAtWork() throws -> AgentRun {
        guard let run = memory.withLock({ $0.run }) else { throw NothingToDoError(message: "no agent is at work") }
        return run
    }

    /// Prints a line, during the work above its status.
    func tell(_ text: String) {
        guard let screen = memory.withLock({ $0.screen }) else { return console.printWrapped(text) }
        let text = KeysInUse.ofProcess.removed(from: TerminalText.clean(text))
        screen.say(TerminalText.wrap(text, width: console.width - 1) + "\n")
    }
}
