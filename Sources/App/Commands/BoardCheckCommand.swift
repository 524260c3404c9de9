import Blackboard
import Core

/// `slate board check` and `slate board reindex`: whether the board fits together, and its index made anew.
enum BoardCheckCommand {
    static let check = Command(
        name: "check",
        summary: "verify files, index, links, quotes and texts",
        discussion: "Exits 0 only if nothing is wrong. --repair mends what can be mended without loss; what is removed "
            + "is used by nothing and older than an hour.",
        options: [Command.Option(name: "repair", help: "mend what can be mended without loss")],
        examples: ["slate board check", "slate board check --repair"],
        action: { invocation in
            let session = try Session(invocation)
            return try await session.withBoard(warnsOfFiles: false) { board in
                let result = try await board.check(repairs: invocation.has("repair"))
                show(result, home: board.folder.root, on: session.console)
                return result.problems.isEmpty ? .done : .failure
            }
        }
    )

    static let reindex = Command(
        name: "reindex",
        summary: "build the index anew from the entries and texts",
        discussion: "A board.db that is damaged is set aside and built from the files.",
        examples: ["slate board reindex"],
        action: { invocation in
            let session = try Session(invocation)
            try session.setAsideDamagedDatabase()
            return try await session.withBoard { board in
                let result = try await board.reindex()
                show(result, home: board.folder.root, on: session.console, isReindex: true)
                return result.problems.isEmpty ? .done : .failure
            }
        }
    )

    private static func show(_ result: BoardCheck, home: Path, on console: Console, isReindex: Bool = false) {
        if console.isJSON { return console.printVerbatim(json(result).prettyText + "\n") }
        for repair in result.repairs { console.print("mended: \(repair)") }
        for problem in result.problems {
            let place = [problem.id.map { "\($0)" }, problem.path].compactMap { $0 }.joined(separator: " ")
            let line = problem.line.map { ":\($0)" } ?? ""
            console.print([(place.isEmpty ? "" : place + line + ": ", .bold), (problem.problem, nil)])
        }
        if !result.leftovers.isEmpty {
            let size = (result.leftovers.reduce(0) { $0 + $1.size } + 1_023) / 1_024
            let (files, isOne) = (result.leftovers.count.of("file"), result.leftovers.count == 1)
            console.print(
                "\(files) (\(size) KiB) \(isOne ? "is" : "are") used by nothing; "
                    + "--repair removes \(isOne ? "it once it is" : "those") older than an hour"
            )
        }
        let verb = isReindex ? "indexed" : "checked"
        let count = result.problems.count
        console.print(
            "\(result.entryCount.of("entry")) \(verb), " + (count == 0 ? "nothing is wrong" : count.of("problem"))
        )
    }

    private static func json(_ result: BoardCheck) -> JSON {
        let problems = result.problems.map { problem -> JSON in
            [
                "id": JSON(problem.id?.description), "path": JSON(problem.path),
                "line": problem.line.map(JSON.int) ?? .null, "problem": .string(problem.problem),
            ]
        }
        return [
            "ok": .bool(problems.isEmpty), "entries": .int(result.entryCount), "problems": .array(problems),
            "repairs": .array(result.repairs.map(JSON.string)),
            "leftovers": .array(result.leftovers.map { ["path": .string($0.path), "bytes": .int($0.size)] }),
        ]
    }
}

extension Session {
    /// Moves away a database that cannot be read, so that the next start builds one from the files.
    fileprivate func setAsideDamagedDatabase() throws {
        guard let names = try Blackboard.setAsideDamagedDatabase(in: BoardFolder(root: configuration.home)) else {
            return
        }
        console.warn("board.db was damaged; it is kept as \(names), and a new one is built from the files")
    }
}
