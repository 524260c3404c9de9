/// What the keys of one provider look like: a prefix and a run of characters.
struct SecretPattern: Sendable {
    /// What it is, as the marker says it.
    let kind: String
    let prefix: [UInt8]
    let alphabet: ByteSet
    /// How many characters follow the prefix, as far as they are looked at.
    let count: ClosedRange<Int>
    /// The least letters and digits in one piece: what is written by hand has more dashes.
    let unbroken: Int
    /// Whether there must be a digit.
    let needsDigit: Bool

    /// How many characters after the prefix are looked at.
    static let lookahead = 96

    /// The patterns of some prefixes with blanks between them.
    private static func keys(
        _ kind: String,
        _ prefixes: String,
        _ least: Int,
        of alphabet: ByteSet = .alphanumeric,
        exactly: Bool = false,
        unbroken: Int = 1,
        needsDigit: Bool = true
    ) -> [SecretPattern] {
        prefixes.split(separator: " ").map { prefix in
            SecretPattern(
                kind: kind,
                prefix: Array(prefix.utf8),
                alphabet: alphabet,
                count: least...(exactly ? least : .max),
                unbroken: unbroken,
                needsDigit: needsDigit
            )
        }
    }

    /// Whether characters after the prefix are a key's.
    func accepts(_ tail: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard count.contains(tail.count) else { return false }
        if needsDigit, !tail.contains(where: { ByteSet.digits.contains($0) }) { return false }
        var longest = 0
        var current = 0
        for byte in tail {
            current = ByteSet.alphanumeric.contains(byte) ? current + 1 : 0
            longest = max(longest, current)
        }
        return longest >= unbroken
    }

    /// The known ones; of two that both fit the first counts.
    static let all: [SecretPattern] = (models + code + services).flatMap { $0 }

    private static let models = [
        keys("anthropic-key", "sk-ant-", 20, of: .base64URL),
        keys("openrouter-key", "sk-or-", 32, of: .base64URL),
        keys("openai-key", "sk-proj- sk-svcacct- sk-admin-", 20, of: .base64URL),
        keys("api-key", "sk-", 20, of: .base64URL, unbroken: 20),
        keys("google-key", "AIza", 35, of: .base64URL),
        keys("google-oauth-token", "ya29.", 20, of: .base64URL),
        keys("google-client-secret", "GOCSPX-", 24, of: .base64URL, needsDigit: false),
        keys("huggingface-token", "hf_", 30, needsDigit: false),
        keys("groq-key", "gsk_", 40),
        keys("xai-key", "xai-", 60),
        keys("perplexity-key", "pplx-", 40),
        keys("replicate-token", "r8_", 30),
        keys("nvidia-key", "nvapi-", 40, of: .base64URL),
        keys("fireworks-key", "fw_", 20),
        keys("tavily-key", "tvly-", 20, of: .word("-")),
        keys("firecrawl-key", "fc-", 32, of: .hexadecimal), keys("elevenlabs-key", "sk_", 40, of: .hexadecimal),
        keys("cerebras-key", "csk-", 40), keys("jina-key", "jina_", 40),
        keys("pinecone-key", "pcsk_", 40, of: .word("_")),
        keys("langsmith-key", "lsv2_pt_ lsv2_sk_", 32, of: .word("_")),
    ]

    private static let code = [
        keys("github-token", "ghp_ gho_ ghu_ ghs_ ghr_", 36),
        keys("github-token", "github_pat_", 50, of: .word("_")),
        keys("gitlab-token", "glpat- glptt- gldt- glrt-", 20, of: .base64URL),
        keys("npm-token", "npm_", 36),
        keys("pypi-token", "pypi-", 50, of: .base64URL),
        keys("postman-key", "PMAK-", 40, of: .word("-")),
        keys("databricks-token", "dapi", 32, of: .hexadecimal),
        keys("vault-token", "hvs.", 24, of: .base64URL),
        keys("docker-token", "dckr_pat_", 20, of: .base64URL),
        keys("rubygems-token", "rubygems_", 40, of: .hexadecimal),
        keys("sourcegraph-token", "sgp_", 40, of: .word("_")),
        keys("atlassian-token", "ATATT3", 40, of: .word("_-=")),
        keys("age-key", "AGE-SECRET-KEY-1", 50),
    ]

    private static let services = [
        keys("aws-access-key", "AKIA ASIA", 16, of: ByteSet.upper.union(.digits), exactly: true),
        keys("slack-token", "xoxb- xoxp- xoxa- xoxr- xoxs- xapp-", 20, of: .word("-")),
        keys("slack-webhook", "hooks.slack.com/services/", 24, of: .word("/")),
        keys("stripe-key", "sk_live_ sk_test_ rk_live_ rk_test_", 16), keys("stripe-webhook-secret", "whsec_", 24),
        keys("sendgrid-key", "SG.", 50, of: .word("_-.")),
        keys("mailgun-key", "key-", 32, of: .hexadecimal),
        keys("twilio-key", "SK", 32, of: .hexadecimal, exactly: true),
        keys("digitalocean-token", "dop_v1_", 40, of: .hexadecimal),
        keys("shopify-token", "shpat_ shpss_ shpca_ shppa_", 32, of: .hexadecimal),
        keys("linear-key", "lin_api_", 32), keys("notion-token", "ntn_", 40),
        keys("notion-token", "secret_", 43, exactly: true),
        keys("supabase-token", "sbp_", 40, of: .hexadecimal),
        keys("sentry-token", "sntrys_", 40, of: .word("_-+/=")),
        keys("brevo-key", "xkeysib-", 60, of: .word("-")), keys("figma-token", "figd_", 30, of: .base64URL),
        keys("doppler-token", "dp.pt.", 40), keys("new-relic-key", "NRAK-", 27),
        keys("square-token", "sq0atp- sq0csp-", 22, of: .base64URL),
        keys("grafana-token", "glsa_", 40, of: .word("_")),
    ]
}
