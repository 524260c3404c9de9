/// The program.
public enum Program {
    /// Runs the program with the arguments of this process, and ends it.
    public static func run() {}
}
