import Core
import TestSupport
import Testing

/// Many processes on one board at the same time.
@Suite struct ManyProcessesTests {
    @Test func `eight processes post five hundred entries each while others read whole ones`() async throws {
        let slate = try SlateProgram()
        let input = (0..<500).map { #"{"title": "note \#($0)", "body": "Body \#($0). The end"}"# }.joined(
            separator: "\n"
        )
        let ids = try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let result = try await slate.runAside(
                        ["board", "add", "--kind", "note", "--stdin-jsonl"],
                        input: input
                    )
                    #expect(result.status == 0, "\(result.errors) \(result.output.suffix(300))")
                    return try result.output.split(separator: "\n").compactMap {
                        try JSON(parsing: String($0))["id"]?.string
                    }
                }
            }
            group.addTask {
                for _ in 0..<8 {
                    let result = try await slate.runAside(["board", "list", "--limit", "5", "--json"])
                    #expect(result.status == 0, "\(result.errors)")
                    for entry in try JSON(parsing: result.output)["results"]?.array ?? [] {
                        let shown = try await slate.runAside(["board", "show", entry["id"]?.string ?? ""])
                        #expect(shown.status == 0 && shown.output.hasSuffix("The end\n"), "\(shown.output)")
                    }
                }
                return []
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(ids.count == 4_000 && Set(ids).count == 4_000)
        let check = try JSON(parsing: try slate.run(["board", "check", "--json"]).output)
        #expect(check["ok"]?.bool == true && check["entries"]?.int == 4_000, "\(check.text.prefix(500))")
        #expect(try FileSystem.names(in: slate.home.appending("notes")).count == 4_000)
    }

    @Test func `two processes never hold one task`() async throws {
        let slate = try SlateProgram()
        let tasks = (0..<20).map { #"{"title": "task \#($0)"}"# }.joined(separator: "\n")
        _ = try slate.run(["board", "add", "--kind", "task", "--stdin-jsonl"], input: tasks)
        let held = try await withThrowingTaskGroup(of: [String].self) { group in
            for number in 0..<4 {
                group.addTask {
                    var held: [String] = []
                    while true {
                        let result = try await slate.runAside(["board", "lease", "--agent", "a\(number)"])
                        if result.status == 1 { return held }
                        #expect(result.status == 0, "\(result.errors)")
                        held.append(String(result.output.prefix { $0 != " " }))
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(held.count == 20 && Set(held).count == 20)
    }
}
