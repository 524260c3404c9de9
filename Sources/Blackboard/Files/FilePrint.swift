import Core
import Dispatch
import Synchronization

/// Numbers for files such that the sum over a folder tells whether any of its files changed.
///
/// The database keeps the sum of what it knows of each folder. Looking whether a hundred thousand files are as they
/// were then takes one sum, and no comparison of each with its row. A change that leaves the sum as it was has a
/// chance of one in 2⁴⁰; `board check` compares the texts themselves.
enum FilePrint {
    /// The print of an entry's file as the database knows it.
    ///
    /// - Parameters:
    ///   - path: The file, relative to the board's home.
    ///   - mark: What it looks like from outside; empty or `FileProjection.gone` if there is none.
    /// - Returns: Its print.
    static func print(path: String, mark: String) -> Int {
        let numbers = mark.split(separator: " ").compactMap { UInt64($0) }
        guard numbers.count == 3 else { return 0 }
        var print = Print()
        for byte in Path(path).name.utf8 { print.add(byte) }
        for number in numbers { print.add(number) }
        return print.value
    }

    /// The sum of the prints of a folder's entries as they are now.
    ///
    /// - Parameter folder: The folder.
    /// - Returns: The sum.
    /// - Throws: `FileError` if the folder cannot be listed.
    static func sum(of folder: Path) throws(FileError) -> Int {
        let sum = Atomic(0)
        // Looking at files is what takes the time, so it begins while the names are still being read.
        let group = DispatchGroup()
        let rest = try NameBatch.read(folder, size: 4_096) { batch in
            DispatchQueue.global().async(group: group) {
                sum.wrappingAdd(Self.sum(of: batch, in: folder), ordering: .relaxed)
            }
        }
        sum.wrappingAdd(Self.sum(of: rest, in: folder), ordering: .relaxed)
        group.wait()
        return sum.load(ordering: .relaxed)
    }

    private static func sum(of names: NameBatch, in folder: Path) -> Int {
        var sum = 0
        names.forEachStatus(in: folder, suffix: ".md") { name, status in
            if status.kind == .folder { return }
            var print = Print()
            for byte in name { print.add(byte) }
            print.add(UInt64(bitPattern: status.modified))
            print.add(UInt64(status.size))
            print.add(status.number)
            sum &+= print.value
        }
        return sum
    }

    /// FNV-1a (Fowler, Noll and Vo, RFC 9923), folded to 40 bits, so that the sum over eight million files fits into 63.
    private struct Print {
        private var hash: UInt64 = 0xCBF2_9CE4_8422_2325

        mutating func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }

        mutating func add(_ number: UInt64) {
            for shift in stride(from: UInt64(0), to: 64, by: 8) { add(UInt8(truncatingIfNeeded: number >> shift)) }
        }

        var value: Int { Int((hash ^ (hash >> 40)) & 0xFF_FFFF_FFFF) }
    }
}
