/// Finds the tool that a model meant.
enum ToolNames {
    /// The one tool whose name differs only in case, separators or a prefix such as `functions.`.
    ///
    /// - Parameters:
    ///   - name: What the model wrote.
    ///   - known: The tools that there are.
    /// - Returns: The tool's name, or nothing if none or more than one fits.
    static func resolve(_ name: String, among known: [String]) -> String? {
        if known.contains(name) { return name }
        let last = name.split { $0 == "." || $0 == ":" || $0 == "/" }.last.map(String.init) ?? name
        let wanted = [plain(name), plain(last)]
        let fitting = known.filter { wanted.contains(plain($0)) && !plain($0).isEmpty }
        return fitting.count == 1 ? fitting.first : nil
    }

    /// The known name that is nearest to another, if it is near at all.
    static func closest(to name: String, among known: [String]) -> String? {
        let wanted = Array(plain(String(name.prefix(64))).utf8)
        let distances = known.map { (name: $0, distance: distance(wanted, Array(plain(String($0.prefix(64))).utf8))) }
        guard let best = distances.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= max(1, wanted.count / 3) ? best.name : nil
    }

    private static func plain(_ name: String) -> String {
        name.lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " }
    }

    /// The fewest insertions, deletions and replacements (Levenshtein, 1965), one row of the matrix at a time.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let replaced = diagonal + (a == b ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}
