/// A text that has one of everything.
enum SampleText {
    static let everything = """
        # The Velm peatland 泥炭地

        Rewetting cut the **emissions by 48 percent** [S1], says *the survey* of `flux-tower.txt`; see \
        [the report](https://example.org/report.html) and <https://example.org>. Prices: 2 * 3 * 4 = 24 & more.

        ## Birds

        - the **curlew** 🐦 came back
          in 2019
        - snipes:
          1. common snipe, on all twelve transects of the survey that was made
          2. jack snipe

          A second paragraph of the item.
        - [x] counted
        - [ ] ringed

        > A quote of two lines,
        > the second with `code`.
        >
        > - and a list

        | Measure | Cost | Who pays for it in the end |
        |:--------|-----:|:--:|
        | dam of timber | 4,100 | the **state** of Brandenburg |
        | 泥炭 dam | 900 | ~~the farmers~~ `nobody` \\| all |

        ```swift
        let x = "**not bold**"
        \tindented()
        ```

        שלום עולם and العربية are right to left, naïve café; 水位が低下すると泥炭が乾く。そして二酸化炭素が出る。

        ***
        Last line with \\*stars\\*, a hard break  
        and &lt;tags&gt; <b>kept</b>, snake_case_name, __init__ and unclosed **bold
        """
}
