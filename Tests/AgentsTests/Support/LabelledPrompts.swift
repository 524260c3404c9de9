/// Tasks with the bundled skills that fit them, judged by reading before any score was looked at.
///
/// Every second one was set aside when weights and keywords were chosen.
enum LabelledPrompts {
    struct Prompt: Sendable {
        let text: String
        let skills: Set<String>
    }

    static let all: [Prompt] = table.split(separator: "\n").map { line in
        let parts = line.split(separator: "|", maxSplits: 1)
        let names = parts[0].split(whereSeparator: { $0 == " " || $0 == "+" }).compactMap { full[String($0)] }
        return Prompt(text: parts[1].drop { $0 == " " }.description, skills: Set(names))
    }
    static let tuned = all.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
    static let heldOut = all.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)

    private static let full = [
        "lit": "literature-review", "fact": "fact-checking", "comp": "comparing-options", "paper": "reading-a-paper",
        "time": "timeline", "report": "report-writing", "query": "search-queries", "num": "numbers-and-units",
        "cred": "source-credibility",
    ]

    // `none` is in no dictionary: nothing fits.
    private static let table = """
        lit        | Do a literature review on microplastics in freshwater fish
        lit        | What is the current state of research on perovskite solar cells?
        lit        | Give me an overview of published studies about rewetting peatlands
        lit        | What is known about the effect of night shifts on sleep?
        lit        | Summarize the related work on retrieval augmented generation
        lit        | Which research gaps remain in urban heat island studies?
        lit        | Survey the literature on school start times and adolescents
        lit        | Synthesize the evidence from previous studies on mindfulness for chronic pain
        lit        | I am starting a thesis on coral bleaching and need to know the existing research
        lit        | What does the literature say about four-day work weeks?
        lit        | Prepare a scoping review of telemedicine in rural areas
        lit        | Collect prior work on federated learning for hospitals
        lit        | Has anyone done a meta-analysis of intermittent fasting?
        lit        | Which themes run through the academic literature on gig work?
        fact       | Is it true that the Great Wall is visible from the moon?
        fact       | Fact check this: Germany closed all its coal plants in 2022
        fact       | Verify the claim that goldfish have a three-second memory
        fact       | Did Einstein really say that insanity is doing the same thing twice?
        fact       | Please debunk or confirm the rumour that the bridge was closed for a film
        fact       | My uncle claims that 5G causes headaches. Can you check whether that holds up?
        fact       | True or false: the Sahara was green six thousand years ago
        fact       | Is the story about the alligators in the sewers an urban legend?
        fact       | Check this statement from the press release for accuracy
        fact       | Was the minister misquoted in that interview?
        fact       | Is this viral post about the vaccine misinformation?
        fact       | Somebody told me that lightning never strikes twice; is that a myth?
        fact+num   | Verify the statistic that 80 percent of startups fail
        fact       | Can you substantiate the assertion that owls cannot move their eyes?
        comp       | Compare heat pumps and gas boilers for an old house
        comp       | PostgreSQL vs MySQL for a small analytics team
        comp       | What are the pros and cons of nuclear power?
        comp       | Which is better for hiking, a down jacket or a synthetic one?
        comp       | Should we rent or buy an office? Weigh up the alternatives
        comp       | Explain the difference between a heat pump and an air conditioner
        comp       | Recommend one of these three laptops for video editing
        comp       | What are the advantages and disadvantages of remote work?
        comp       | Help me choose between a master's degree and a job offer
        comp       | How do electric buses stack up against diesel buses?
        comp       | What trade-offs come with index funds and single stocks?
        comp       | We have two bids for the roof; which one should we take?
        comp+num   | Compare the per capita emissions of France and Poland
        comp       | Is wood or concrete the more sustainable choice for a footbridge?
        comp       | Make a decision matrix for our CRM shortlist
        paper      | Explain this paper to me: Attention Is All You Need
        paper      | Critique the methodology of the attached preprint
        paper      | Is the sample size of this study large enough?
        paper      | Summarize the journal article on gut bacteria and mood
        paper      | What do the confidence intervals in table 2 of the paper mean?
        paper      | Read arxiv 1706.03762 and tell me its main contribution
        paper      | Was there a control group in the randomized trial?
        paper      | What are the limitations of the study by Miller and colleagues?
        paper      | Does the p-value in figure 3 support the authors' conclusion?
        paper      | Walk me through the methods section of this article
        paper      | What did the researchers actually measure in their experiment?
        paper      | I need to present this preprint at journal club; what are its weak points?
        paper+cred | Is this study peer reviewed, and who funded it?
        time       | Make a timeline of the Apollo programme
        time       | When did the curlew return to the Velm?
        time       | What happened at Chernobyl, hour by hour?
        time       | In what order did the Baltic states join the EU and the euro?
        time       | Give me the history of the bicycle
        time       | List the key dates of the Brexit process
        time       | How did the smartphone market evolve over the years?
        time       | Reconstruct the sequence of events that led up to the bank's collapse
        time       | In which year was the dam finished?
        time       | Draw up a chronology of the merger negotiations
        time       | What were the milestones of the Human Genome Project?
        time       | Since when has the town had a tram?
        time       | Trace the development of the alphabet from Phoenician to Latin
        time       | Who ruled Egypt before and after Cleopatra?
        time+num   | When did the population pass one million, and how many live there today?
        report     | Write a report on flood protection for the town council
        report     | Draft an executive summary of these findings
        report     | Edit the draft so that it reads well
        report     | Turn my notes into a two-page policy brief
        report     | How should I structure the report on the audit?
        report     | Rewrite this paragraph in plain language
        report     | Shorten the memo to one page
        report     | Proofread the annual report
        report     | Propose headings and an outline for the white paper
        report     | Prepare a briefing for the minister on rewetting
        report     | The text is too long and hard to follow; tighten it
        report     | Write up the results of the bird survey for the board
        report     | Make the tone of this document less academic
        query      | Which search terms should I use to find court decisions on noise?
        query      | My search returns too many results; help me narrow it down
        query      | Build a boolean search string for PubMed on long covid and exercise
        query      | Where can I find data on river levels in Latvia?
        query      | I get no results for my query about medieval mills
        query      | Suggest synonyms and keywords for searching newspaper archives
        query      | How do I search Google Scholar for theses?
        query      | What is a good search strategy for grey literature?
        query      | Improve this search query: cheap good solar roof germany
        query      | Find sources about the old harbour; where should I look?
        query      | Which databases cover patents from the 1930s?
        query      | What would be better words to google this with?
        num        | How much did the dams cost?
        num        | How many breeding pairs were counted in 2022?
        num        | Convert 40 acre-feet to cubic metres
        num        | What percentage of the budget went into monitoring?
        num        | What is the population growth rate of Lagos?
        num        | How large is the Velm peatland in hectares?
        num        | Calculate the average rainfall over the last ten years
        num        | Is the increase from 10 to 15 percent five percent or five percentage points?
        num        | Estimate the total cost of ownership over ten years
        num        | What is 3 million euros from 1995 in today's money?
        num        | Give the emissions per capita, not the totals
        num        | How high is the tallest dam and how long is it?
        num        | Do the subtotals in this table add up?
        cred       | Can I trust this website about nutrition?
        cred       | How reliable is this source?
        cred       | Is the author of the report biased?
        cred       | The two sources disagree; which of them is more credible?
        cred       | Does the institute have a conflict of interest?
        cred       | Who is behind the foundation that published this?
        cred       | Is this a predatory journal?
        cred       | Should I believe what the company's press release says about its own product?
        cred       | Rate the trustworthiness of each of these outlets
        cred       | Is a blog post by a former employee a primary source?
        cred       | Who funded the think tank's study on sugar?
        cred       | How dependable are eyewitness accounts of the fire?
        lit        | 请写一篇关于深度学习的文献综述
        lit        | 目前钙钛矿太阳能电池的研究现状如何
        fact       | 喝酒可以御寒，这是真的吗？
        fact       | 请核实一下这条网络谣言
        comp       | 比较一下电动车和燃油车的优缺点
        comp       | 这两款手机哪个更好？
        paper      | 帮我解读这篇文章，样本量够吗
        time       | 长城是什么时候修建的
        time       | 整理一份公司发展历程的大事记
        report     | 帮我润色这份报告
        query      | 帮我想几个检索词
        num        | 一英里等于多少公里
        cred       | 这个网站的信息可信吗
        none       | 今天天气怎么样
        none       | 你好，请给我讲个笑话
        none       | 帮我订一张去上海的机票
        lit        | 腸内細菌に関する先行研究をまとめて
        fact       | この噂は本当ですか
        comp       | 太陽光と風力の違いを比較して
        time       | 明治維新の経緯を時系列で教えて
        num        | 富士山の高さはどのくらいですか
        none       | おはようございます、元気ですか
        none       | 夕食のレシピを教えて
        fact       | 이 소문은 사실인가요? 팩트체크 해줘
        comp       | 전기차와 수소차를 비교해줘
        time       | 한글은 언제 만들어졌나요
        none       | 오늘 기분이 어때?
        none       | Hello, how are you today?
        none       | Write a poem about autumn leaves
        none       | Translate this sentence into French
        none       | What is the capital of Mongolia?
        none       | Fix the bug in my Python script
        none       | Who wrote Moby-Dick?
        none       | What can you do for me, and how should I use it?
        none       | Which birds returned to the peatland?
        none       | Remind me to call the dentist tomorrow
        none       | Tell me a story about a dragon and a knight
        none       | How do I bake sourdough bread?
        none       | Where is the nearest pharmacy?
        none       | Thank you, that was all I wanted to know about it
        none       | Play some jazz
        none       | What should I cook tonight with leeks and potatoes?
        none       | Rename all files in this folder to lower case
        none       | Who is the mayor of Riga?
        none       | What do you think about it, and why is it so?
        none       | Describe the habitat of the short-eared owl
        none       | Why is the sky blue?
        none       | Set the unit tests to run nightly
        none       | Please wrap the birthday paper and write a card
        none       | I trust you; just pick a name for the cat
        none       | Book a table for two in the old town
        none       | The search party found the hikers at dawn. Continue the story
        none       | Order new printer paper and envelopes
        none       | What does the word petrichor mean?
        none       | How does photosynthesis work?
        """
}
