import KeyValueStore
import KeyValueStoreTesting
import Synchronization

/// A real store in memory that counts what it is asked, stops at gates that a test opens, and fails when told to.
final class GatedStore: KVStore {
    private struct State {
        var reads: [[KVKey]] = []
        var writes = 0
        var readError: KVError?
        var writeError: KVError?
        var isReadGateClosed = false
        var isWriteGateClosed = false
        var waiting: [CheckedContinuation<Void, Never>] = []
        var observers: [@Sendable () -> Void] = []
    }

    let inner: InMemoryKVStore
    private let state = Mutex(State())

    init(clock: any KVClock) {
        inner = InMemoryKVStore(maximumBytes: 64 << 20, clock: clock)
    }

    var guarantees: KVGuarantees { inner.guarantees }

    /// The keys of each call that read, in the order of the calls.
    var reads: [[KVKey]] { state.withLock { $0.reads } }

    /// Makes reads fail from now on, or succeed again.
    func failReads(_ error: KVError?) { state.withLock { $0.readError = error } }

    /// Makes writes take effect and then fail from now on, or succeed again.
    func failWrites(_ error: KVError?) { state.withLock { $0.writeError = error } }

    /// Makes calls wait from now on, each after it has done its work and before it answers.
    func close(reads: Bool = false, writes: Bool = false) {
        state.withLock {
            $0.isReadGateClosed = reads
            $0.isWriteGateClosed = writes
        }
    }

    /// Lets all that waits go on, and later calls pass.
    func open() {
        let waiting = state.withLock { state in
            state.isReadGateClosed = false
            state.isWriteGateClosed = false
            defer { state.waiting = [] }
            return state.waiting
        }
        for call in waiting { call.resume() }
    }

    /// How many calls stand at the gates.
    var callsAtGates: Int { state.withLock { $0.waiting.count } }

    /// Tells the observers that somebody else changed the store.
    func notifyExternalChange() {
        for observer in state.withLock({ $0.observers }) { observer() }
    }

    func read(_ key: KVKey, _ directive: KVReadDirective) async throws(KVError) -> KVReading {
        let reading = try await inner.read(key, directive)
        try await finishRead([key])
        return reading
    }

    func getMany(_ keys: [KVKey]) async throws(KVError) -> [KVEntry?] {
        let entries = try await inner.getMany(keys)
        try await finishRead(keys)
        return entries
    }

    func putMany(_ writes: [KVWrite]) async -> [Result<KVWriteOutcome, KVError>] {
        let results = await inner.putMany(writes)
        await pass { $0.isWriteGateClosed }
        guard let error = state.withLock({ $0.writeError }) else { return results }
        return results.map { _ in .failure(error) }
    }

    func deleteMany(_ deletes: [KVDelete]) async -> [Result<KVDeleteOutcome, KVError>] {
        let results = await inner.deleteMany(deletes)
        await pass { $0.isWriteGateClosed }
        guard let error = state.withLock({ $0.writeError }) else { return results }
        return results.map { _ in .failure(error) }
    }

    func list(_ query: KVListQuery) async throws(KVError) -> KVPage {
        try await inner.list(query)
    }

    func observeExternalChanges(_ observer: @escaping @Sendable () -> Void) {
        state.withLock { $0.observers.append(observer) }
    }

    private func finishRead(_ keys: [KVKey]) async throws(KVError) {
        state.withLock { $0.reads.append(keys) }
        await pass { $0.isReadGateClosed }
        if let error = state.withLock({ $0.readError }) { throw error }
    }

    private func pass(_ isClosed: @Sendable (State) -> Bool) async {
        await withCheckedContinuation { (call: CheckedContinuation<Void, Never>) in
            let passes = state.withLock { state in
                if isClosed(state) { state.waiting.append(call) }
                return !isClosed(state)
            }
            if passes { call.resume() }
        }
    }
}
