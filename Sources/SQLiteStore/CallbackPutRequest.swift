import KeyValueStore

/// One put whose caller is called back instead of being let go on.
final class CallbackPutRequest: PutRequest, @unchecked Sendable {  // Reason: as its superclass.
    private let executor: any KVCallbackExecutor
    private var completion: KVPutCompletion?

    init(
        _ write: consuming KVWrite,
        in namespace: Int64,
        on executor: any KVCallbackExecutor,
        _ completion: consuming @escaping KVPutCompletion
    ) {
        self.executor = executor
        self.completion = completion
        super.init(write, in: namespace, caller: .executor(ObjectIdentifier(executor)))
    }

    override func answer() {
        guard let completion else { preconditionFailure("a request is answered once") }
        self.completion = nil
        completion(write, result)
    }

    override func answer(leading followers: ArraySlice<WriteRequest>) {
        executor.execute {
            self.answer()
            for follower in followers { follower.answer() }
        }
    }
}
