import KeyValueStore

/// Work for the writer: one or more operations that wait for a transaction.
///
/// Unchecked: one thread at a time has it; the caller's until it is in the queue, the writer's until it is answered, and
/// then the caller's again.
class WriteRequest: @unchecked Sendable {  // Reason: handed on through the queue's lock and a continuation.
    /// Puts and deletes in it.
    let operationCount: Int
    /// Bytes of keys, values and metadata in it.
    let byteCount: Int
    /// The thread that the caller waits on, as far as one can tell: where it was when it asked.
    let callingThread: ThreadIdentity

    init(operationCount: Int, byteCount: Int, callingThread: ThreadIdentity = .current) {
        self.operationCount = operationCount
        self.byteCount = byteCount
        self.callingThread = callingThread
    }

    /// Does the work inside a transaction and keeps what came of it, for when that is committed.
    ///
    /// May run a second time when the transaction of the first time was rolled back.
    func perform(_ transaction: WriteTransaction) throws(SQLiteFailure) {}

    /// Takes down that the work was not done, or may not have been.
    func fail(_ error: KVError) {}

    /// Lets the caller go on with what came of it.
    ///
    /// - Parameter others: requests that the caller answers before it goes on.
    func answer(andHaveAnswered others: ArraySlice<WriteRequest>) {}
}

/// Work whose caller waits for a result of a type.
final class WriteCall<Output: Sendable>: WriteRequest, @unchecked Sendable {  // Reason: as its superclass.
    typealias Body = @Sendable (WriteTransaction) throws(SQLiteFailure) -> Result<Output, KVError>

    /// What the caller goes on with.
    struct Answer: Sendable {
        let result: Result<Output, KVError>
        /// Requests that wait for the caller to answer them.
        let others: ArraySlice<WriteRequest>
    }

    private let body: Body
    private let caller: CheckedContinuation<Answer, Never>
    private var result = Result<Output, KVError>.failure(.closed)

    init(
        operationCount: Int,
        byteCount: Int,
        caller: CheckedContinuation<Answer, Never>,
        body: @escaping Body
    ) {
        self.body = body
        self.caller = caller
        super.init(operationCount: operationCount, byteCount: byteCount)
    }

    override func perform(_ transaction: WriteTransaction) throws(SQLiteFailure) {
        result = try body(transaction)
    }

    override func fail(_ error: KVError) {
        result = .failure(error)
    }

    override func answer(andHaveAnswered others: ArraySlice<WriteRequest>) {
        caller.resume(returning: Answer(result: result, others: others))
    }
}
