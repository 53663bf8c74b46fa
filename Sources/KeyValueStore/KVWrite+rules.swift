extension KVCondition {
    /// Whether a write under this condition may replace or delete `current`, nil where the key has no entry.
    package func holds(for current: KVEntry?) -> Bool {
        switch self {
        case .any: true
        case .absent: current == nil
        case .version(let version): current?.version == version
        }
    }
}

extension KVWrite {
    /// The metadata to store: the JSON text `null` means none.
    package var storedMetadata: [UInt8]? {
        guard let metadata, !metadata.elementsEqual("null".utf8) else { return nil }
        return metadata
    }
}
