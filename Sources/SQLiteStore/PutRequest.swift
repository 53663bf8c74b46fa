import KeyValueStore

/// One put.
///
/// A class of its own, because a generic one looks up its type's metadata at run time: a twentieth of all the instructions
/// that a put takes on its event loop.
class PutRequest: WriteRequest, @unchecked Sendable {  // Reason: as its superclass.
    let write: KVWrite
    let namespace: Int64
    private(set) var result = Result<KVWriteOutcome, KVError>.failure(.closed)

    init(_ write: consuming KVWrite, in namespace: Int64, caller: WriteCaller = .current) {
        let byteCount = write.byteCount
        self.write = write
        self.namespace = namespace
        super.init(operationCount: 1, byteCount: byteCount, caller: caller)
    }

    final override var put: PutRequest? { self }

    final override func perform(_ transaction: WriteTransaction) throws(SQLiteFailure) {
        finish(try transaction.put(write, in: namespace))
    }

    /// Keeps what came of it.
    final func finish(_ result: Result<KVWriteOutcome, KVError>) {
        self.result = result
    }

    final override func fail(_ error: KVError) {
        result = .failure(error)
    }
}
