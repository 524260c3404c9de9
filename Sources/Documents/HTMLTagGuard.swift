/// Takes the sting out of tags with thousands of attributes, each of which libxml2 compares with all before it.
enum HTMLTagGuard {
    /// The most attributes of a tag that stays one.
    private static let attributeLimit = 500
    /// A smaller page cannot hold enough of them to take long.
    private static let threshold = 64 << 10

    /// Replaces the `<` of such tags by a blank, so that they are words.
    ///
    /// - Parameter text: A page.
    /// - Returns: The page, and whether something was replaced.
    static func disarm(_ text: String) -> (text: String, isChanged: Bool) {
        guard text.utf8.count > threshold else { return (text, false) }
        var bytes = Array(text.utf8)
        let starts = bytes.withUnsafeBufferPointer { buffer in
            var scanner = Scanner(bytes: buffer)
            return scanner.overloaded()
        }
        if starts.isEmpty { return (text, false) }
        for start in starts { bytes[start] = 0x20 }
        return (String(decoding: bytes, as: UTF8.self), true)
    }

    /// Walks over tags as libxml2 does.
    private struct Scanner {
        let bytes: UnsafeBufferPointer<UInt8>
        private var position = 0

        init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

        /// The places of the tags with too many attributes.
        mutating func overloaded() -> [Int] {
            var found: [Int] = []
            while position < bytes.count {
                guard bytes[position] == UInt8(ascii: "<") else {
                    position += 1
                    continue
                }
                let start = position
                position += 1
                if begins("!--") {
                    skip(past: "-->")
                } else if isNameStart {
                    let name = word()
                    if attributes() > HTMLTagGuard.attributeLimit { found.append(start) }
                    if name == "script" || name == "style" { skipToClosing() }
                }
            }
            return found
        }

        /// Counts the attributes up to the tag's end.
        private mutating func attributes() -> Int {
            var count = 0
            while position < bytes.count, bytes[position] != UInt8(ascii: ">") {
                if isNameStart {
                    count += 1
                    _ = word()
                    skipBlanks()
                    if position < bytes.count, bytes[position] == UInt8(ascii: "=") { value() }
                } else {
                    position += 1
                }
            }
            return count
        }

        private mutating func value() {
            position += 1
            skipBlanks()
            guard position < bytes.count else { return }
            let quote = bytes[position]
            if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
                position += 1
                while position < bytes.count, bytes[position] != quote { position += 1 }
                position += 1
            } else {
                while position < bytes.count, bytes[position] > 0x20, bytes[position] != UInt8(ascii: ">") {
                    position += 1
                }
            }
        }

        private var isNameStart: Bool {
            guard position < bytes.count else { return false }
            let byte = bytes[position]
            return (0x61...0x7A).contains(byte | 0x20) || byte >= 0x80 || "_:.".utf8.contains(byte)
        }

        /// Reads a name, in lower case.
        private mutating func word() -> String {
            let start = position
            while position < bytes.count {
                let byte = bytes[position]
                let isPart =
                    (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte >= 0x80
                    || "_:.-".utf8.contains(byte)
                guard isPart else { break }
                position += 1
            }
            // Only the short names of two elements are of interest.
            return position - start > 6 ? "" : String(decoding: bytes[start..<position], as: UTF8.self).lowercased()
        }

        private mutating func skipBlanks() {
            while position < bytes.count, bytes[position] <= 0x20 { position += 1 }
        }

        private mutating func skip(past end: StaticString) {
            let wanted = Array("\(end)".utf8)
            while position < bytes.count, !bytes[position...].starts(with: wanted) { position += 1 }
            position += wanted.count
        }

        private mutating func skipToClosing() {
            while position + 1 < bytes.count, bytes[position] != UInt8(ascii: "<") || bytes[position + 1] != 0x2F {
                position += 1
            }
        }

        private func begins(_ text: StaticString) -> Bool {
            position < bytes.count && bytes[position...].starts(with: "\(text)".utf8)
        }
    }
}
