/// Finds where what begins in a text ends, as far as the text has come.
///
/// What is not settled by the bytes that are there is `unknown`, so that a stream is read alike wherever it is cut.
struct InlineLookAhead {
    enum Found: Equatable {
        case at(Int)
        case none
        case unknown
    }

    /// How far is looked, in bytes; what ends later is taken as it is written.
    static let window = 1_024

    let text: UnsafeBufferPointer<UInt8>
    /// Whether nothing follows the text.
    let isLast: Bool

    /// Finds the run of backticks that ends a piece of code.
    func codeEnd(from start: Int, count: Int, before limit: Int, _ memory: inout LookAheadMemory) -> Found {
        let offset = memory.offset
        var index = memory[code: count].next(from: start + offset) - offset
        let end = self.end(from: start, limit)
        var found: Found?
        while index < end, found == nil {
            switch text[index] {
            case UInt8(ascii: "`"):
                let run = runLength(at: index)
                if index + run == text.count, !isLast {
                    found = .unknown
                } else if run == count {
                    found = .at(index)
                } else {
                    index += run
                }
            case UInt8(ascii: "\n"):
                switch paragraphEnds(at: index) {
                case nil: found = .unknown
                case true?: found = Found.none
                case false?: index += 1
                }
            default: index += 1
            }
        }
        memory[code: count].note(from: start + offset, to: index + offset)
        return found ?? beyond(index, limit, start)
    }

    /// Finds where emphasis ends.
    ///
    /// - Parameters:
    ///   - start: Behind its opening marks.
    ///   - mark: An asterisk, underscore or tilde.
    ///   - count: How many of them opened it.
    ///   - limit: Where what it is part of ends.
    ///   - memory: What was found before.
    /// - Returns: The place of the closing marks.
    func emphasisEnd(
        from start: Int,
        mark: UInt8,
        count: Int,
        before limit: Int,
        _ memory: inout LookAheadMemory
    ) -> Found {
        let place = start + memory.offset
        let known = memory[emphasis: mark, count]
        let scan = EmphasisScan(mark: mark, count: count, limit: limit, start: start, index: start)
        if known.limit == limit.saturatingAdd(memory.offset), known.start <= place, place <= known.end {
            var rest = scan
            rest.index = known.end - memory.offset
            rest.hasOpenPart = known.start == place ? known.hasOpenPart : nil
            if let found = emphasisEnd(rest, &memory) { return found }
        }
        return emphasisEnd(scan, &memory) ?? .none
    }

    /// A search for the end of an emphasis.
    private struct EmphasisScan {
        let mark: UInt8
        let count: Int
        let limit: Int
        let start: Int
        var index: Int
        /// Nothing where the search goes on from what was looked at for an emphasis before this one.
        var hasOpenPart: Bool? = false
        /// Before marks that close, but too late for this emphasis; for another one they may not be.
        var known: (index: Int, hasOpenPart: Bool?)?
        var found: Found?
    }

    /// Goes on with a search.
    ///
    /// - Returns: What is found; nothing if that hangs on what is open, which this search does not know.
    private func emphasisEnd(_ scan: EmphasisScan, _ memory: inout LookAheadMemory) -> Found? {
        var scan = scan
        let end = self.end(from: scan.start, scan.limit)
        while scan.index < end, scan.found == nil {
            switch text[scan.index] {
            case scan.mark: guard passMarks(&scan) else { return nil }
            case UInt8(ascii: "`"): passCode(&scan, &memory)
            case UInt8(ascii: "\n"): passLineFeed(&scan)
            case UInt8(ascii: "\\"): scan.index += 2
            default: scan.index += 1
            }
        }
        if case .at? = scan.found { return scan.found }
        let known = scan.known ?? (scan.index, scan.hasOpenPart)
        memory[emphasis: scan.mark, scan.count] = LookAheadMemory.Emphasis(
            limit: scan.limit.saturatingAdd(memory.offset),
            start: scan.start + memory.offset,
            end: known.index + memory.offset,
            hasOpenPart: known.hasOpenPart
        )
        return scan.found ?? beyond(scan.index, scan.limit, scan.start)
    }

    /// Looks at a run of the marks; returns whether it can be told what they do.
    private func passMarks(_ scan: inout EmphasisScan) -> Bool {
        let (run, count) = (runLength(at: scan.index), scan.count)
        if scan.index + run == text.count, !isLast {
            scan.found = .unknown
            return true
        }
        if isClosing(run, at: scan.index, mark: scan.mark, count: count) {
            if run > count, scan.hasOpenPart == nil { return false }
            let closing = scan.index + (run > count && scan.hasOpenPart == true ? run - count : 0)
            if closing + count <= scan.limit {
                scan.found = .at(closing)
                return true
            }
            scan.known = scan.known ?? (scan.index, scan.hasOpenPart)
        }
        if run != count { scan.hasOpenPart?.toggle() }
        scan.index += run
        return true
    }

    private func passCode(_ scan: inout EmphasisScan, _ memory: inout LookAheadMemory) {
        let run = runLength(at: scan.index)
        switch codeEnd(from: scan.index + run, count: run, before: scan.limit, &memory) {
        case .at(let place): scan.index = place + run
        case .none: scan.index += run
        case .unknown: scan.found = .unknown
        }
    }

    private func passLineFeed(_ scan: inout EmphasisScan) {
        switch paragraphEnds(at: scan.index) {
        case nil: scan.found = .unknown
        case true?: scan.found = Found.none
        case false?: scan.index += 1
        }
    }

    /// Whether a run of marks, or a part of it, closes.
    private func isClosing(_ run: Int, at index: Int, mark: UInt8, count: Int) -> Bool {
        let isAfterText = index > 0 && !isBlank(text[index - 1])
        guard isAfterText else { return false }
        if mark == UInt8(ascii: "_"), index + run < text.count, isWordByte(text[index + run]) { return false }
        return run == count || (run > count && run == 3)
    }

    /// Finds the bracket that closes the one before a place.
    func bracketEnd(from start: Int, before limit: Int, _ memory: inout LookAheadMemory) -> Found {
        let kind = PairKind(opening: UInt8(ascii: "["), closing: UInt8(ascii: "]"), isOnOneLine: false)
        return pairEnd(kind, from: start, before: limit, offset: memory.offset, &memory.brackets)
    }

    /// Finds the parenthesis that closes the address of a link.
    func addressEnd(from start: Int, _ memory: inout LookAheadMemory) -> Found {
        let kind = PairKind(opening: UInt8(ascii: "("), closing: UInt8(ascii: ")"), isOnOneLine: true)
        return pairEnd(kind, from: start, before: .max, offset: memory.offset, &memory.parentheses)
    }

    /// Brackets that belong together.
    private struct PairKind {
        let opening: UInt8
        let closing: UInt8
        let isOnOneLine: Bool
    }

    private func pairEnd(
        _ kind: PairKind,
        from start: Int,
        before limit: Int,
        offset: Int,
        _ pairs: inout PairMemory
    ) -> Found {
        let opening = start - 1 + offset
        pairs.reach(opening)
        let end = self.end(from: start, limit)
        var index = pairs.end - offset
        var found: Found?
        while index < end, found == nil, pairs.closing(of: opening) == nil {
            switch text[index] {
            case kind.opening: pairs.sawOpening(at: index + offset)
            case kind.closing: pairs.sawClosing(at: index + offset)
            case UInt8(ascii: "\\"): index += 1
            case UInt8(ascii: "\n"):
                let ends = kind.isOnOneLine ? true : paragraphEnds(at: index)
                if ends != false { found = ends == nil ? .unknown : Found.none }
            default: break
            }
            if found == nil { index += 1 }
        }
        pairs.goOn(from: max(index + offset, pairs.end))
        if let closing = pairs.closing(of: opening) { return closing - offset < end ? .at(closing - offset) : .none }
        return found ?? beyond(index, limit, start)
    }

    /// Finds the bracket that ends an address in angle brackets.
    func angleEnd(from start: Int, within count: Int, _ memory: inout LookAheadMemory) -> Found {
        let offset = memory.offset
        let index = memory.angle.next(from: start + offset) - offset
        let found = lineByte(UInt8(ascii: ">"), from: index, within: max(0, start + count - index))
        var end = index
        let last = min(text.count, start + count)
        if found == .none || found == .unknown {
            while end < last, text[end] != UInt8(ascii: "\n") { end += 1 }
            memory.angle.note(from: start + offset, to: end + offset)
        }
        return found
    }

    /// Finds a byte on the same line.
    func lineByte(_ byte: UInt8, from start: Int, within count: Int) -> Found {
        var index = start
        let end = min(text.count, start + count)
        while index < end {
            if text[index] == byte { return .at(index) }
            if text[index] == UInt8(ascii: "\n") { return .none }
            index += 1
        }
        return index < start + count && !isLast ? .unknown : .none
    }

    /// How many bytes like the one at a place follow each other.
    func runLength(at start: Int) -> Int {
        var index = start + 1
        while index < text.count, text[index] == text[start], index - start < 64 { index += 1 }
        return index - start
    }

    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x09 }

    func isWordByte(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private func end(from start: Int, _ limit: Int) -> Int { min(text.count, limit, start + Self.window) }

    private func beyond(_ index: Int, _ limit: Int, _ start: Int) -> Found {
        index >= limit || index >= start + Self.window || isLast ? .none : .unknown
    }

    /// Whether the line behind a line feed belongs to another block; nothing while it has not come.
    private func paragraphEnds(at lineFeed: Int) -> Bool? {
        var index = lineFeed + 1
        while index < text.count, text[index] == 0x20 || text[index] == UInt8(ascii: ">") { index += 1 }
        guard index < text.count else { return isLast ? true : nil }
        switch text[index] {
        case UInt8(ascii: "\n"), UInt8(ascii: "#"), UInt8(ascii: "|"): return true
        case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "*"):
            guard index + 1 < text.count else { return isLast ? true : nil }
            return isBlank(text[index + 1])
        default: return false
        }
    }
}

extension Int {
    /// The sum, or the largest number.
    fileprivate func saturatingAdd(_ other: Int) -> Int {
        let (sum, isOver) = addingReportingOverflow(other)
        return isOver ? .max : sum
    }
}
