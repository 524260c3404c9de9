import CStemmer

/// Snowball's English stemmer (Porter 2, <https://snowballstem.org/algorithms/english/stemmer.html>).
///
/// Other languages' words pass through it too: what matters is that a question and a document are treated alike.
final class Stemmer {
    private let handle: OpaquePointer?

    init() { handle = sb_stemmer_new("english", nil) }

    deinit { sb_stemmer_delete(handle) }

    /// Calls a closure with the stem of a folded ASCII word; the pointer is valid only inside.
    func withStem(_ word: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        guard let handle, let stem = sb_stemmer_stem(handle, word.baseAddress, Int32(word.count)) else {
            return body(word)
        }
        body(UnsafeBufferPointer(start: stem, count: Int(sb_stemmer_length(handle))))
    }
}
