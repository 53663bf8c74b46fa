import KeyValueStore

/// What the owner of a `CoalescerState` has to do after a step.
enum CoalescerAction: Sendable {
    case send(UpstreamBatch)
    /// Read one key on its own, with a permit, and report to `completeAlone`.
    case readAlone(KVKey)
    case answerRead(CallSlot, Result<KVEntry?, KVError>)
    case answerWrite(CallSlot, WriteAnswer)
    case grantPermit(UInt64, departed: Int64)
    case denyPermit(UInt64, KVError)
}

/// What became of a submitted write.
enum WriteAnswer: Sendable {
    case applied
    case conditionFailed(current: KVEntry?)
    /// The key's state is not known here; read it and submit again with it.
    case needsRead
    /// The write that decided about this one came to nothing; submit again.
    case resubmit
    case failed(KVError)
}

/// A write as it is submitted.
struct WriteSubmission: Sendable {
    var key: KVKey
    var change: KVChange
    var condition: KVCondition
    /// What was just read from upstream.
    var baseline = KnownEntry.unknown
}

/// What is known of a key's entry.
enum KnownEntry: Sendable {
    case unknown
    case known(KVEntry?)
}
