import KeyValueStore

/// Work for the writer: one or more operations that wait for a transaction.
///
/// A subclass says what the work is and keeps what comes of it, for the caller to read when it goes on.
///
/// Unchecked: one thread at a time has it; the caller's until it is in the queue, the writer's until it is answered, and
/// then the caller's again.
class WriteRequest: @unchecked Sendable {  // Reason: handed on through the queue's lock and a continuation.
    /// What a caller waits for: its answer, and requests that it answers before it goes on.
    typealias Caller = CheckedContinuation<ArraySlice<WriteRequest>, Never>

    /// Puts and deletes in it.
    let operationCount: Int
    /// Bytes of keys, values and metadata in it.
    let byteCount: Int
    /// The thread that the caller waits on, as far as one can tell: where it was when it asked.
    let callingThread: ThreadIdentity
    private var caller: Caller?

    init(operationCount: Int, byteCount: Int, callingThread: ThreadIdentity = .current) {
        self.operationCount = operationCount
        self.byteCount = byteCount
        self.callingThread = callingThread
    }

    /// Does the work inside a transaction and keeps what came of it.
    ///
    /// May run a second time when the transaction of the first time was rolled back.
    func perform(_ transaction: WriteTransaction) throws(SQLiteFailure) {}

    /// Takes down that the work was not done, or may not have been.
    func fail(_ error: KVError) {}

    /// Takes down who waits for it.
    final func waits(_ caller: Caller) {
        self.caller = caller
    }

    /// Lets the caller go on.
    ///
    /// - Parameter others: requests that the caller answers before it goes on.
    func answer(andHaveAnswered others: ArraySlice<WriteRequest> = []) {
        caller?.resume(returning: others)
        caller = nil
    }
}
