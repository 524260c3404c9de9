/// Finds the key of a provider.
public struct KeyLookup: Sendable {
    /// What the configuration says about a provider's key.
    public struct Source: Sendable, Equatable {
        /// The variable that holds the key, such as `OPENAI_API_KEY`.
        public var variable: String?
        /// A command that prints the key.
        public var command: String?
        /// The key itself, where someone wrote it into the configuration.
        public var key: Secret?

        /// Creates a source; nothing for what is not configured.
        ///
        /// - Parameters:
        ///   - variable: The variable that holds the key.
        ///   - command: A command that prints the key.
        ///   - key: The key itself.
        public init(variable: String? = nil, command: String? = nil, key: Secret? = nil) {
            self.variable = variable
            self.command = command
            self.key = key
        }
    }

    /// A key and where it comes from.
    public struct Found: Sendable {
        /// The key.
        public let key: Secret
        /// Where it comes from, in words that may be shown.
        public let origin: String
    }

    /// Runs a command and gives its output.
    public typealias Runner = @Sendable (_ command: String) async throws -> String

    private let environment: [String: String]
    private let files: [(name: String, values: EnvironmentFile)]
    private let run: Runner

    /// Creates a lookup.
    ///
    /// - Parameters:
    ///   - environment: The variables of the process; they win.
    ///   - files: Files of variables, each with its name; the first that has the variable wins.
    ///   - run: Runs a configured command, within limits.
    public init(
        environment: [String: String],
        files: [(name: String, values: EnvironmentFile)],
        run: @escaping Runner
    ) {
        self.environment = environment
        self.files = files
        self.run = run
    }

    /// Finds a key: the variable, in the environment and then in the files; then the command; then the configuration.
    ///
    /// - Parameter source: What the configuration says.
    /// - Returns: The key, or nothing.
    /// - Throws: `ModelError` with `unauthorized` if what was found cannot be a key, or the command fails.
    public func find(_ source: Source) async throws -> Found? {
        if let variable = source.variable, let found = try find(variable: variable) { return found }
        if let command = source.command {
            let output: String
            do {
                output = try await run(command)
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                // Its text may hold what the command printed.
                throw ModelError(.unauthorized, "the command of api_key_command failed; run it by hand to see why")
            }
            guard let key = Secret(output) else { throw Self.noKey("the output of api_key_command") }
            return Found(key: key, origin: "api_key_command")
        }
        return source.key.map { Found(key: $0, origin: "api_key") }
    }

    private func find(variable: String) throws(ModelError) -> Found? {
        let places = [("the environment", environment[variable])] + files.map { ($0.name, $0.values[variable]) }
        for (place, value) in places {
            // Set to nothing is how a shell unsets it.
            guard let value, !value.trimmingSpaces.isEmpty else { continue }
            guard let key = Secret(value) else { throw Self.noKey("\(variable) in \(place)") }
            return Found(key: key, origin: "\(variable) in \(place)")
        }
        return nil
    }

    private static func noKey(_ place: String) -> ModelError {
        ModelError(.unauthorized, "\(place) is no API key: one word of printable ASCII is expected")
    }
}
