@testable import App
import Testing

@Suite struct HelpTextTests {
    private let command = Command(
        name: "brew",
        summary: "make a drink from what is there",
        discussion: "Takes the first thing that is warm.",
        arguments: [Command.Argument(name: "DRINK", help: "what to make", count: .many)],
        options: [
            Command.Option(name: "cups", short: "c", value: .number("N", 1...9), help: "how many"),
            Command.Option(
                name: "add",
                value: .text("THING"),
                isRepeatable: true,
                help: "something to put in, such as milk, sugar, lemon or a slice of ginger"
            ),
            Command.Option(name: "hot", help: "do not let it cool"),
        ],
        examples: ["slate brew tea"],
        action: { _ in .done }
    )

    private func help(width: Int) -> String {
        HelpText(command: command, path: ["slate", "brew"], width: width).text
    }

    @Test func `help is what it was`() {
        let expected = """
            Usage: slate brew [OPTION]... DRINK...

            Make a drink from what is there.

            Takes the first thing that is warm.

            Arguments:
              DRINK  what to make

            Options:
              -c, --cups N        how many
                  --add THING...  something to put in, such as milk, sugar, lemon or
                                  a slice of ginger
                  --hot           do not let it cool

            Everywhere:
            """
        #expect(help(width: 72).hasPrefix(expected), "\(help(width: 72))")
        #expect(help(width: 72).hasSuffix("\n\nExamples:\n  slate brew tea\n"))
    }

    @Test func `on a narrow terminal the explanations go below`() {
        #expect(help(width: 40).contains("      --hot\n      do not let it cool\n"), "\(help(width: 40))")
    }
}
