import Agents
import Testing

@testable import Research

@Suite struct ResearchReportTests {
    @Test(arguments: ExitReason.allCases)
    func `what a researcher's task says reads back`(reason: ExitReason) {
        let result = AgentResult(
            taskID: "T1",
            exitReason: reason,
            output: "One.\n\nTwo: three.",
            error: "so: it\nfailed"
        )
        let report = ResearchReport(result)
        #expect(ResearchReport(text: report.text) == report && report.error == "so: it failed")
        let bare = ResearchReport(AgentResult(taskID: "T1", exitReason: reason))
        #expect(ResearchReport(text: bare.text) == bare)
    }

    @Test func `another text is no report`() {
        #expect(ResearchReport(text: "") == nil && ResearchReport(text: "Ended: well") == nil)
    }
}
