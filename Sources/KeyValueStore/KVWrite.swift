/// What must hold for a write to happen.
package enum KVCondition: Hashable, Sendable {
    /// Nothing.
    case any
    /// The key has no entry.
    case absent
    /// The key's entry is the one of this version.
    case version(KVVersion)
}

/// One put: a key's value, metadata and expiration are replaced together.
///
/// Leaving out metadata or expiration clears what was there (Cloudflare KV documentation, "Write key-value pairs").
package struct KVWrite: Hashable, Sendable {
    package var key: KVKey
    package var value: [UInt8]
    /// JSON text of any type; the text `null` means none.
    package var metadata: [UInt8]?
    /// Whole seconds since 1970; nil for never.
    ///
    /// The rule "at least 60 seconds ahead" belongs to whoever lets a caller choose (`KVExpiration`); a store
    /// takes any time, and one that has passed makes the entry invisible at once.
    package var expiration: Int64?
    package var condition: KVCondition

    package init(
        key: KVKey,
        value: [UInt8],
        metadata: [UInt8]? = nil,
        expiration: Int64? = nil,
        condition: KVCondition = .any
    ) {
        self.key = key
        self.value = value
        self.metadata = metadata
        self.expiration = expiration
        self.condition = condition
    }

    /// Checks the sizes that every store must refuse to exceed.
    package func validateSizes() throws(KVError) {
        if value.count > KVLimits.valueBytesMaximum { throw .valueTooLarge(bytes: value.count) }
        if let metadata, metadata.count > KVLimits.metadataBytesMaximum {
            throw .metadataTooLarge(bytes: metadata.count)
        }
    }
}

/// One delete.
package struct KVDelete: Hashable, Sendable {
    package var key: KVKey
    package var condition: KVCondition

    package init(key: KVKey, condition: KVCondition = .any) {
        self.key = key
        self.condition = condition
    }
}

/// What became of a put.
package enum KVWriteOutcome: Hashable, Sendable {
    /// The store has it, as durably as the store's guarantees say.
    case written(KVVersion)
    /// Nothing changed; `current` is what the store holds instead.
    case conditionFailed(current: KVEntry?)
}

/// What became of a delete.
package enum KVDeleteOutcome: Hashable, Sendable {
    /// The key has no entry now, whether or not it had one.
    case deleted
    /// Nothing changed; `current` is what the store holds instead.
    case conditionFailed(current: KVEntry?)
}
