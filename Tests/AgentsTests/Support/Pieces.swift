import Agents
import TestSupport

/// What a text becomes if it comes in pieces.
///
/// - Parameters:
///   - bytes: The text.
///   - cuts: Where it is cut.
///   - feed: Takes a piece.
func forEachPiece(of bytes: [UInt8], cutAt cuts: [Int], _ feed: (UnsafeBufferPointer<UInt8>) -> Void) {
    bytes.withUnsafeBufferPointer { bytes in
        var start = 0
        for cut in cuts.sorted() + [bytes.count] where cut >= start {
            feed(UnsafeBufferPointer(rebasing: bytes[start..<cut]))
            start = cut
        }
    }
}

/// What a guard leaves of a text that comes in pieces.
func guarded(_ bytes: [UInt8], cutAt cuts: [Int], _ options: TextGuard.Options = TextGuard.Options()) -> [UInt8] {
    var filter = TextGuard(options)
    var output: [UInt8] = []
    forEachPiece(of: bytes, cutAt: cuts) { filter.append($0, to: &output) }
    filter.finish(to: &output)
    return output
}

/// What a scrubber makes of a text that comes in pieces.
func scrubbed(_ bytes: [UInt8], cutAt cuts: [Int], _ options: Scrubber.Options = Scrubber.Options()) -> [UInt8] {
    var scrubber = Scrubber(options)
    var output: [UInt8] = []
    forEachPiece(of: bytes, cutAt: cuts) { scrubber.append($0, to: &output) }
    _ = scrubber.finish(to: &output)
    return output
}

/// Places to cut a text at.
func randomCuts(of count: Int, _ generator: inout SeededGenerator) -> [Int] {
    (0..<Int.random(in: 1...8, using: &generator)).map { _ in Int.random(in: 0...count, using: &generator) }
}
