/// What a site says in its robots.txt about which of its pages programs may fetch (RFC 9309).
struct RobotsRules: Sendable, Equatable {
    /// One line of a group.
    private struct Rule: Sendable, Equatable {
        let isAllowed: Bool
        let pattern: [UInt8]
    }

    /// The most bytes that are read; the RFC asks for 500 KiB at least.
    static let sizeLimit = 512 << 10
    /// The most rules of all groups together.
    private static let ruleLimit = 20_000

    /// Everything may be fetched.
    static let allowAll = RobotsRules(rules: [])
    /// Nothing may be fetched.
    static let denyAll = RobotsRules(rules: [Rule(isAllowed: false, pattern: Array("/".utf8))])

    private let rules: [Rule]

    private init(rules: [Rule]) { self.rules = rules }

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - bytes: The file; what is no rule in it is passed over.
    ///   - agent: The name of the program, in lower case; its groups are used together, else those of `*`.
    init(_ bytes: [UInt8], agent: String) {
        var groups = Groups(agent: agent)
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        for line in text.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            let line = line.prefix { $0 != UInt8(ascii: "#") }
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), groups.count < Self.ruleLimit else { continue }
            let key = String(decoding: Self.trimmed(line[..<colon]), as: UTF8.self).lowercased()
            groups.add(key, Self.trimmed(line[(colon + 1)...]))
        }
        rules = groups.rules
    }

    /// Whether a page may be fetched: by the longest pattern that fits, and of two equal ones by that which allows.
    ///
    /// - Parameter target: The path with the query.
    /// - Returns: Whether it may.
    func allows(_ target: String) -> Bool {
        if target == "/robots.txt" { return true }
        let target = Self.normalized(Array(target.utf8))
        var best: Rule?
        for rule in rules where Self.fits(rule.pattern, target) {
            let (length, longest) = (rule.pattern.count, best?.pattern.count ?? -1)
            if length > longest || (length == longest && rule.isAllowed) { best = rule }
        }
        return best?.isAllowed ?? true
    }

    /// Collects the rules of the groups that count while the lines go by.
    private struct Groups {
        let agent: String
        private var own: [Rule]?
        private var common: [Rule] = []
        private var isOwn = false
        private var isCommon = false
        private var isNaming = false

        init(agent: String) { self.agent = agent }

        var rules: [Rule] { own ?? common }
        var count: Int { (own?.count ?? 0) + common.count }

        mutating func add(_ key: String, _ value: ArraySlice<UInt8>) {
            switch key {
            case "user-agent": name(value)
            case "allow", "disallow":
                isNaming = false
                // An empty value is no rule; so "Disallow:" alone allows everything.
                if value.isEmpty { return }
                let rule = Rule(isAllowed: key == "allow", pattern: RobotsRules.normalized(Array(value)))
                if isOwn { own?.append(rule) }
                if isCommon { common.append(rule) }
            default: break
            }
        }

        /// The names that stand together are those of one group.
        private mutating func name(_ value: ArraySlice<UInt8>) {
            if !isNaming { (isOwn, isCommon) = (false, false) }
            isNaming = true
            let token = value.prefix { byte in
                (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z") || "-_".utf8.contains(byte)
            }
            if value.first == UInt8(ascii: "*") { isCommon = true }
            if String(decoding: token, as: UTF8.self).lowercased() == agent {
                isOwn = true
                own = own ?? []
            }
        }
    }

    /// Whether a pattern fits the beginning of a target; `*` stands for anything, `$` at the end for the end.
    private static func fits(_ pattern: [UInt8], _ target: [UInt8]) -> Bool {
        let isAnchored = pattern.last == UInt8(ascii: "$")
        let pattern = isAnchored ? pattern.dropLast() : pattern[...]
        var (at, position) = (pattern.startIndex, 0)
        var star: (after: Int, position: Int)?
        while true {
            if at < pattern.endIndex, pattern[at] == UInt8(ascii: "*") {
                star = (at + 1, position)
                at += 1
            } else if at == pattern.endIndex, !isAnchored || position == target.count {
                return true
            } else if at < pattern.endIndex, position < target.count, pattern[at] == target[position] {
                at += 1
                position += 1
            } else if let last = star, last.position < target.count {
                // Only the last star need take more: what fits before it fits as early as it can.
                star = (last.after, last.position + 1)
                (at, position) = (last.after, last.position + 1)
            } else {
                return false
            }
        }
    }

    /// One way to write each octet: unreserved characters plainly, others that URLs escape as `%XX` in capitals.
    fileprivate static func normalized(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%"), index + 2 < bytes.count, let value = octet(bytes[index + 1], bytes[index + 2])
            {
                result += WebAddress.percentEncoded([value], keeping: WebAddress.isUnreserved).utf8
                index += 3
            } else {
                result += WebAddress.percentEncoded([byte]) { $0 > 0x20 && $0 < 0x7F }.utf8
                index += 1
            }
        }
        return result
    }

    private static func octet(_ high: UInt8, _ low: UInt8) -> UInt8? {
        let digits = String(decoding: [high, low], as: UTF8.self)
        return digits.allSatisfy(\.isHexDigit) ? UInt8(digits, radix: 16) : nil
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var bytes = bytes
        while let first = bytes.first, first <= 0x20 { bytes.removeFirst() }
        while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
        return bytes
    }
}
