import KeyValueStore

/// One put.
///
/// As a class of its own, because what a generic one costs at run time is a tenth of all that a put costs its event loop.
final class PutRequest: WriteRequest, @unchecked Sendable {  // Reason: as its superclass.
    private let write: KVWrite
    private let namespace: Int64
    private(set) var result = Result<KVWriteOutcome, KVError>.failure(.closed)

    init(_ write: KVWrite, in namespace: Int64) {
        self.write = write
        self.namespace = namespace
        super.init(operationCount: 1, byteCount: write.byteCount)
    }

    override func perform(_ transaction: WriteTransaction) throws(SQLiteFailure) {
        result = try transaction.put(write, in: namespace)
    }

    override func fail(_ error: KVError) {
        result = .failure(error)
    }
}
