import Core

extension Journal {
    /// A step that is being done.
    ///
    /// A class, because it goes through many hands until it is recorded.
    public final class PendingStep: Sendable {
        let key: JournalKey
        let place: JournalIndex.Place
        /// What was asked, if that is kept.
        let input: StepText
        /// What its record begins with: all that is known of the step so far.
        ///
        /// It is written by who does the step; who commits steps of many has less to do.
        let record: WrittenJSON

        init(key: JournalKey, place: JournalIndex.Place, label: String, input: WrittenJSON, started: Timestamp) {
            let input = StepText(input == .null ? "" : input.text)
            self.key = key
            self.place = place
            self.input = input
            record = WrittenJSON { json in
                json.object { json in
                    json.member("agent", key.agent.path)
                    if key.agent.attempt != 1 { json.member("attempt", key.agent.attempt) }
                    json.member("step", place.number)
                    json.member("kind", key.kind.rawValue)
                    json.member("request", key.request)
                    if place.occurrence != 0 { json.member("occurrence", place.occurrence) }
                    json.member("label", label)
                    json.member("started", Int(started.milliseconds))
                    if place.replaces != .nothing { json.member("replaces", place.replaces.steps) }
                    input.writePlace(as: "input", to: &json)
                }
            }
        }
    }
}
