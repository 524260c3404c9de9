import Core

/// Puts the results of tasks into words for the agent that handed them out.
struct DelegationReport: Sendable {
    /// Where full outputs are kept.
    let archive: TextArchive?
    /// How much room there is for the outputs.
    let room: ReportRoom

    /// Makes a report.
    ///
    /// - Parameters:
    ///   - results: What became of the tasks.
    ///   - tasks: The tasks, in the same order.
    ///   - open: Tasks that are still worked on; nothing where none can be.
    /// - Returns: The report, with a digest in the place of each output that is too long.
    func output(_ results: [AgentResult], of tasks: [AgentTask], open: [AgentTask]? = nil) async -> ToolOutput {
        var results = results
        let budget = room.share(of: results.count)
        await keepLongOutputs(of: &results, over: budget)
        let messages = zip(results, tasks).map { message($0, of: $1, within: budget) }
        var members = [
            JSON.Member("succeeded", .int(results.count { $0.outcome == .success })),
            JSON.Member("of", .int(results.count)), JSON.Member("results", .array(messages)),
        ]
        if let open { members.append(JSON.Member("open", .array(open.map { .string($0.id) }))) }
        return ToolOutput(JSON.object(members).text, artifacts: results.flatMap(\.artifacts))
    }

    /// The tasks that a report tells of.
    static func tasks(in report: String) -> Set<String> {
        // What is no report, such as the words of an error, tells of none.
        let results = (try? JSON(parsing: report))?["results"]?.array ?? []
        return Set(results.compactMap { $0["task_id"]?.string })
    }

    /// Keeps the outputs that the model gets a digest of.
    private func keepLongOutputs(of results: inout [AgentResult], over budget: Int) async {
        let places = results.indices.filter {
            results[$0].fullOutput == nil && TokenEstimate(results[$0].outputText).tokens > budget
        }
        // A digest that names nothing is worse, but no reason to lose the result.
        guard !places.isEmpty, let names = try? await archive?.keep(places.map { results[$0].outputText }) else {
            return
        }
        for (place, name) in zip(places, names) { results[place].fullOutput = name }
    }

    /// The result with a digest in the place of an output that is too long, which names the full one.
    private func message(_ result: AgentResult, of task: AgentTask, within budget: Int) -> JSON {
        guard TokenEstimate(result.outputText).tokens > budget else { return result.json }
        let options = Scrubber.Options(budget: budget, task: task.goal, fullText: result.fullOutput)
        return result.json(digest: Scrubber.scrub(result.outputText, options).text)
    }
}

extension AgentResult {
    /// The answer as text, whatever its form.
    fileprivate var outputText: String { value?.text ?? output }
}
