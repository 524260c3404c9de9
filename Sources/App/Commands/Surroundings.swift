import Core
import Glibc
import Processes
import TerminalUI

/// What `doctor` says of all that is around the program.
struct Surroundings {
    typealias Finding = DoctorCommand.Finding

    let session: Session

    /// The programs and libraries that are loaded or started when they are needed.
    var libraries: [Finding] {
        [
            program("pdf", "pdftotext", "PDF cannot be read (apt install poppler-utils)"),
            library("http", "libcurl.so.4", "nothing can be fetched, and no model asked (apt install libcurl4)"),
        ]
    }

    /// Whether anything beyond this computer can be reached at all; nothing is sent to find out.
    var network: Finding {
        let proxies = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"].filter {
            session.environment[$0]?.isEmpty == false
        }
        // A system without this file, which has no size, tells nothing.
        let routes = (try? FileSystem.read("/proc/net/route", range: 0..<1 << 20)).map {
            String(decoding: $0, as: UTF8.self)
        }
        let hasRoute = routes?.split(separator: "\n").contains {
            $0.split(separator: "\t").dropFirst().first == "00000000"
        }
        let proxy = proxies.first.map { ", through \($0)" } ?? ""
        return hasRoute == false && proxies.isEmpty
            ? Finding(.warning, "network", "there is no way out of this computer; local models and files work")
            : Finding(.good, "network", "there is a way out of this computer" + proxy)
    }

    /// What is taken from Hermes Agent.
    var neighbour: Finding {
        guard session.configuration.text("neighbour") == "true" else {
            return Finding(.good, "neighbour", "nothing of ~/.hermes is read (neighbour: false)")
        }
        let folder = Path(session.environment["HOME"] ?? "/").appending(".hermes")
        let found = ["config.yaml", "skills"].filter { FileSystem.exists(folder.appending($0)) }
        return Finding(
            .good,
            "neighbour",
            found.isEmpty
                ? "no Hermes Agent is here" : "of Hermes Agent are read: \(found.joined(separator: ", "))"
        )
    }

    /// What the conversation can do on this terminal.
    var terminal: [Finding] {
        let name = setlocale(LC_CTYPE, "").map { String(cString: $0) } ?? "none"
        let isUnicode = name.uppercased().contains("UTF-8") || name.uppercased().contains("UTF8")
        let kind = session.environment["TERM"] ?? "none"
        let size = TerminalMode.size
        let what = session.console.isTerminal ? "\(kind), \(size.width) by \(size.height)" : "standard output is none"
        let colour = session.console.hasColor ? "in colour" : "without colours"
        let pager = session.environment["PAGER"].flatMap { $0.split(separator: " ").first.map(String.init) } ?? "less"
        return [
            isUnicode
                ? Finding(.good, "terminal", "\(what), \(colour), locale \(name)")
                : Finding(
                    .warning,
                    "terminal",
                    "\(what), locale \(name) is not UTF-8; set LANG=C.UTF-8 to edit lines in the REPL"
                ),
            program("pager", pager, "long output is not shown by the screen (apt install less)"),
        ]
    }

    private func program(_ name: String, _ program: String, _ loss: String) -> Finding {
        if let path = ChildProcess.find(program, searchPath: session.environment["PATH"]) {
            return Finding(.good, name, path.string)
        }
        return Finding(.warning, name, "\(program) is missing; \(loss)")
    }

    private func library(_ name: String, _ file: String, _ loss: String) -> Finding {
        guard let handle = dlopen(file, RTLD_LAZY) else {
            return Finding(.warning, name, "\(file) is missing; \(loss)")
        }
        dlclose(handle)
        return Finding(.good, name, file)
    }
}
