/// The numbers that a `CoalescerState` works by.
struct CoalescerLimits {
    var readBatchKeysMaximum: Int
    var writeBatchItemsMaximum: Int
    var writeBatchBytesMaximum = CloudflareKVLimits.bulkWriteBytesMaximum
    var requestsInFlightMaximum: Int
    var waitingReadsMaximum: Int
    var waitingWritesMaximum: Int
    var writeMemoryBytesMaximum: Int
    var attemptsMaximum: Int
    var notTextKeysMaximum = 4096
    /// Whether calls wait for company at all.
    var gathers: Bool
    /// Nanoseconds from a call to its answer.
    var readDeadline: Int64
    var writeDeadline: Int64
    /// Nanoseconds between two writes of one key.
    var writeInterval: Int64
}
