/// Texts with fences that are hard to tell, and what must be left of them.
///
/// `LEAK` never may be left.
enum FenceCorpus {
    struct Case: CustomStringConvertible {
        let input: String
        let expected: String
        var description: String { input }
    }

    /// Two hundred: each by itself, then one after the other until there are enough.
    static let all: [Case] = {
        var cases = (hidden + ordinary + code + unclosed).map { Case(input: $0.0, expected: $0.1) }
        let complete = hidden + ordinary
        var step = 1
        while cases.count < 200 {
            for index in complete.indices where cases.count < 200 {
                let (first, second) = (complete[index], complete[(index + step) % complete.count])
                cases.append(Case(input: first.0 + "\n\n" + second.0, expected: first.1 + "\n\n" + second.1))
            }
            step += 7
        }
        return cases
    }()

    private static let hidden: [(String, String)] = [
        ("a <think>LEAK</think> b", "a  b"), ("<thinking>LEAK</thinking>b", "b"),
        ("a<reasoning>LEAK</reasoning>", "a"), ("<scratchpad>LEAK</scratchpad>", ""),
        ("<memory-context>LEAK</memory-context>x", "x"), ("<THINK>LEAK</think>x", "x"),
        ("<Think>LEAK</tHINK>x", "x"), ("< think >LEAK</ think >x", "x"), ("<think >LEAK</think >x", "x"),
        ("<\tthink\n>LEAK< / think>x", "x"), ("<think\n>LEAK</think\n>x", "x"),
        ("<think mode=\"deep\">LEAK</think>x", "x"), ("<think a='b>c'>LEAK</think>x", "x"),
        ("<think a=\"b>LEAK</think>\">LEAK</think>x", "x"), ("<think a=b c=d e>LEAK</think>x", "x"),
        ("<think/>x", "x"), ("<think />x", "x"), ("<think a=\"/\"/>x", "x"),
        ("<think>LEAK<think>LEAK</think>LEAK</think>x", "x"),
        ("<think>LEAK<think>LEAK<think>LEAK</think></think></think>x", "x"),
        ("<think>LEAK<thinking>LEAK</thinking>LEAK</think>x", "x"), ("<think>LEAK<thinking>LEAK</think>x", "x"),
        ("<think>LEAK</thinking>LEAK</think>x", "x"), ("<think>LEAK<think/>LEAK</think>x", "x"),
        ("<think>LEAK<b>LEAK</b></think>x", "x"), ("<think>LEAK < LEAK > LEAK</think>x", "x"),
        ("<think>LEAK<</think>x", "x"), ("<think>LEAK<</</think>x", "x"), ("<think>LEAK</thin</think>x", "x"),
        ("<think>LEAK</thinker>LEAK</think>x", "x"), ("<think>```\nLEAK\n```</think>x", "x"),
        ("<think>`LEAK</think>x", "x"), ("<think>`LEAK` ``` LEAK</think>x", "x"), ("<think></think>x", "x"),
        ("<think>LEAK</think><think>LEAK</think>x", "x"), ("<<think>LEAK</think>>x", "<>x"),
        ("a<think>LEAK</think>b<reasoning>LEAK</reasoning>c", "abc"), ("x</think>y", "xy"),
        ("</think>x", "x"), ("x<think>LEAK</think></think>y", "xy"), ("<think\u{200B}>LEAK</think>x", "x"),
        ("<th\u{200B}ink>LEAK</think>x", "x"), ("<th\u{1B}[1mink>LEAK</th\u{1B}[0mink>x", "x"),
        ("<think>LEAK\u{202E}LEAK</think>x", "x"), ("<think>日本LEAK</think>日本", "日本"),
        ("日本<think>LEAK</think>", "日本"), ("<think>LEAK</think\n\n>x", "x"), ("<think  a = 'x' >LEAK</think>y", "y"),
        ("\"<think>LEAK</think>\"", "\"\""), ("x=<think>LEAK</think>;", "x=;"), ("<think>\r\nLEAK\r\n</think>x", "x"),
        ("a\n<think>\nLEAK\n</think>\nb", "a\n\nb"),
        ("<think>LEAK</think>" + String(repeating: "y", count: 50), String(repeating: "y", count: 50)),
        ("<think " + String(repeating: "a=b ", count: 400) + ">LEAK</think>x", "x"),
        ("<think a=\"" + String(repeating: ">", count: 1_200) + "\">LEAK</think>x", "x"),
        ("<think>" + String(repeating: "LEAK ", count: 300) + "</think>x", "x"),
        ("it's `code` <think>LEAK</think> x", "it's `code`  x"), ("a ` b <think>LEAK</think> c", "a ` b  c"),
        ("~~strike~~<think>LEAK</think>x", "~~strike~~x"), ("````<think>", "````<think>"),
    ]

    private static let ordinary: [(String, String)] = [
        ("plain text", "plain text"), ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"), ("<b>bold</b>", "<b>bold</b>"),
        ("<thinker>x</thinker>", "<thinker>x</thinker>"), ("<think-tank>x", "<think-tank>x"),
        ("<rethink>x", "<rethink>x"),
        ("<think.x>x", "<think.x>x"), ("I <think 3 < 4", "I <think 3 < 4"), ("<", "<"), ("<<<", "<<<"), ("</", "</"),
        ("</ >", "</ >"), ("<!-- think -->", "<!-- think -->"), ("&lt;think&gt;", "&lt;think&gt;"),
        ("a<thin", "a<thin"),
        ("think>x</", "think>x</"), ("<reason>x</reason>", "<reason>x</reason>"),
        ("<memory>x</memory>", "<memory>x</memory>"),
        ("vector<thinking_t> v", "vector<thinking_t> v"), ("x << thought >> y", "x << thought >> y"),
        ("<                      think>x", "<                      think>x"), ("", ""), ("\n", "\n"),
        ("<think\u{E9}>", "<think\u{E9}>"),
    ]

    private static let code: [(String, String)] = [
        ("use `<think>` tags", "use `<think>` tags"), ("``a ` <think>`` b", "``a ` <think>`` b"),
        ("`<think>LEAK</think>` y", "`` y"), ("it`s <think>LEAK</think> don`t", "it`s  don`t"),
        ("`</think>` ends `<think>`", "`</think>` ends `<think>`"), ("```\n<think>\n```\nx", "```\n<think>\n```\nx"),
        ("```xml\n<think>a</think>\n```\n<think>LEAK</think>x", "```xml\n<think>a</think>\n```\nx"),
        ("~~~\n<think>\n~~~\nx", "~~~\n<think>\n~~~\nx"),
        ("````\n```\n<think>\n````\n<think>LEAK</think>", "````\n```\n<think>\n````\n"),
        ("  ```\n  <think>\n  ```\nx", "  ```\n  <think>\n  ```\nx"), ("```a``` <think>LEAK</think>x", "```a``` x"),
        ("`a` `b` <think>LEAK</think>`c`", "`a` `b` `c`"), ("`a\n<think>LEAK</think>`", "`a\n`"),
        ("x ```\n<think>LEAK</think>y", "x ```\ny"),
        ("```\na\n``` b\n<think>\n```\n<think>LEAK</think>", "```\na\n``` b\n<think>\n```\n"),
        ("```\r\n<think>\r\n```\r\n<think>LEAK</think>x", "```\n<think>\n```\nx"),
    ]

    private static let unclosed: [(String, String)] = [
        ("a<think>LEAK", "a"), ("a<think>LEAK</thin", "a"), ("a<think>LEAK</", "a"), ("a<think>LEAK<", "a"),
        ("a<think", "a"), ("a<think ", "a"), ("a<think a=\"LEAK", "a"), ("a</think", "a"),
        ("a<think>LEAK<think>LEAK</think>LEAK", "a"), ("<think>LEAK\n```\n</think", ""), ("a<thinking", "a"),
        ("```\n<think>", "```\n<think>"), ("`<think>LEAK", "`"), ("a<think>\u{1B}[", "a"),
    ]
}
