package import KeyValueStore

/// Reads of one namespace on the calling thread, for an owner that prefers a short blocking call to a hop.
///
/// Has a connection of its own; not for more than one thread at a time. It must be gone when the database is closed, or
/// the write-ahead log stays behind (which the next opening clears away).
package final class SQLiteReader {
    private let session: ReadSession
    private let namespace: Int64
    private let clock: any KVClock

    init(session: ReadSession, namespace: Int64, clock: any KVClock) {
        self.session = session
        self.namespace = namespace
        self.clock = clock
    }

    /// The entry under a key, nil where there is none; blocks for as long as the file system takes.
    package func readInPlace(_ key: KVKey) throws(KVError) -> KVEntry? {
        let result: Result<KVEntry?, KVError>
        do throws(SQLiteFailure) {
            result = try session.entry(key, in: namespace, nowMilliseconds: clock.wallMilliseconds())
        } catch {
            throw error.storeError
        }
        return try result.get()
    }
}
