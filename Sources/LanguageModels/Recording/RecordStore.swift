public import Core

/// A place for recordings: for each request, by its hash, the events of the answer.
public struct RecordStore: Sendable {
    /// The most bytes of one recording.
    public static let sizeLimit = 64 << 20

    let load: @Sendable (ContentHash) throws -> [UInt8]?
    let save: @Sendable (ContentHash, [UInt8]) throws -> Void

    /// Creates a store.
    ///
    /// - Parameters:
    ///   - load: Gives the recording of a request, or nothing.
    ///   - save: Keeps the recording of a request, in place of an earlier one; durable on return.
    public init(
        load: @escaping @Sendable (ContentHash) throws -> [UInt8]?,
        save: @escaping @Sendable (ContentHash, [UInt8]) throws -> Void
    ) {
        self.load = load
        self.save = save
    }

    /// A folder with one file of JSON lines for each request.
    ///
    /// - Parameter folder: The folder; it must exist.
    /// - Returns: The store.
    public static func folder(_ folder: Path) -> RecordStore {
        @Sendable func file(_ hash: ContentHash) -> Path { folder.appending("\(hash).jsonl") }
        return RecordStore(
            load: { hash in
                guard FileSystem.exists(file(hash)) else { return nil }
                return try FileSystem.read(file(hash), limit: sizeLimit)
            },
            save: { hash, bytes in try AtomicFile.write(bytes, to: file(hash)) }
        )
    }

    func events(of hash: ContentHash) throws -> [ModelEvent]? {
        guard let bytes = try load(hash) else { return nil }
        return try bytes.split(separator: 0x0A).map { line in
            guard let event = ModelEvent(try JSON(parsing: line)) else {
                throw ModelError(.notRecorded, "the recording \(hash) is damaged; remove it and record it again")
            }
            return event
        }
    }
}

extension ModelRequest {
    /// What a request is recorded under.
    ///
    /// - Parameter identity: Who is asked.
    /// - Returns: The hash of the request as canonical JSON; keys have no part in it.
    public func hash(for identity: ModelIdentity) -> ContentHash { ContentHash(of: canonical(for: identity).text.utf8) }
}
