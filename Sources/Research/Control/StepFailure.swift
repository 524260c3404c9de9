/// A step that failed in a way that ends the run, but not without a report.
struct StepFailure: Error {
    let ending: ResearchEnding
}
