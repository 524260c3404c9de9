/// Sixty texts with a secret in each, and sixty that only look like it.
///
/// The secrets are put together here, so that no scanner takes this file for a leak.
enum SecretTable {
    struct Secret: CustomStringConvertible {
        /// Where it stands; `¤` is its place.
        let text: String
        let secret: String
        var input: String { text.replacing("¤", with: secret) }
        var description: String { input }
    }

    private static let alphanumeric = Array("a7Kx9QmZ2bR4tW8yLp3NcV6hJd5GsF1eUoXi0TnBqEwMvDzYkHr")
    private static let digits = Array("4c0a9e17d35b8f26")

    /// Something that looks random, the same in every run.
    private static func random(_ count: Int, _ alphabet: [Character] = alphanumeric, from start: Int = 0) -> String {
        String((0..<count).map { alphabet[($0 * 7 + start * 3) % alphabet.count] })
    }

    private static func key(_ prefix: String, _ count: Int, in text: String = "key: ¤ end") -> Secret {
        Secret(text: text, secret: prefix + random(count, from: prefix.count))
    }

    private static func hex(_ prefix: String, _ count: Int, in text: String = "(¤)") -> Secret {
        Secret(text: text, secret: prefix + random(count, digits, from: prefix.count))
    }

    static let secrets: [Secret] = models + platforms + services + forms + assignments

    private static let models = [
        key("sk-" + "ant-api03-", 95), key("sk-" + "proj-", 120, in: "using ¤, then"), key("sk-" + "", 48, in: "\"¤\""),
        hex("sk-" + "or-v1-", 64), hex("sk-" + "", 32, in: "deepseek ¤."), key("AIza" + "Sy", 33, in: "?key=¤&q=1"),
        key("hf_" + "", 34, in: "--token ¤"), key("gsk_" + "", 52), key("xai-" + "", 80), key("pplx-" + "", 48),
        key("r8_" + "", 37), key("nvapi-" + "", 64), key("tvly-" + "dev-", 32), hex("fc-" + "", 32),
        key("ya29." + "a0", 60),
    ]

    private static let platforms = [
        key("ghp_" + "", 36, in: "https://x.example/¤/y"), key("ghs_" + "", 36, in: "'¤'"),
        key("github_pat_" + "11", 80), key("glpat-" + "", 20), key("npm_" + "", 36, in: "//registry/:_auth ¤"),
        key("pypi-" + "AgEIcHlwaS5vcmc", 80), hex("dapi" + "", 32), key("hvs." + "CAES", 90), key("dckr_pat_" + "", 27),
    ]

    private static let services = [
        Secret(text: "aws ¤ us-east-1", secret: "AKIA" + "Q3E" + "GX7LQ5ZT2RMPWN".prefix(13)),
        Secret(text: "aws \"¤\"", secret: "ASIA" + "Z" + "2T5R8M1PWNGX7LQ"),
        key("xoxb-" + "2412345-", 24), key("xoxp-" + "99-", 30), key("xapp-" + "1-A0-", 40), key("sk_live_" + "", 24),
        key("rk_live_" + "", 24), key("whsec_" + "", 32), key("SG." + random(22) + ".", 43),
        hex("key-" + "", 32, in: "mailgun ¤ x"),
        hex("dop_v1_" + "", 64), hex("shpat_" + "", 32),
        Secret(text: "curl https://¤ ok", secret: "hooks.slack.com/services/" + "T0AB1CD2E/B0FG3HI4J/" + random(24)),
        Secret(text: "bot 123456789:¤ ok", secret: "AA" + random(33)),
    ]

    private static let forms = [
        Secret(text: "Authorization: Bearer ¤", secret: random(40)),
        Secret(text: "authorization: bearer ¤\n", secret: random(22)),
        Secret(text: "Authorization: Basic ¤", secret: "dXNlcjpodW50" + "ZXIyMg=="),
        Secret(text: "t=¤.", secret: "eyJ" + "hbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0In0." + random(43)),
        Secret(
            text: "-----BEGIN RSA PRIVATE KEY-----\n¤\n-----END RSA PRIVATE KEY-----\nx",
            secret: random(64) + "\n" + random(20, from: 5)
        ),
        Secret(text: "-----BEGIN OPENSSH PRIVATE KEY-----\n¤\n-----END OPENSSH PRIVATE KEY-----", secret: random(70)),
        Secret(
            text: "{\"k\": \"-----BEGIN PRIVATE KEY-----\\n¤\\n-----END PRIVATE KEY-----\\n\"}",
            secret: random(400)
        ),
        Secret(text: "-----BEGIN EC PRIVATE KEY-----\n¤\n\nnot any more", secret: random(64)),
        Secret(text: "postgres://ann:¤@db.internal:5432/app", secret: "hunter22"),
        Secret(text: "https://ci:¤@git.example/x", secret: "t0ken"),
        Secret(text: "redis://:¤@cache", secret: "p-w"),
    ]

    private static let assignments = [
        Secret(text: "DB_PASSWORD=¤", secret: "hunter22"),
        Secret(text: "export AWS_SECRET_ACCESS_KEY=¤\n", secret: random(40)),
        Secret(text: "SLACK_TOKEN='¤'", secret: "abcdefgh"),
        Secret(text: "SECRET_KEY=\"¤\"", secret: "correct horse battery"),
        Secret(text: "MY_SERVICE_API_KEY=¤", secret: random(32)),
        Secret(text: "{\"password\": \"¤\"}", secret: "s3cr3t!"),
        Secret(text: "api_key = \"¤\"", secret: random(24)), Secret(text: "client-secret: ¤", secret: random(20)),
        Secret(text: "{\"arguments\": \"{\\\"password\\\": \\\"¤\\\"}\"}", secret: "s3cr3t!?"),
        Secret(text: "{\"accessToken\":\"¤\"}", secret: random(30)),
        Secret(text: "?user=x&password=¤&y=1", secret: "pa55word"),
    ]

    static let lookAlikes: [String] = words + numbers + code + placeholders

    private static let words = [
        "sk-learn is a library for machine-learning-in-python-with-examples",
        "the risk-averse-and-careful-investor-of-today",
        "a bearer of bad news came in", "Bearer authentication is described in RFC 6750",
        "basic understanding of things",
        "the password is required", "password: the word that lets you in", "your token: a unit of text",
        "Keys: Q, W and E",
        "the secret of success is work", "hf_ is a prefix", "ghp_ tokens begin so",
        "an eyJ prefix marks base64 of JSON",
        "AKIA is what access key ids begin with", "xoxb- and xoxp- are prefixes", "SG.com is a site",
        "key-value stores",
        "https://example.org/a:b@c", "mailto:ann@example.org", "ann:bob@example.org",
    ]

    private static let numbers = [
        "commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "550e8400-e29b-41d4-a716-446655440000", "2024-01-31T12:00:00.000Z", "call 123456789: ask for Ann",
        "1234567890:ABC",
        "+49 30 1234567", "ISBN 978-3-16-148410-0", "192.168.0.1:8080", "12:30:45", "doi:10.1000/182",
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ", "run 01JABCDEFGHJKMNPQRSTVWXYZ0",
        "TOKEN_LIMIT=4096",
        "max_tokens=200000", "PASSWORD_MIN_LENGTH=12345678",
    ]

    private static let code = [
        "password = getpass(\"Password: \")", "token = parser.next()", "let token: String", "password: str",
        "if key == other_key1",
        "SORT_KEY=created_at_2024_desc", "PRIMARY_KEY=customer_id_1234", "TOKEN_URL=https://auth.example/oauth2",
        "SSH_KEY=/home/ann/.ssh/id_ed25519", "API_KEY=$OPENAI_API_KEY", "secret = os.environ[\"SECRET1\"]",
        "token => value1234",
        "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkq\n-----END PUBLIC KEY-----",
        "-----BEGIN CERTIFICATE-----\nMIID\n-----END CERTIFICATE-----",
    ]

    private static let placeholders = [
        "API_KEY=your-api-key-here", "OPENAI_API_KEY=sk-...", "PASSWORD=<password>", "TOKEN=${TOKEN}",
        "SECRET=xxxxxxxxxxxx",
        "PASSWORD=changeme", "PASSWORD=", "postgres://user:${PASSWORD}@localhost/db", "Authorization: Bearer $TOKEN",
        "Authorization: Bearer <your-token>",
    ]
}
