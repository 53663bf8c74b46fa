import KeyValueStore

/// Work for the writer: one or more operations that wait for a transaction.
struct WriteRequest: Sendable {
    /// Puts and deletes in it.
    let operationCount: Int
    /// Bytes of keys, values and metadata in it.
    let byteCount: Int
    /// Does the work inside a transaction; returns what answers the caller, to be called once that is committed.
    ///
    /// May run a second time when the transaction of the first time was rolled back.
    let perform: @Sendable (WriteTransaction) throws(SQLiteFailure) -> @Sendable () -> Void
    /// Answers the caller that it did not happen, or may not have happened.
    let fail: @Sendable (KVError) -> Void
}
