import KeyValueStore

/// A write that is not acknowledged yet.
struct PendingWrite {
    /// Who is to be told; nil once told.
    var caller: CallSlot?
    var change: KVChange
    /// Memory in use, about.
    var bytes: Int
    /// Whether its condition was checked against the write before it in the chain, so that it falls with that one.
    var dependsOnPredecessor: Bool
    /// Monotonic nanoseconds, as all times here.
    var deadline: Int64
    var since: Int64
    /// Whether an earlier try may have happened.
    var mayHaveHappened = false
    /// Callers whose condition failed against this write and who wait for whether it stands.
    var watchers: [CallSlot] = []
}
