/// Splits a stream of bytes into server-sent events, wherever the stream is cut into pieces.
///
/// It follows https://html.spec.whatwg.org/multipage/server-sent-events.html, section 9.2.6. An event that the stream
/// does not finish with an empty line is dropped, as told there.
public struct ServerSentEvents: Sendable {
    /// One event.
    public struct Event: Sendable, Equatable {
        /// The type; `message` where the stream gives none.
        public let type: String
        /// The data; its lines are separated by line feeds.
        public let data: String
        /// The last id that the stream gave, with this event or before.
        public let id: String

        /// Creates an event.
        ///
        /// - Parameters:
        ///   - type: The type.
        ///   - data: The data.
        ///   - id: The last id.
        public init(type: String = "message", data: String, id: String = "") {
            self.type = type
            self.data = data
            self.id = id
        }
    }

    /// How long the client should wait before it connects again, in milliseconds, if the stream says so.
    public private(set) var retryMilliseconds: Int?

    private let limit: Int
    /// The beginning of a line whose end has not come yet.
    private var line: [UInt8] = []
    private var data: [UInt8] = []
    private var type: [UInt8] = []
    private var id: [UInt8] = []
    /// The last byte was a carriage return: a line feed that follows belongs to it.
    private var endedWithReturn = false
    private var isFirstLine = true

    /// Creates a parser.
    ///
    /// - Parameter limit: The most bytes of a line, and of the data of an event.
    public init(limit: Int = 64 << 20) { self.limit = limit }

    /// Takes the next piece of the stream.
    ///
    /// - Parameter piece: Bytes, cut anywhere.
    /// - Returns: The events that it completes.
    /// - Throws: `HTTPError` with `tooLarge`; nothing more can be parsed then.
    public mutating func parse(_ piece: [UInt8]) throws(HTTPError) -> [Event] {
        var events: [Event] = []
        try piece.withUnsafeBufferPointer { bytes throws(HTTPError) in try parse(bytes, into: &events) }
        return events
    }

    private mutating func parse(_ bytes: UnsafeBufferPointer<UInt8>, into events: inout [Event]) throws(HTTPError) {
        var start = 0
        if endedWithReturn, let first = bytes.first {
            endedWithReturn = false
            if first == Byte.lineFeed { start = 1 }
        }
        while let end = Self.endOfLine(in: bytes, from: start) {
            try finishLine(UnsafeBufferPointer(rebasing: bytes[start..<end]), into: &events)
            start = end + 1
            if bytes[end] == Byte.carriageReturn {
                if start == bytes.count {
                    endedWithReturn = true
                } else if bytes[start] == Byte.lineFeed {
                    start += 1
                }
            }
        }
        guard start < bytes.count else { return }
        try check(line.count + bytes.count - start)
        line.append(contentsOf: bytes[start...])
    }

    private static func endOfLine(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            if byte == Byte.lineFeed || byte == Byte.carriageReturn { return index }
            index += 1
        }
        return nil
    }

    private mutating func finishLine(_ rest: UnsafeBufferPointer<UInt8>, into events: inout [Event]) throws(HTTPError) {
        try check(line.count + rest.count)
        guard !line.isEmpty else { return try interpret(rest, into: &events) }
        line.append(contentsOf: rest)
        let whole = line
        line = []
        try whole.withUnsafeBufferPointer { bytes throws(HTTPError) in try interpret(bytes, into: &events) }
    }

    private mutating func interpret(_ line: UnsafeBufferPointer<UInt8>, into events: inout [Event]) throws(HTTPError) {
        var line = line
        if isFirstLine {
            isFirstLine = false
            if line.starts(with: Byte.orderMark) { line = UnsafeBufferPointer(rebasing: line[3...]) }
        }
        if line.isEmpty { return dispatch(into: &events) }
        let colon = line.firstIndex(of: Byte.colon) ?? line.count
        // A line that begins with a colon is a comment.
        guard colon > 0 else { return }
        var start = min(colon + 1, line.count)
        if start < line.count, line[start] == Byte.space { start += 1 }
        let name = UnsafeBufferPointer(rebasing: line[..<colon])
        try setField(name, UnsafeBufferPointer(rebasing: line[start...]))
    }

    private mutating func setField(
        _ name: UnsafeBufferPointer<UInt8>,
        _ value: UnsafeBufferPointer<UInt8>
    ) throws(HTTPError) {
        if name.elementsEqual("data".utf8) {
            try check(data.count + value.count)
            data.append(contentsOf: value)
            data.append(Byte.lineFeed)
        } else if name.elementsEqual("event".utf8) {
            type = Array(value)
        } else if name.elementsEqual("id".utf8) {
            if !value.contains(0) { id = Array(value) }
        } else if name.elementsEqual("retry".utf8) {
            let isNumber = !value.isEmpty && value.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            if isNumber { retryMilliseconds = Int(String(decoding: value, as: UTF8.self)) ?? retryMilliseconds }
        }
    }

    private mutating func dispatch(into events: inout [Event]) {
        defer {
            data.removeAll(keepingCapacity: data.count < 65_536)
            type = []
        }
        guard !data.isEmpty else { return }
        let event = Event(
            type: type.isEmpty ? "message" : String(decoding: type, as: UTF8.self),
            data: String(decoding: data.dropLast(), as: UTF8.self),
            id: String(decoding: id, as: UTF8.self)
        )
        events.append(event)
    }

    private func check(_ count: Int) throws(HTTPError) {
        guard count > limit else { return }
        throw HTTPError(.tooLarge, "a line or event of the stream is longer than \(limit) bytes; it is not read on")
    }
}

/// The bytes that mean something in a stream of events; computed, since a stored one is looked up at each use.
private enum Byte {
    static var lineFeed: UInt8 { 10 }
    static var carriageReturn: UInt8 { 13 }
    static var space: UInt8 { 32 }
    static var colon: UInt8 { UInt8(ascii: ":") }
    static var orderMark: [UInt8] { [0xEF, 0xBB, 0xBF] }
}
