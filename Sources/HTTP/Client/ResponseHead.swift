/// Puts the lines of a response's head together.
struct ResponseHead {
    private var status = 0
    private var headers = HTTPHeaders()
    /// Whether all of it has come.
    private(set) var isComplete = false

    /// Adds a line; returns the head when it is complete, and once only: the lines after it are trailers.
    mutating func add(_ line: UnsafeRawBufferPointer) -> Exchange.Head? {
        guard !isComplete else { return nil }
        var line = line[...]
        while let last = line.last, last == 10 || last == 13 { line.removeLast() }
        if line.isEmpty {
            // What is below 200 announces the response only.
            isComplete = status >= 200
            return isComplete ? Exchange.Head(status: status, headers: headers) : nil
        }
        if line.starts(with: "HTTP/".utf8) {
            let words = line.split(separator: 32, maxSplits: 2)
            status = words.count > 1 ? Int(String(decoding: words[1], as: UTF8.self)) ?? 0 : 0
            headers = HTTPHeaders()
        } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
            let name = String(decoding: line[..<colon], as: UTF8.self)
            headers.append(HTTPHeaders.Field(name, Self.value(line[(colon + 1)...])))
        }
        return nil
    }

    /// A value without the white space around it and without control characters.
    private static func value(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        var bytes = bytes
        while let first = bytes.first, first == 32 || first == 9 { bytes.removeFirst() }
        while let last = bytes.last, last == 32 || last == 9 { bytes.removeLast() }
        let hasControls = bytes.contains { ($0 < 32 && $0 != 9) || $0 == 127 }
        guard hasControls else { return String(decoding: bytes, as: UTF8.self) }
        return String(decoding: bytes.filter { ($0 >= 32 || $0 == 9) && $0 != 127 }, as: UTF8.self)
    }
}
