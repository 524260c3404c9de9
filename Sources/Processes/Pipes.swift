import Glibc

/// The three pipes between us and a child.
struct Pipes {
    private var ends: [Int32] = Array(repeating: -1, count: 6)

    /// Makes the pipes; none of them is inherited by other children.
    init() throws(ProcessError) {
        for index in 0..<3 {
            var pair: [Int32] = [-1, -1]
            guard pipe(&pair) == 0 else {
                let number = errno
                close()
                throw ProcessError(
                    code: .cannotStart(number),
                    message: "no more pipes: \(String(cString: strerror(number)))"
                )
            }
            ends[index * 2] = pair[0]
            ends[index * 2 + 1] = pair[1]
            for end in pair { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        }
        // Ours do not block: one loop serves all three.
        for end in [input, output, error] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    }

    var childInput: Int32 { ends[0] }
    var input: Int32 { ends[1] }
    var output: Int32 { ends[2] }
    var childOutput: Int32 { ends[3] }
    var error: Int32 { ends[4] }
    var childError: Int32 { ends[5] }

    mutating func closeInput() { close(1) }
    mutating func closeOutput() { close(2) }
    mutating func closeError() { close(4) }

    mutating func closeChildEnds() { for index in [0, 3, 5] { close(index) } }

    mutating func close() { for index in ends.indices { close(index) } }

    private mutating func close(_ index: Int) {
        if ends[index] >= 0 { Glibc.close(ends[index]) }
        ends[index] = -1
    }
}
