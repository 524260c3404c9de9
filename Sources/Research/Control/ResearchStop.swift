/// A step that failed in a way that ends the run, but not without a report.
struct ResearchStop: Error {
    let ending: ResearchEnding
}
