/// Writes JSON (RFC 8259) piece by piece, without a tree of values in between.
///
/// What is to be one value must be written as one: at the top a value, in an array items, in an object members.
public struct JSONWriter: ~Copyable {
    private var bytes = ByteBuffer()
    /// The blanks before each line; nothing for one line.
    private var indent: Int?
    /// Whether nothing stands yet in what was opened last.
    private var isFirst = true

    /// Creates a writer of one line, or of several.
    ///
    /// - Parameter indent: The blanks before each line; nothing for one line.
    init(indent: Int? = nil) { self.indent = indent }

    /// What was written.
    var text: String { bytes.text }

    /// Writes an object.
    ///
    /// - Parameter members: Writes its members.
    public mutating func object(_ members: (inout JSONWriter) -> Void) {
        enclose(between: "{", and: "}", members)
    }

    /// Writes an object that begins with the members of another one.
    ///
    /// - Parameters:
    ///   - beginning: An object, written out already.
    ///   - members: Writes further members.
    public mutating func object(beginningAs beginning: WrittenJSON, _ members: (inout JSONWriter) -> Void) {
        beginning.text.utf8.withBytes { written in
            // But for the brace at the end.
            bytes.append(UnsafeBufferPointer(rebasing: written.dropLast()))
            isFirst = written.count == 2
        }
        members(&self)
        bytes.append(UInt8(ascii: "}"))
        isFirst = false
    }

    /// Writes a list.
    ///
    /// - Parameter items: Writes its items.
    public mutating func array(_ items: (inout JSONWriter) -> Void) { enclose(between: "[", and: "]", items) }

    /// Writes a member of an object.
    ///
    /// - Parameters:
    ///   - name: Its name, in which nothing has to be escaped.
    ///   - value: Its value.
    public mutating func member(_ name: StaticString, _ value: some JSONWritable) {
        beginMember(name)
        value.write(to: &self)
    }

    /// Writes a member of an object; of a text, which most are, without a look at what can write itself.
    ///
    /// - Parameters:
    ///   - name: Its name, in which nothing has to be escaped.
    ///   - text: Its value.
    public mutating func member(_ name: StaticString, _ text: String) {
        beginMember(name)
        bytes.append(quoting: text)
    }

    /// Writes a member of an object.
    ///
    /// - Parameters:
    ///   - name: Its name, in which nothing has to be escaped.
    ///   - number: Its value.
    public mutating func member(_ name: StaticString, _ number: Int) {
        beginMember(name)
        bytes.append(number)
    }

    /// Writes a member of an object whose value is one of a few words.
    ///
    /// - Parameters:
    ///   - name: Its name, in which nothing has to be escaped.
    ///   - word: Its value, in which nothing has to be escaped.
    public mutating func member(_ name: StaticString, word: StaticString) {
        beginMember(name)
        bytes.append(quotingPlain: word)
    }

    /// Writes a member of an object.
    ///
    /// - Parameters:
    ///   - name: Its name, in which nothing has to be escaped.
    ///   - value: Writes its value.
    public mutating func member(_ name: StaticString, _ value: (inout JSONWriter) -> Void) {
        beginMember(name)
        value(&self)
    }

    /// Writes a member of an object whose names are of others.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - value: Its value.
    public mutating func member(named name: String, _ value: some JSONWritable) {
        beginPart()
        write(name)
        endName()
        value.write(to: &self)
    }

    /// Writes an item of a list.
    ///
    /// - Parameter value: The item.
    public mutating func item(_ value: some JSONWritable) {
        beginPart()
        value.write(to: &self)
    }

    /// Writes an item of a list, and looks at how it is written.
    ///
    /// - Parameters:
    ///   - value: The item.
    ///   - look: Is handed the item as it is written, as UTF-8; keeps no pointer to it.
    public mutating func item(_ value: some JSONWritable, _ look: (UnsafeBufferPointer<UInt8>) -> Void) {
        beginPart()
        let start = bytes.count
        value.write(to: &self)
        look(UnsafeBufferPointer(start: bytes.base + start, count: bytes.count - start))
    }

    /// Writes a string, with all escaped that could move a terminal's cursor, turn the direction of a line or not be seen.
    ///
    /// - Parameter text: The string.
    public mutating func write(_ text: String) { bytes.append(quoting: text) }

    /// Writes a whole number.
    ///
    /// - Parameter number: The number.
    public mutating func write(_ number: Int) { bytes.append(number) }

    /// Writes a number.
    ///
    /// - Parameter number: The number; JSON knows neither infinity nor not-a-number, of which null is written.
    public mutating func write(_ number: Double) { bytes.append(number.isFinite ? String(number) : "null") }

    /// Writes a truth value.
    ///
    /// - Parameter value: The value.
    public mutating func write(_ value: Bool) { bytes.append(value ? "true" : "false") }

    /// Writes a hash as a string of its digits.
    ///
    /// - Parameter hash: The hash.
    public mutating func write(_ hash: ContentHash) { hash.withDigits { bytes.append(quotingPlain: $0) } }

    /// Writes null.
    public mutating func writeNull() { bytes.append("null") }

    /// Writes what is written out already, on one line.
    ///
    /// - Parameter json: The value.
    public mutating func write(_ json: WrittenJSON) { bytes.append(json.text) }

    private mutating func enclose(
        between open: Unicode.Scalar,
        and close: Unicode.Scalar,
        _ parts: (inout JSONWriter) -> Void
    ) {
        bytes.append(UInt8(ascii: open))
        isFirst = true
        let outer = indent
        indent = outer.map { $0 + 2 }
        parts(&self)
        indent = outer
        if !isFirst { breakLine() }
        bytes.append(UInt8(ascii: close))
        isFirst = false
    }

    private mutating func beginMember(_ name: StaticString) {
        beginPart()
        bytes.append(quotingPlain: name)
        endName()
    }

    private mutating func endName() {
        bytes.append(UInt8(ascii: ":"))
        if indent != nil { bytes.append(UInt8(ascii: " ")) }
    }

    private mutating func beginPart() {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        breakLine()
    }

    private mutating func breakLine() {
        guard let indent else { return }
        bytes.append(UInt8(ascii: "\n"))
        for _ in 0..<indent { bytes.append(UInt8(ascii: " ")) }
    }
}
