import KeyValueStore

/// Work for the writer: one or more operations that wait for a transaction.
///
/// A subclass says what the work is and keeps what comes of it, for the caller to read when it goes on. The caller is a task
/// that suspends, unless the subclass calls somebody back.
///
/// Unchecked: one thread at a time has it; the caller's until it is in the queue, then the writer's, then that of the caller
/// that answers it (`WriteAnswers`), and in the end its own caller's again.
class WriteRequest: @unchecked Sendable {  // Reason: handed on by the queue's lock and what answers it.
    /// Lets a caller go on, with its followers: requests that it answers before it does anything else.
    typealias Continuation = CheckedContinuation<ArraySlice<WriteRequest>, Never>

    /// Puts and deletes in it.
    let operationCount: Int
    /// Bytes of keys, values and metadata in it.
    let byteCount: Int
    /// Where the answer is waited for.
    let caller: WriteCaller
    private var continuation: Continuation?

    init(operationCount: Int, byteCount: Int, caller: WriteCaller = .current) {
        self.operationCount = operationCount
        self.byteCount = byteCount
        self.caller = caller
    }

    /// The request, where it is one put and nothing else, which may be performed together with others.
    var put: PutRequest? { nil }

    /// Does the work inside a transaction and keeps what came of it.
    ///
    /// May run a second time when the transaction of the first time was rolled back.
    func perform(_ transaction: WriteTransaction) throws(SQLiteFailure) {}

    /// Takes down that the work was not done, or may not have been.
    func fail(_ error: KVError) {}

    /// Has it answered through a continuation; once, before it is queued.
    final func setContinuation(_ continuation: Continuation) {
        self.continuation = continuation
    }

    /// Lets the caller go on, from where it waits; once.
    func answer() { answer(leading: []) }

    /// Lets the caller go on, from anywhere, and from where it waits its followers; once.
    func answer(leading followers: ArraySlice<WriteRequest>) {
        guard let continuation else { preconditionFailure("a request is answered once") }
        // Before the caller has it again.
        self.continuation = nil
        continuation.resume(returning: followers)
    }
}
