import Core

/// A piece of a text that a digest keeps or leaves out as a whole.
struct DigestUnit: Sendable {
    enum Kind: Sendable, Equatable {
        case heading(level: Int)
        case sentence
        case table
        case code
    }

    /// How many pieces of each kind there are, to say what was left out.
    struct Tally: Sendable, Equatable {
        var sentences = 0
        var tables = 0
        var codes = 0

        mutating func add(_ kind: Kind) {
            switch kind {
            case .heading: break
            case .sentence: sentences += 1
            case .table: tables += 1
            case .code: codes += 1
            }
        }

        static func - (left: Tally, right: Tally) -> Tally {
            Tally(
                sentences: left.sentences - right.sentences,
                tables: left.tables - right.tables,
                codes: left.codes - right.codes
            )
        }

        /// The mark for what was left out; empty for nothing.
        var mark: String {
            let parts = [(sentences, "sentence"), (tables, "table"), (codes, "code block")].filter { $0.0 > 0 }
                .map { $0.0.of($0.1) }
            return parts.isEmpty ? "" : "[… \(parts.joined(separator: ", "))]"
        }
    }

    let kind: Kind
    /// Its place among all pieces.
    let ordinal: Int
    /// What stands before it.
    let before: Tally
    let text: [UInt8]
    var salience: Salience

    /// What stands before what follows it.
    var after: Tally {
        var tally = before
        tally.add(kind)
        return tally
    }

    /// Its size with the line break after it, in quarters of a token.
    var quarters: Int { TokenEstimate.quarters(of: text) + 1 }
}
