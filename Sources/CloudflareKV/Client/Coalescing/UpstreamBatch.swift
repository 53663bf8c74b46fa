import KeyValueStore

/// What goes upstream as one request.
struct UpstreamBatch: Sendable {
    enum Content: Sendable {
        case read([KVKey])
        case put([(key: KVKey, entry: KVEntry)])
        case delete([KVKey])
    }

    var content: Content
    /// When it left, in monotonic nanoseconds.
    var departed: Int64

    var count: Int { content.count }
}

extension UpstreamBatch.Content {
    var count: Int {
        switch self {
        case .read(let keys), .delete(let keys): keys.count
        case .put(let pairs): pairs.count
        }
    }

    /// The two halves; nil for what cannot be halved.
    var halves: (Self, Self)? {
        switch self {
        case .read(let keys) where keys.count > 1:
            (.read(Array(keys[..<(keys.count / 2)])), .read(Array(keys[(keys.count / 2)...])))
        case .delete(let keys) where keys.count > 1:
            (.delete(Array(keys[..<(keys.count / 2)])), .delete(Array(keys[(keys.count / 2)...])))
        case .put(let pairs) where pairs.count > 1:
            (.put(Array(pairs[..<(pairs.count / 2)])), .put(Array(pairs[(pairs.count / 2)...])))
        default: nil
        }
    }
}

/// What one key's read brought.
enum UpstreamRead: Sendable {
    case entry(KVEntry?)
    /// The value must be read on its own.
    case notText
}

/// What came of a batch.
enum UpstreamOutcome: Sendable {
    case read(Result<[KVKey: UpstreamRead], UpstreamFailure>)
    /// The keys that the API could not write.
    case write(Result<[KVKey], UpstreamFailure>)
}
