/// Finds the sentences of a text.
///
/// A blank line always ends a sentence, a single line break only before what looks like an item of a list. A full stop
/// ends one unless it belongs to an abbreviation, an initial or a number; the full stops of Chinese and Japanese do
/// without a blank after them.
public enum SentenceSplitter {
    /// The size above which text without any stop is cut, in bytes.
    public static let sizeLimit = 1_000

    /// Finds the sentences.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - range: Where to look, in bytes of UTF-8; everywhere by default.
    /// - Returns: Places in bytes, in order, without the white space at their ends.
    public static func sentences(in text: String, range: Range<Int>? = nil) -> [Range<Int>] {
        var text = text
        return text.withUTF8 { sentences(in: $0, range: range ?? 0..<$0.count) }
    }

    static func sentences(in bytes: UnsafeBufferPointer<UInt8>, range: Range<Int>) -> [Range<Int>] {
        var sentences: [Range<Int>] = []
        for paragraph in Paragraphs.ranges(in: bytes, range: range) {
            var scanner = SentenceScanner(bytes: bytes, range: paragraph)
            while let sentence = scanner.next() { sentences.append(sentence) }
        }
        return sentences
    }
}

/// Walks over one paragraph.
private struct SentenceScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    let end: Int
    var position: Int

    init(bytes: UnsafeBufferPointer<UInt8>, range: Range<Int>) {
        self.bytes = bytes
        end = range.upperBound
        position = range.lowerBound
    }

    mutating func next() -> Range<Int>? {
        while position < end, bytes[position] <= 0x20 { position += 1 }
        guard position < end else { return nil }
        let start = position
        var index = start
        while index < end {
            if let stop = stop(at: index, from: start) { return close(start, at: stop) }
            if index - start >= SentenceSplitter.sizeLimit { return close(start, at: cut(start, before: index)) }
            index += 1
        }
        return close(start, at: end)
    }

    private mutating func close(_ start: Int, at stop: Int) -> Range<Int> {
        position = stop
        var last = stop
        while last > start, bytes[last - 1] <= 0x20 { last -= 1 }
        return start..<last
    }

    /// Where the sentence ends, if the character at an index ends it.
    private func stop(at index: Int, from start: Int) -> Int? {
        switch bytes[index] {
        case UInt8(ascii: "."):
            let after = skipClosers(index + 1)
            return endsSentence(at: index, after: after, from: start) ? after : nil
        case UInt8(ascii: "!"), UInt8(ascii: "?"):
            let after = skipClosers(index + 1)
            return after >= end || bytes[after] <= 0x20 ? after : nil
        case UInt8(ascii: "\n"): return beginsItem(index + 1) ? index : nil
        // 。 U+3002, ！ U+FF01, ？ U+FF1F, ｡ U+FF61, । U+0964, ؟ U+061F, ۔ U+06D4
        case 0xE3 where has([0x80, 0x82], at: index + 1): return skipClosers(index + 3)
        case 0xEF where has([0xBC, 0x81], at: index + 1) || has([0xBC, 0x9F], at: index + 1):
            return skipClosers(index + 3)
        case 0xEF where has([0xBD, 0xA1], at: index + 1): return skipClosers(index + 3)
        case 0xE0 where has([0xA5, 0xA4], at: index + 1): return skipClosers(index + 3)
        case 0xD8 where has([0x9F], at: index + 1): return skipClosers(index + 2)
        case 0xDB where has([0x94], at: index + 1): return skipClosers(index + 2)
        default: return nil
        }
    }

    private func has(_ expected: [UInt8], at index: Int) -> Bool {
        index + expected.count <= end && zip(expected, bytes[index...]).allSatisfy { $0 == $1 }
    }

    /// Steps over further stops, closing quotes and brackets.
    private func skipClosers(_ index: Int) -> Int {
        var index = index
        while index < end {
            if ".!?\"')]*_".utf8.contains(bytes[index]) {
                index += 1
            } else if has([0xE2, 0x80, 0x99], at: index) || has([0xE2, 0x80, 0x9D], at: index)
                || has([0xE3, 0x80, 0x8D], at: index) || has([0xE3, 0x80, 0x8F], at: index)
            {
                index += 3
            } else if has([0xC2, 0xBB], at: index) {
                index += 2
            } else {
                break
            }
        }
        return index
    }

    private func endsSentence(at index: Int, after: Int, from start: Int) -> Bool {
        if after >= end { return true }
        // Within a number, a file's name, an address: no blank follows.
        guard bytes[after] <= 0x20 else { return false }
        // "word ." with a blank before the stop is a stop whatever the word is.
        guard index > start, bytes[index - 1] > 0x20 else { return true }
        guard let next = nextWordStart(after) else { return true }
        // A sentence does not begin with a small letter; after an ellipsis or abbreviation the old one goes on.
        if isLower(bytes[next]) { return false }
        let word = word(before: index, from: start)
        if word.count == 1, isLetter(word[0]) { return !isInitial(word[0], at: index, from: start, before: next) }
        if Abbreviations.neverFinal.contains(word.lowercased) { return false }
        if word.contains(UInt8(ascii: ".")), isDotted(word) {
            return !isUpper(bytes[next]) ? false : isLikelyStart(next)
        }
        if Abbreviations.beforeNumber.contains(word.lowercased) { return !isDigit(bytes[next]) }
        return true
    }

    /// Whether a single letter is an initial, as in J Smith with a stop, not the last word, as in vitamin C.
    private func isInitial(_ letter: UInt8, at index: Int, from start: Int, before next: Int) -> Bool {
        guard isUpper(letter) else { return false }
        let before = index >= start + 2 ? word(before: index - 2, from: start) : []
        let followsSmallWord = before.first.map(isLower) ?? false
        return !(followsSmallWord && isLikelyStart(next))
    }

    /// U.S., e.g., a.m.: letters, each with its stop.
    private func isDotted(_ word: [UInt8]) -> Bool {
        word.split(separator: UInt8(ascii: ".")).allSatisfy { $0.count == 1 && isLetter($0[$0.startIndex]) }
    }

    /// Whether a word is one that often begins a sentence, which decides after "U.S.".
    private func isLikelyStart(_ index: Int) -> Bool {
        let word = bytes[index..<end].prefix { isLetter($0) }
        return Abbreviations.sentenceStarts.contains(Array(word).lowercased)
    }

    private func nextWordStart(_ index: Int) -> Int? {
        var index = index
        while index < end, bytes[index] <= 0x20 || "\"'([*_".utf8.contains(bytes[index]) { index += 1 }
        return index < end ? index : nil
    }

    private func word(before index: Int, from start: Int) -> [UInt8] {
        var first = index
        while first > start, bytes[first - 1] > 0x20, !"(\"'[".utf8.contains(bytes[first - 1]), index - first < 24 {
            first -= 1
        }
        return Array(bytes[first..<index])
    }

    /// Whether a line begins with a bullet or a number, as an item of a list does.
    private func beginsItem(_ index: Int) -> Bool {
        var index = index
        while index < end, bytes[index] == 0x20 { index += 1 }
        guard index + 1 < end else { return false }
        if "-*+#|".utf8.contains(bytes[index]) { return bytes[index + 1] <= 0x20 || bytes[index] == UInt8(ascii: "#") }
        if has([0xE2, 0x80, 0xA2], at: index) { return true }
        let digits = bytes[index..<end].prefix { isDigit($0) }.count
        guard (1...3).contains(digits), index + digits + 1 < end else { return false }
        return ".)".utf8.contains(bytes[index + digits]) && bytes[index + digits + 1] == 0x20
    }

    /// Where to cut text that has no stop: at the last blank, else between two characters.
    private func cut(_ start: Int, before index: Int) -> Int {
        var place = index
        while place > start + SentenceSplitter.sizeLimit / 2, bytes[place] > 0x20 { place -= 1 }
        if bytes[place] <= 0x20 { return place }
        place = index
        while place > start + 1, bytes[place] & 0xC0 == 0x80 { place -= 1 }
        return place
    }

    private func isLower(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
    private func isUpper(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
    private func isLetter(_ byte: UInt8) -> Bool { isLower(byte | 0x20) }
    private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

/// Words whose full stop says little about where a sentence ends.
private enum Abbreviations {
    /// What always has something after it: titles, "e.g.", "vs.".
    static let neverFinal = set(
        """
        dr mr mrs ms prof st hon rev gen col sgt capt lt gov sen rep messrs mt e.g i.e eg ie vs cf viz approx ca resp \
        incl est ph.d al jan feb mar apr jun jul aug sep sept oct nov dec
        """
    )
    /// What is an abbreviation only before a number: "Fig. 3", but "a fig."
    static let beforeNumber = set("fig figs no nos vol vols p pp sec secs ch chap eq eqs ref refs art tab nr ver par")
    /// Words that begin sentences and seldom follow an abbreviation.
    static let sentenceStarts = set(
        """
        the a an this that these those it its he she they we i you in on at for from by with as if when while after \
        before since although however but and or so thus there here his her their our some many most all each no not
        """
    )

    private static func set(_ words: String) -> Set<String> { Set(words.split(separator: " ").map(String.init)) }
}

extension [UInt8] {
    fileprivate var lowercased: String { String(decoding: self, as: UTF8.self).lowercased() }
}
