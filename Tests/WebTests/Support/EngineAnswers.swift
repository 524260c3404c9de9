import Core

/// Answers in the forms in which the engines send them, cut to what tells something.
enum EngineAnswers {
    static let wikipedia = """
        {"batchcomplete":true,"continue":{"sroffset":2,"continue":"-||"},"query":{"searchinfo":{"totalhits":4211},"search":[
        {"ns":0,"title":"Peat bog","pageid":1,"snippet":"A <span class=\\"searchmatch\\">peat</span> bog stores carbon &amp; water",
        "timestamp":"2024-03-01T10:11:12Z"},
        {"ns":0,"title":"C++ (language)?","pageid":2,"snippet":"","timestamp":"2023-01-02T00:00:00Z"}]}}
        """

    static let arxiv = """
        <?xml version="1.0" encoding="UTF-8"?>
        <feed xmlns="http://www.w3.org/2005/Atom">
          <title type="html">ArXiv Query: search_query=all:peat</title>
          <opensearch:totalResults xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">12</opensearch:totalResults>
          <entry>
            <id>http://arxiv.org/abs/2101.00001v2</id>
            <published>2021-01-01T00:00:00Z</published>
            <title>Carbon in
          rewetted peat</title>
            <summary>  We measure &lt;CO2&gt; fluxes.
        </summary>
            <author><name>Ann Lind</name></author><author><name>Bo Ek</name></author>
            <arxiv:doi xmlns:arxiv="http://arxiv.org/schemas/atom">10.1000/Peat.1</arxiv:doi>
            <link href="http://arxiv.org/abs/2101.00001v2" rel="alternate" type="text/html"/>
            <link title="pdf" href="http://arxiv.org/pdf/2101.00001v2" rel="related" type="application/pdf"/>
          </entry>
        </feed>
        """

    static let crossref = """
        {"status":"ok","message-type":"work-list","message-version":"1.0.0","message":{"total-results":88,"items":[
        {"DOI":"10.1000/peat.1","title":["Carbon in rewetted peat"],"URL":"https://doi.org/10.1000/peat.1",
        "author":[{"given":"Ann","family":"Lind","sequence":"first","affiliation":[]},{"given":"Bo","family":"Ek"},
        {"name":"Peat Group"},{"family":"Om"}],"issued":{"date-parts":[[2021,3,9]]},
        "abstract":"<jats:title>Abstract</jats:title><jats:p>Fluxes fell by 62 percent.</jats:p>"},
        {"DOI":"10.1000/x","title":[],"URL":"https://doi.org/10.1000/x","issued":{"date-parts":[[null]]}}],
        "items-per-page":2}}
        """

    static let openalex = """
        {"meta":{"count":120,"page":1,"per_page":2},"results":[{"id":"https://openalex.org/W1",
        "doi":"https://doi.org/10.1000/peat.2","display_name":"Birds return to <i>Velm</i>","publication_date":"2022-05-06",
        "authorships":[{"author_position":"first","author":{"id":"https://openalex.org/A1","display_name":"Cy Dal"}}],
        "primary_location":{"landing_page_url":"https://journal.example/birds","pdf_url":null},
        "abstract_inverted_index":{"The":[0],"curlew":[1,4],"returned.":[2],"One":[3],"sang.":[5]}},
        {"id":"https://openalex.org/W2","doi":null,"display_name":null,"primary_location":null,"authorships":[]}]}
        """

    static let pubmedNumbers = """
        {"header":{"type":"esearch","version":"0.3"},"esearchresult":{"count":"2","retmax":"2","retstart":"0",
        "idlist":["38000001","38000002"],"translationset":[],"querytranslation":"peat[All Fields]"}}
        """

    static let pubmedSummaries = """
        {"header":{"type":"esummary","version":"0.3"},"result":{"uids":["38000001","38000002"],
        "38000001":{"uid":"38000001","pubdate":"2023 Nov","source":"J Peat","fulljournalname":"Journal of Peat",
        "authors":[{"name":"Lind A","authtype":"Author","clusterid":""},{"name":"Ek B","authtype":"Author","clusterid":""}],
        "title":"Peat dust and lungs.","sortpubdate":"2023/11/05 00:00","articleids":[
        {"idtype":"pubmed","idtypen":1,"value":"38000001"},{"idtype":"doi","idtypen":3,"value":"10.1000/peat.3"}]},
        "38000002":{"uid":"38000002","error":"cannot get document summary"}}}
        """

    static let searxng = """
        {"query":"peat","number_of_results":0,"results":[{"url":"https://site.example/peat","title":"All of peat",
        "content":"What peat is.","publishedDate":"2020-02-03T00:00:00","engine":"duckduckgo","score":1.0,
        "engines":["duckduckgo"]},{"url":"javascript:alert(1)","title":"bad","content":""}],
        "answers":[],"suggestions":[],"unresponsive_engines":[["google","timeout"]]}
        """

    static let brave = """
        {"type":"search","query":{"original":"peat"},"web":{"type":"search","results":[{"title":"Peat &#x27;news&#x27;",
        "url":"https://news.example/peat","description":"Peat is <strong>burning</strong>.","age":"2 days ago",
        "page_age":"2024-07-08T09:10:11","profile":{"name":"News","url":"https://news.example/"}}]}}
        """

    static let tavily = """
        {"query":"peat","follow_up_questions":null,"answer":null,"images":[],"results":[{"title":"Peat",
        "url":"https://www.site.example/peat/","content":"Peat is soil.","score":0.9,"raw_content":null}],
        "response_time":1.1}
        """
}
