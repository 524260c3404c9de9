import Core

/// All skills that can be found, with what is wrong with them.
///
/// Places are looked into in order: of two skills with one name that of the earlier place is used. `refresh` reads again
/// only what has changed.
public struct SkillLibrary: Sendable {
    /// The skills, in the order of their places and names.
    public private(set) var skills: [Skill] = []
    /// What is wrong, in the same order.
    public private(set) var problems: [SkillProblem] = []

    private let places: [SkillPlace]
    /// The skills within the program, which never change.
    private let bundled: [Skill]
    private let bundledProblems: [SkillProblem]
    private var files: [Path: ReadFile] = [:]
    private(set) var index = SkillIndex([])

    private struct ReadFile {
        let status: FileStatus
        let skill: Skill?
        let problems: [SkillProblem]
    }

    /// Finds and reads skills.
    ///
    /// - Parameter places: Where they are looked for, first the place that wins; those within the program come last.
    public init(places: [SkillPlace]) {
        self.places = places
        var problems: [SkillProblem] = []
        bundled = places.flatMap { place -> [Skill] in
            guard case .texts(let texts) = place.content else { return [] }
            return Self.read(texts, &problems)
        }
        bundledProblems = problems
        refresh()
    }

    /// Looks again for what is there, and reads the files that have changed.
    public mutating func refresh() {
        var read: [Path: ReadFile] = [:]
        var found: [Skill] = []
        var problems: [SkillProblem] = []
        for place in places {
            guard case .folder(let folder) = place.content else { continue }
            var finder = SkillFinder()
            finder.look(into: folder)
            problems += finder.problems
            // A folder that is given twice holds no clashes.
            for item in finder.found where read[item.file] == nil {
                let file = known(item) ?? Self.read(item, place.origin)
                read[item.file] = file
                problems += file.problems
                if let skill = file.skill { found.append(skill) }
            }
        }
        files = read
        // What ships with the program gives way to everything else.
        found += bundled
        problems += bundledProblems
        let chosen = Self.resolve(found, &problems)
        self.problems = problems
        if chosen != skills {
            skills = chosen
            index = SkillIndex(chosen)
        }
    }

    /// The skill with a name.
    ///
    /// - Parameter name: The name.
    /// - Returns: The skill; nothing if there is none.
    public func skill(named name: String) -> Skill? { skills.first { $0.name == name } }

    private func known(_ item: SkillFinder.Found) -> ReadFile? {
        guard let file = files[item.file], file.status == item.status else { return nil }
        return file
    }

    private static func read(_ item: SkillFinder.Found, _ origin: Skill.Origin) -> ReadFile {
        let location = item.file.string
        do {
            let bytes = try FileSystem.read(item.file, limit: SkillFinder.fileLimit)
            var parser = SkillParser(location: location, expectedName: item.expectedName, isFlat: item.folder == nil)
            let parsed = parser.parse(String(decoding: bytes, as: UTF8.self))
            let skill = parsed.map {
                Skill(header: $0.header, body: $0.body, origin: origin, location: location, folder: item.folder)
            }
            return ReadFile(status: item.status, skill: skill, problems: parser.problems)
        } catch {
            let message =
                error.code == .tooLarge ? "it has more than \(SkillFinder.fileLimit) bytes" : error.message
            let problem = SkillProblem(.error, location, message)
            return ReadFile(status: item.status, skill: nil, problems: [problem])
        }
    }

    private static func read(_ texts: [String: String], _ problems: inout [SkillProblem]) -> [Skill] {
        texts.sorted { $0.key < $1.key }.compactMap { path, text in
            let parts = path.split(separator: "/")
            guard parts.count == 2, parts[1] == "SKILL.md" else { return nil }
            let location = "bundled:\(path)"
            var parser = SkillParser(location: location, expectedName: String(parts[0]))
            defer { problems += parser.problems }
            return parser.parse(text).map {
                Skill(header: $0.header, body: $0.body, origin: .bundled, location: location, folder: nil)
            }
        }
    }

    /// Of skills with one name the first stays.
    private static func resolve(_ found: [Skill], _ problems: inout [SkillProblem]) -> [Skill] {
        var winners: [String: String] = [:]
        return found.filter { skill in
            guard let winner = winners[skill.name] else {
                winners[skill.name] = skill.location
                return true
            }
            problems.append(
                SkillProblem(.note, skill.location, "'\(skill.name)' is not used: \(winner) has the same name")
            )
            return false
        }
    }
}
