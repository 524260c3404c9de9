import Agents
import TestSupport
import Testing

@Suite struct SecretTests {
    @Test func `the table has sixty of each`() {
        #expect(SecretTable.secrets.count == 60)
        #expect(SecretTable.lookAlikes.count == 60)
    }

    @Test(arguments: SecretTable.secrets)
    func `every secret goes, however the text is cut`(secret: SecretTable.Secret) {
        let bytes = Array(secret.input.utf8)
        let whole = guarded(bytes, cutAt: [])
        let text = String(decoding: whole, as: UTF8.self)
        #expect(text.contains("[redacted "), "\(text)")
        for line in secret.secret.split(separator: "\n") { #expect(!text.contains(line), "\(text)") }
        for cut in 0...bytes.count { #expect(guarded(bytes, cutAt: [cut]) == whole, "cut at \(cut)") }
        #expect(guarded(bytes, cutAt: Array(0...bytes.count)) == whole)
        #expect(TextGuard.clean(text) == text, "a marker is no secret")
    }

    @Test func `at most two look-alikes go`() {
        let alarms = SecretTable.lookAlikes.filter { TextGuard.clean($0) != $0 }
        #expect(alarms.count <= 2, "\(alarms)")
    }

    @Test func `what stands around a secret stays`() {
        let secret = "sk-" + "proj-" + String(repeating: "a1", count: 40)
        #expect(TextGuard.clean("KEY \(secret), and more") == "KEY [redacted openai-key], and more")
        let password = "postgres://ann:" + "hunter22" + "@db/x"
        #expect(TextGuard.clean(password) == "postgres://ann:[redacted url-password]@db/x")
        #expect(TextGuard.clean("{\"password\": \"s3cr3t!\"}") == "{\"password\": \"[redacted assigned-secret]\"}")
        let block = "a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\n\nProc-Type: 4\nabcd\n-----END RSA PRIVATE KEY-----\nb"
        #expect(TextGuard.clean(block) == "a\n[redacted private-key]\nb")
        let open = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\nThe text goes on here."
        #expect(TextGuard.clean(open) == "[redacted private-key]The text goes on here.")
    }

    @Test func `a long token goes to its end`() {
        let text = "x ghp_" + String(repeating: "a1", count: 100_000) + " y"
        #expect(TextGuard.clean(text) == "x [redacted github-token] y")
    }

    @Test(arguments: ["plain-key-0815", "with/slash+and=signs&more", "schlüssel-äöü-9", "0123456789abcdef"])
    func `keys in use go in every form`(key: String) {
        let options = TextGuard.Options(keysInUse: [key])
        let encoded = key.utf8.map { byte in
            let isPlain =
                byte < 0x80
                && (Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber
                    || byte == 0x2D)
            let digits = String(byte, radix: 16, uppercase: true)
            return isPlain ? String(Unicode.Scalar(byte)) : "%" + (digits.count < 2 ? "0" : "") + digits
        }
        .joined()
        for text in [key, "x\(key)y", "é\(key)", encoded, "a=\(encoded)&b"] {
            let output = guarded(Array(text.utf8), cutAt: [3], options)
            let left = String(decoding: output, as: UTF8.self)
            #expect(left.contains("[redacted key-in-use]") && !left.contains(key) && !left.contains(encoded))
        }
        for offset in 0..<6 {
            let plain = String(repeating: "p", count: offset) + key + "tail"
            let text = "data " + base64(Array(plain.utf8))
            #expect(TextGuard.clean(text, options).contains("[redacted key-in-use]"), "\(text)")
            let bytes = Array(text.utf8)
            let whole = guarded(bytes, cutAt: [], options)
            #expect(guarded(bytes, cutAt: Array(0...bytes.count), options) == whole)
        }
        #expect(TextGuard.clean("nothing here", options) == "nothing here")
    }

    @Test func `a whole text is cleaned as one that comes in pieces`() {
        let options = TextGuard.Options(keysInUse: ["plain-key-0815"])
        let secrets = SecretTable.secrets.map(\.input)
        let pieces =
            [
                "plain words ", "a:b", " = ", "--", "Bearer ", "key=", "é", "\n", "\t", "\r", "\u{1B}[31m", "\u{7F}",
                "<",
                "<think>x", "</think>", "`<think>`", "~~~\n", "plain-key-0815", "plain-key-", "password: ", "\u{200B}",
            ] + secrets
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<3_000 {
            let count = Int.random(in: 0...4, using: &generator)
            let text = (0..<count).compactMap { _ in pieces.randomElement(using: &generator) }.joined()
            let bytes = Array(text.utf8)
            let expected = guarded(bytes, cutAt: randomCuts(of: bytes.count, &generator), options)
            #expect(Array(TextGuard.clean(text, options).utf8) == expected, "\(text.debugDescription)")
        }
    }

    @Test func `names say what is secret`() {
        for name in ["OPENAI_API_KEY", "dbPassword", "auth-token", "AWS_SECRET_ACCESS_KEY", "secret", "X_KEY"] {
            #expect(TextGuard.isSecretName(name), "\(name)")
        }
        for name in ["PATH", "max_tokens", "TOKEN_LIMIT", "monkey", "PRIMARY_KEY", "keyboard", "HOME", "PWD"] {
            #expect(!TextGuard.isSecretName(name), "\(name)")
        }
    }

    private func base64(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var result = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let value = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            let digits = (0..<4).map { String(alphabet[value >> (18 - 6 * $0) & 63]) }
            result += digits.prefix(group.count + 1).joined()
        }
        return result + String(repeating: "=", count: (4 - result.count % 4) % 4)
    }
}
