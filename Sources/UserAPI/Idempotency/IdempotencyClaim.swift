import KeyValueStore
import Synchronization

/// The hold of one request on an idempotency key: the record in the store, which nobody else may replace meanwhile.
///
/// Each write of the record is conditional on the one before. Where the outcome of one was not known, the next finds its own
/// claim in the store and goes on from there.
final class IdempotencyClaim: Sendable {
    /// How often a write is tried again on what the store holds instead.
    private static let attemptsMaximum = 3

    private let store: any KVStore
    private let clock: any KVClock
    private let key: KVKey
    private let record: IdempotencyRecord
    /// What must hold of the store for the record there to be this claim's.
    private let condition = Mutex(KVCondition.absent)

    init(store: any KVStore, clock: any KVClock, key: KVKey, fingerprint: String) {
        self.store = store
        self.clock = clock
        self.key = key
        let claim = String(UInt64.random(in: 0...UInt64.max), radix: 16)
        record = IdempotencyRecord(fingerprint: fingerprint, claim: claim)
    }

    /// Takes the key if it is free; else gives what the store holds under it.
    func take() async throws(KVError) -> (isTaken: Bool, other: KVEntry?) {
        switch try await put(record, seconds: IdempotencyGuard.workSeconds, .absent) {
        case .written(let version):
            condition.withLock { $0 = .version(version) }
            return (true, nil)
        case .conditionFailed(let current):
            return (false, current)
        }
    }

    /// Holds the key for longer; false where it was lost to another request.
    func renew() async throws(KVError) -> Bool {
        try await replace(with: record, seconds: IdempotencyGuard.workSeconds)
    }

    /// Keeps an answer for repeats; false where the key was lost to another request.
    func keep(_ answer: IdempotencyRecord.Answer) async throws(KVError) -> Bool {
        var record = record
        record.answer = answer
        return try await replace(with: record, seconds: IdempotencyGuard.replaySeconds)
    }

    /// Lets the key go, for work that a repeat may do better.
    func release() async throws(KVError) {
        for _ in 0..<Self.attemptsMaximum {
            let outcome = try await store.delete(KVDelete(key: key, condition: condition.withLock { $0 }))
            guard case .conditionFailed(let current?) = outcome, isOwn(current) else { return }
            condition.withLock { $0 = .version(current.version) }
        }
    }

    private func replace(with record: IdempotencyRecord, seconds: Int64) async throws(KVError) -> Bool {
        for _ in 0..<Self.attemptsMaximum {
            switch try await put(record, seconds: seconds, condition.withLock { $0 }) {
            case .written(let version):
                condition.withLock { $0 = .version(version) }
                return true
            case .conditionFailed(let current?):
                if !isOwn(current) { return false }
                condition.withLock { $0 = .version(current.version) }
            case .conditionFailed(nil):
                condition.withLock { $0 = .absent }
            }
        }
        return false
    }

    private func isOwn(_ entry: KVEntry) -> Bool {
        IdempotencyRecord(stored: entry.value)?.claim == record.claim
    }

    private func put(
        _ record: IdempotencyRecord,
        seconds: Int64,
        _ condition: KVCondition
    ) async throws(KVError) -> KVWriteOutcome {
        let expiration = clock.wallMilliseconds() / 1000 + seconds
        return try await store.put(
            KVWrite(key: key, value: record.json, expiration: expiration, condition: condition)
        )
    }
}
