/// The blocks before a member of a tar archive: ustar, with pax records before it where ustar has no room
/// (IEEE Std 1003.1, "pax").
struct TarHeader {
    enum Kind: UInt8 {
        case file = 0x30
        case folder = 0x35
        /// Records that hold for the next member.
        case records = 0x78
    }

    static let blockSize = 512
    /// The largest numbers of 11 octal digits and, for a mode, of 7.
    private static let numberLimit: Int64 = 1 << 33 - 1
    private static let (nameSize, prefixSize) = (100, 155)

    private let name: [UInt8]
    private let kind: Kind
    private let size: Int
    private let seconds: Int64

    /// Describes a member; a moment before 1970 is stored as 1970.
    init(name: String, kind: Kind, size: Int, modified: Timestamp) {
        self.name = Array(name.utf8)
        self.kind = kind
        self.size = size
        seconds = min(max(0, modified.milliseconds / 1000), Self.numberLimit)
    }

    /// The header, with one of records before it where that is needed.
    var blocks: [UInt8] {
        let place = Self.split(name)
        var records: [UInt8] = []
        if place == nil { records += Self.record("path", name) }
        if size > Self.numberLimit { records += Self.record("size", Array(String(size).utf8)) }
        // A reader that knows no records gets at least a readable name.
        let (prefix, rest) = place ?? ([], name.map { (0x21...0x7E).contains($0) ? $0 : 0x5F }.suffix(Self.nameSize))
        let block = block(prefix: prefix, name: rest, kind: kind, size: size > Self.numberLimit ? 0 : size)
        if records.isEmpty { return block }
        let recordName = Array("PaxHeaders/".utf8) + rest.suffix(Self.nameSize - 11)
        let before = self.block(prefix: [], name: recordName[...], kind: .records, size: records.count)
        return before + records + Self.padding(after: records.count) + block
    }

    /// The zeros that fill the last block of some content.
    static func padding(after count: Int) -> [UInt8] {
        [UInt8](repeating: 0, count: (blockSize - count % blockSize) % blockSize)
    }

    private func block(prefix: ArraySlice<UInt8>, name: ArraySlice<UInt8>, kind: Kind, size: Int) -> [UInt8] {
        // Owner and group are none that mean something elsewhere.
        let numbers = [(kind == .folder ? 0o700 : 0o600, 8), (0, 8), (0, 8), (Int64(size), 12), (seconds, 12)]
        let front = Self.field(name, Self.nameSize) + numbers.flatMap { Self.number($0, $1) }
        let linkAndMagic = Self.field([], 100) + Self.field("ustar\u{0}00".utf8, 8)
        let devices = Self.number(0, 8) + Self.number(0, 8)
        let back =
            [kind.rawValue] + linkAndMagic + Self.field([], 64) + devices + Self.field(prefix, Self.prefixSize)
            + Self.field([], 12)
        // The sum is taken with eight blanks in its place.
        let sum = (front + back).reduce(8 * 0x20) { $0 + Int64($1) }
        return front + Self.number(sum, 7) + [0x20] + back
    }

    private static func field(_ bytes: some Collection<UInt8>, _ width: Int) -> [UInt8] {
        bytes + [UInt8](repeating: 0, count: width - bytes.count)
    }

    /// A number in octal digits with a zero byte behind them.
    private static func number(_ value: Int64, _ width: Int) -> [UInt8] {
        let digits = String(value, radix: 8)
        return field((String(repeating: "0", count: width - 1 - digits.count) + digits).utf8, width)
    }

    /// A name as ustar holds it, in two parts if it is long; nothing if it cannot.
    private static func split(_ name: [UInt8]) -> (prefix: ArraySlice<UInt8>, name: ArraySlice<UInt8>)? {
        guard name.allSatisfy({ (0x20...0x7E).contains($0) }) else { return nil }
        if name.count <= nameSize { return ([], name[...]) }
        // The slash between the parts is stored in neither; a folder's name ends with one, which is not it.
        let first = name.count - 1 - nameSize
        guard first <= prefixSize else { return nil }
        let slash = name[first..<min(name.count - 1, prefixSize + 1)].firstIndex(of: 0x2F)
        return slash.flatMap { $0 > 0 ? (name[..<$0], name[($0 + 1)...]) : nil }
    }

    /// A record begins with its own length, the digits of the length included.
    private static func record(_ key: String, _ value: [UInt8]) -> [UInt8] {
        let rest = Array(" \(key)=".utf8) + value + [0x0A]
        var length = rest.count
        while length != rest.count + String(length).utf8.count { length = rest.count + String(length).utf8.count }
        return Array(String(length).utf8) + rest
    }
}
