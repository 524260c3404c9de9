import Core
import YAML

/// A configuration that cannot be used.
struct ConfigurationError: Error, CustomStringConvertible {
    let message: String
    var description: String { message }
}

extension ConfigurationError {
    /// A home in which nothing can be kept.
    init(unusableHome error: FileError) {
        self.init(
            message: "the board's home cannot be used: \(error.message) (set SLATE_HOME to a folder of yours)"
        )
    }

    /// A file that is no YAML.
    init(_ error: YAMLError, in file: Path) {
        self.init(message: "\(file):\(error.line): no valid YAML: \(error.message)")
    }
}
