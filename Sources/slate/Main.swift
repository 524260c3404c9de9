import App

@main
struct Main {
    // Nothing but this call: a closure written here would be bound to the main actor (and trap when C calls it).
    static func main() { Program.run() }
}
