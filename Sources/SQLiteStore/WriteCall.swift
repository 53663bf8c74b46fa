import KeyValueStore

/// Any work.
final class WriteCall<Output: Sendable>: WriteRequest, @unchecked Sendable {  // Reason: as its superclass.
    typealias Body = @Sendable (WriteTransaction) throws(SQLiteFailure) -> Result<Output, KVError>

    private let body: Body
    private(set) var result = Result<Output, KVError>.failure(.closed)

    init(operationCount: Int, byteCount: Int, body: @escaping Body) {
        self.body = body
        super.init(operationCount: operationCount, byteCount: byteCount)
    }

    override func perform(_ transaction: WriteTransaction) throws(SQLiteFailure) {
        result = try body(transaction)
    }

    override func fail(_ error: KVError) {
        result = .failure(error)
    }
}
