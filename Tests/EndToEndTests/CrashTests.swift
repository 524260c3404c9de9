import Core
import Glibc
import TestSupport
import Testing

/// The program killed at any moment: what it has acknowledged is there, and nothing is torn.
@Suite struct CrashTests {
    /// How often the program is killed at a call of the C library that a seeded generator chooses.
    private static let kills = 200
    /// Kills per board, so that a board sees several.
    private static let killsPerBoard = 20
    private static let posts = 12

    private static func lines(_ round: Int) -> String {
        (0..<posts).map { number in
            let object: JSON = [
                "title": .string("note \(number) of round \(round)"),
                "body": .string(String(repeating: "Round \(round), note \(number). ", count: 20) + "The end"),
            ]
            return object.text
        }
        .joined(separator: "\n")
    }

    /// How many calls a whole run makes, on a board that is there already.
    private static func callCount() throws -> Int {
        let slate = try SlateProgram()
        let words = ["board", "add", "--kind", "note", "--stdin-jsonl"]
        _ = try slate.run(words, input: lines(0))
        let trace = slate.folder.path.appending("trace")
        _ = try slate.run(words, input: lines(1), environment: FaultPlan(trace: trace).environment)
        return try FaultPlan.calls(in: trace).count
    }

    @Test(arguments: 0..<(kills / killsPerBoard))
    func `no kill loses what was acknowledged or leaves anything torn`(board: Int) throws {
        var random = SeededGenerator(seed: UInt64(board) + 41)
        let slate = try SlateProgram()
        let calls = try Self.callCount()
        var acknowledged: [String: String] = [:]
        var killed = 0
        for round in 0..<Self.killsPerBoard {
            let fault =
                [FaultPlan.Fault.killBefore, .killMidway, .killAfter].randomElement(using: &random) ?? .killAfter
            let plan = FaultPlan(fault, at: Int.random(in: 1...calls, using: &random))
            let result = try slate.run(
                ["board", "add", "--kind", "note", "--stdin-jsonl"],
                input: Self.lines(round),
                environment: plan.environment
            )
            if result.status == 128 + SIGKILL { killed += 1 }
            for (number, line) in result.output.split(separator: "\n").enumerated() {
                // A last line that was cut is no acknowledgement.
                guard let id = try? JSON(parsing: String(line))["id"]?.string else { continue }
                #expect(acknowledged[id] == nil, "\(id) was given twice")
                acknowledged[id] = "Round \(round), note \(number). "
            }
            if round % 5 == 4 { try check(slate, acknowledged) }
        }
        // A run makes fewer calls than expected now and then, since batches form by chance.
        #expect(killed >= Self.killsPerBoard * 3 / 4)
    }

    private func check(_ slate: SlateProgram, _ acknowledged: [String: String]) throws {
        let check = try slate.run(["board", "check", "--json"])
        #expect(check.status == 0, "\(check.output) \(check.errors)")
        let names = try FileSystem.names(in: slate.home.appending("notes")).filter { !$0.hasPrefix(".") }
        var texts: [String: String] = [:]
        for name in names {
            let text = try slate.read("home/notes/\(name)")
            #expect(text.hasSuffix("The end\n"), "\(name) is torn")
            let number = Int(name.dropFirst().prefix { $0.isNumber }) ?? 0
            texts["N\(number)"] = text
        }
        for (id, words) in acknowledged {
            #expect(texts[id]?.contains(words) == true, "\(id) was acknowledged and is lost")
        }
    }

    @Test func `killed between the commit and each step of writing the file, the file follows`() throws {
        let slate = try SlateProgram()
        for fault in [FaultPlan.Fault.killBefore, .killMidway, .killAfter] {
            for call in [FaultPlan.Call.open, .write, .fsync, .rename] {
                let plan = FaultPlan(fault, calls: [call], pathPart: "/notes/.")
                let words = ["board", "add", "--kind", "note", "--title", "x", "--body", "The end"]
                #expect(try slate.run(words, environment: plan.environment).status == 128 + SIGKILL)
                #expect(try slate.run(["board", "check"]).status == 0)
            }
        }
        let names = try FileSystem.names(in: slate.home.appending("notes")).filter { !$0.hasPrefix(".") }
        #expect(names.count == 12)
        for name in names { #expect(try slate.read("home/notes/\(name)").hasSuffix("The end\n")) }
    }
}
