import Agents
import Core

/// `slate skills check`: what is wrong with the skills.
enum SkillsCheckCommand {
    static let command = Command(
        name: "check",
        summary: "say which skills cannot be used, and why",
        discussion: "Names that clash are told and are no failure; exits with 1 if a file cannot be used at all.",
        action: run
    )

    private static func run(_ invocation: Invocation) async throws -> ExitStatus {
        let session = try Session(invocation)
        let library = session.skills
        let found = problems(session, library)
        let isGood = !found.contains { $0.level == .error }
        if session.console.isJSON {
            let object: JSON = [
                "ok": .bool(isGood), "skills": .int(library.skills.count), "problems": .array(found.map(json)),
            ]
            session.console.printVerbatim(object.prettyText + "\n")
        } else {
            for problem in found { show(problem, on: session.console) }
            session.console.note("\(library.skills.count.of("skill")), \(found.count.of("remark"))")
        }
        return isGood ? .done : .failure
    }

    /// What is wrong with files, and with skills that cannot be offered here.
    static func problems(_ session: Session, _ library: SkillLibrary) -> [SkillProblem] {
        var problems = library.problems
        let selector = session.skillSelector
        problems += library.skills.compactMap { skill in
            selector.obstacle(skill).map {
                SkillProblem(.warning, skill.location, "'\(skill.name)' is not offered: \($0.text)")
            }
        }
        problems += library.skills.compactMap { skill in
            let unknown = SkillToolset.unknown(of: skill, among: ToolCatalog.bundledNames)
            if unknown.isEmpty { return nil }
            let message = "'\(skill.name)' allows tools that there are not: \(unknown.joined(separator: ", "))"
            return SkillProblem(.warning, skill.location, message)
        }
        if let project = session.projectSkills, !project.isTrusted {
            let message = "its skills are not used; if you trust them, add \(project.project) to skills.trusted_folders"
            problems.append(SkillProblem(.note, project.folder.string, message))
        }
        for folder in session.externalSkillFolders where !FileSystem.exists(folder) {
            problems.append(SkillProblem(.warning, folder.string, "skills.external_dirs names it, and it is not there"))
        }
        return problems
    }

    private static func show(_ problem: SkillProblem, on console: Console) {
        let style: Console.Style? =
            switch problem.level {
            case .error: .red
            case .warning: .yellow
            case .note: nil
            }
        let place = problem.location + (problem.line.map { ":\($0)" } ?? "")
        console.print([(problem.level.rawValue, style), (": \(place): \(problem.message)", nil)])
    }

    private static func json(_ problem: SkillProblem) -> JSON {
        [
            "level": .string(problem.level.rawValue), "path": .string(problem.location),
            "line": problem.line.map(JSON.int) ?? .null, "problem": .string(problem.message),
        ]
    }
}
