/// A command line that cannot be carried out, as data; the wording is in one place.
struct UsageError: Error, Equatable, CustomStringConvertible {
    enum Problem: Equatable {
        case unknownCommand(String, String?)
        case unknownOption(String, String?)
        case missingCommand([String])
        case missingArgument(String)
        case missingValue(String)
        case unexpectedArgument(String)
        case unexpectedValue(String)
        case repeatedOption(String)
        case badValue(String, String, String)
        /// Words of a command's own.
        case other(String)
    }

    /// The names of the commands, outermost first.
    let path: [String]
    let problem: Problem

    var description: String {
        // The program's own name comes before every message already.
        let command = path.dropFirst().joined(separator: " ")
        return (command.isEmpty ? "" : command + ": ") + "\(message); see: \(path.joined(separator: " ")) --help"
    }

    private var message: String {
        switch problem {
        case .unknownCommand(let name, let close): "there is no command '\(name)'" + suggestion(close)
        case .unknownOption(let name, let close): "there is no option \(name)" + suggestion(close)
        case .missingCommand(let names): "needs one of: \(names.joined(separator: ", "))"
        case .missingArgument(let name): "\(name) is missing"
        case .missingValue(let usage): "\(usage): the value is missing"
        case .unexpectedArgument(let word):
            "'\(word)' is one argument too many; put words that belong together in quotes"
        case .unexpectedValue(let name): "--\(name) takes no value"
        case .repeatedOption(let name): "--\(name) was given twice"
        case .badValue(let name, let value, let expected): "--\(name) takes \(expected), not '\(value)'"
        case .other(let message): message
        }
    }

    private func suggestion(_ name: String?) -> String { name.map { "; did you mean '\($0)'?" } ?? "" }
}

/// Guesses what a misspelt word should have been.
enum Suggestions {
    /// The name that is closest to a word.
    ///
    /// - Parameters:
    ///   - word: What was written.
    ///   - names: What it could have been.
    /// - Returns: A name that is at most two slips, or a third of the word, away; or that the word begins.
    static func closest(to word: String, among names: [String]) -> String? {
        let limit = max(2, word.count / 3)
        let rated = names.map { (name: $0, distance: distance(Array(word.lowercased()), Array($0))) }
        if let best = rated.min(by: { $0.distance < $1.distance }), best.distance <= limit, best.distance < word.count {
            return best.name
        }
        return names.first { word.count > 1 && $0.hasPrefix(word) }
    }

    /// The names that a word may stand for: those that have it in them, such as all that end with it, or the closest.
    ///
    /// - Parameters:
    ///   - word: What was written.
    ///   - names: What it could have been.
    /// - Returns: At most five names.
    static func near(to word: String, among names: [String]) -> [String] {
        let holding = word.count > 2 ? names.filter { $0.contains(word.lowercased()) } : []
        return holding.isEmpty ? [closest(to: word, among: names)].compactMap(\.self) : Array(holding.prefix(5))
    }

    /// The Damerau-Levenshtein distance, in the form where no part is edited twice (optimal string alignment).
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var rows = [Array(0...right.count)]
        for i in 1..<(left.count + 1) {
            var row = [i] + Array(repeating: 0, count: right.count)
            for j in 1..<(right.count + 1) {
                let cost = left[i - 1] == right[j - 1] ? 0 : 1
                row[j] = min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + cost)
                if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
                    row[j] = min(row[j], rows[i - 2][j - 2] + 1)
                }
            }
            rows.append(row)
        }
        return rows[left.count][right.count]
    }
}
