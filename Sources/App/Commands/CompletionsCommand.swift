/// `slate completions` and `slate manual`: what shells and `man` want to know of the commands.
enum CompletionsCommand {
    static let command: Command = Command(
        name: "completions",
        summary: "print the script with which a shell completes slate's command lines",
        discussion: "'make install' puts the scripts where the shells look for them. By hand, in bash: "
            + "eval \"$(slate completions bash)\".",
        arguments: [Command.Argument(name: "SHELL", help: "bash, zsh or fish")],
        examples: ["slate completions fish > ~/.config/fish/completions/slate.fish"],
        action: { invocation in
            let session = try Session(invocation)
            guard let shell = CompletionScript.Shell(rawValue: invocation.arguments[0]) else {
                let known = CompletionScript.Shell.allCases.map(\.rawValue).joined(separator: ", ")
                throw session.usage("there is no script for '\(invocation.arguments[0])', only for \(known)")
            }
            session.console.printVerbatim(CompletionScript(root: Program.root).text(for: shell))
            return .done
        }
    )

    static let manual: Command = Command(
        name: "manual",
        summary: "print the manual page, as man shows it",
        examples: ["slate manual | man -l -"],
        action: { invocation in
            let session = try Session(invocation)
            session.console.printVerbatim(ManualPage(root: Program.root).text)
            return .done
        }
    )
}
